// Certificates: who may write a journal from which sequence on, renewal, rotation after a leak, and what is refused.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import { type Hex32, ZERO_HEX32, fromHex } from "../../../protocol/ids.ts";
import { type Certificate, certificateDigest } from "../../../protocol/journal.ts";
import { ownCertificate, VALIDITY } from "../../../node/p2p/journal/certificate.ts";
import { createCertificates } from "../../../node/p2p/journal/certificates.ts";
import { openDatabase } from "../../../node/p2p/database.ts";
import { createIdentity } from "../../../node/p2p/journal/identity.ts";
import { EMPTY, headOf } from "../../../node/p2p/journal/entry.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import { peerIdOf } from "../../../node/p2p/keys.ts";
import { recover } from "../../../node/chain/recover.ts";
import {
  DOMAIN,
  blockRecord,
  certify,
  createAccount,
  createNursery,
  entriesOf,
  eventually,
  journalKeyOf,
  reached,
} from "../../support/p2p-node.ts";

const nursery = createNursery();
const owner = createAccount("owner");
const issue = (certificate: Certificate) => certify(owner, certificate);
const BASE = `0x${"07".repeat(32)}` as Hex32;
const NOW = 1_800_000_000;

function keysOf(seed: string) {
  const identity = createIdentity(journalKeyOf(seed));
  return {
    owner: owner.address,
    journalKey: `0x${identity.publicKey}` as const,
    identity: identity.hash,
    encryptionKey: `0x${"ab".repeat(32)}` as const,
  };
}

const words = (changes: Partial<Certificate> = {}): Certificate => ({
  ...keysOf("first"),
  epoch: 1,
  fromSequence: 1,
  base: ZERO_HEX32,
  issuedAt: NOW,
  expiresAt: NOW + VALIDITY,
  ...changes,
});

describe("certificates", () => {
  let database: DatabaseSync | undefined;
  const open = (directory = nursery.folder()) => {
    database = openDatabase(directory);
    return createCertificates(database, DOMAIN, recover);
  };
  afterEach(async () => {
    database?.close();
    database = undefined;
    await nursery.end();
  });

  it("are kept once the owner's account has signed them, and name the home's peer id", () => {
    const directory = nursery.folder();
    const signed = issue(words());
    assert.equal(open(directory).accept(signed).ok, true);
    database!.close();
    const again = open(directory);
    assert.deepEqual(again.current(owner.address), signed);
    assert.equal(again.ownerOf(peerIdOf(signed.journalKey)), owner.address);
  });

  it("name a home for their own owner alone: a stranger's with the same key takes it from nobody", () => {
    const certificates = open();
    const liar = createAccount("liar");
    const signed = issue(words());
    for (const one of [signed, certify(liar, words({ owner: liar.address }))]) {
      assert.equal(certificates.accept(one).ok, true);
    }
    const peer = peerIdOf(signed.journalKey);
    assert.equal(certificates.homeOf(owner.address), peer);
    assert.equal(certificates.ownerOf(peer), undefined, "shown as nobody's while two say that it is theirs");
    certificates.forget(liar.address);
    assert.equal(certificates.homeOf(owner.address), peer);
    assert.equal(certificates.ownerOf(peer), owner.address);
    assert.equal(certificates.homeOf(liar.address), undefined);
    certificates.accept(issue(words({ ...keysOf("second"), epoch: 2, fromSequence: 11, base: BASE })));
    assert.equal(certificates.homeOf(owner.address), peerIdOf(keysOf("second").journalKey));
  });

  it("are refused when another signed, a word was changed, or the shape is wrong", () => {
    const certificates = open();
    const signed = issue(words());
    const codes = [
      { ...signed, signature: createAccount("other").sign(certificateDigest(DOMAIN, words())) },
      { ...signed, fromSequence: 2, base: BASE },
      { ...signed, encryptionKey: `0x${"00".repeat(32)}` },
      certify(owner, words(), { ...DOMAIN, chainId: 1 }),
      issue(words({ expiresAt: NOW })),
      issue(words({ fromSequence: 2 })),
      issue(words({ base: BASE })),
      { ...signed, more: 1 },
      { ...signed, signature: "0x" },
      null,
      "certificate",
    ].map((value) => {
      const verdict = certificates.accept(value);
      return verdict.ok ? "accepted" : verdict.code;
    });
    const signature = "certificate.signature";
    const shape = "journal.certificate";
    assert.deepEqual(codes, [
      signature,
      signature,
      signature,
      signature,
      "certificate.dates",
      "certificate.base",
      "certificate.base",
      shape,
      shape,
      shape,
      shape,
    ]);
    assert.equal(certificates.current(owner.address), undefined);
  });

  it("judge an entry by the epoch that covers its sequence", () => {
    const certificates = open();
    const first = issue(words());
    const second = issue(words({ ...keysOf("second"), epoch: 2, fromSequence: 11, base: BASE }));
    for (const certificate of [second, first]) assert.equal(certificates.accept(certificate).ok, true);
    assert.equal(certificates.at(owner.address, 10)?.journalKey, first.journalKey);
    assert.equal(certificates.at(owner.address, 11)?.journalKey, second.journalKey);
    assert.deepEqual(certificates.current(owner.address), second);
  });

  it("are renewed in their epoch, and not replaced there by another key or an older date", () => {
    const certificates = open();
    const renewed = issue(words({ issuedAt: NOW + 5, expiresAt: NOW + 2 * VALIDITY }));
    for (const certificate of [issue(words()), renewed, issue(words())]) certificates.accept(certificate);
    assert.deepEqual(certificates.current(owner.address), renewed);
    const conflict = certificates.accept(issue(words({ ...keysOf("second"), issuedAt: NOW + 9 })));
    assert.equal(conflict.ok || conflict.code, "certificate.conflict");
    assert.deepEqual(certificates.all(owner.address), [renewed]);
    const branch = (base: Hex32) => issue(words({ epoch: 2, fromSequence: 3, base, issuedAt: NOW + 9 }));
    const other = `0x${"08".repeat(32)}` as Hex32;
    const [first, second] = [BASE, other].map((base) => certificates.accept(branch(base)));
    assert.deepEqual([first!.ok, second!.ok || second!.code], [true, "certificate.conflict"]);
  });

  it("of this node: first, still good, half over, and after a change of key", () => {
    const head = headOf(7, fromHex(BASE));
    const first = issue(ownCertificate(undefined, keysOf("first"), EMPTY, NOW)!);
    assert.deepEqual([first.epoch, first.fromSequence, first.expiresAt], [1, 1, NOW + VALIDITY]);
    assert.equal(ownCertificate(first, keysOf("first"), head, NOW + 1), undefined);
    const renewed = issue(ownCertificate(first, keysOf("first"), head, NOW + VALIDITY / 2 + 1)!);
    assert.deepEqual([renewed.epoch, renewed.fromSequence], [1, 1]);
    assert.ok(renewed.expiresAt > first.expiresAt);
    const rotated = ownCertificate(renewed, keysOf("second"), head, NOW + VALIDITY)!;
    assert.deepEqual([rotated.epoch, rotated.fromSequence, rotated.base], [2, 8, BASE]);
  });

  it("after a leak: the owner's new epoch overrides what the old key wrote from there on", async () => {
    const seller = await nursery.start("seller");
    const reader = await nursery.start("reader", { join: [seller.address()] });
    const of = seller.account.address;
    for (let number = 0; number < 3; number++) await seller.journals.append([blockRecord(number)]);
    await reached(reader.journals, of, 3);
    const genuine = await entriesOf(reader.journals, of);
    await nursery.stop(seller);

    const stolen = nursery.folder();
    cpSync(seller.directory, stolen, { recursive: true });
    const loot = openOwnStore({ directory: stolen });
    loot.entries.trust(); // a thief has the journal's key, not the account that opens epochs
    loot.close();
    const thief = await nursery.start("seller", { directory: stolen, join: [reader.address()] });
    for (let number = 0; number < 2; number++) await thief.journals.append([blockRecord(666)]);
    await reached(reader.journals, of, 5);
    await nursery.stop(thief);

    const journalKey = journalKeyOf("seller's next");
    const back = await nursery.start("seller", { directory: seller.directory, journalKey, join: [reader.address()] });
    await eventually("the reader drops what the thief wrote", () => reader.journals.head(of)?.sequence === 3);
    await back.journals.append([blockRecord(4)]);
    await reached(reader.journals, of, 4);
    assert.deepEqual(await entriesOf(reader.journals, of), [...genuine, ...(await entriesOf(back.journals, of, 3))]);
    assert.equal(reader.journals.certificate(of)?.epoch, 2);
  });
});
