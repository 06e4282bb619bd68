// Journal entries are stock OrbitDB entries: same bytes, same signatures, same address, readable by a stock Log over Bitswap.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { privateKeyFromRaw } from "@libp2p/crypto/keys";
import { peerIdFromPublicKey } from "@libp2p/peer-id";
import { Entry } from "@orbitdb/core";
import { base32 } from "multiformats/bases/base32";
import { base58btc } from "multiformats/bases/base58";
import { CID } from "multiformats/cid";
import { type Address, journalName } from "../../../protocol/ids.ts";
import { controllerAddress, journalAddress } from "../../../node/p2p/journal/address.ts";
import { EMPTY, createEntry } from "../../../node/p2p/journal/entry.ts";
import { createIdentity } from "../../../node/p2p/journal/identity.ts";
import { nobleCurve, peerIdOf, publicKeyOf, sha256, sign, verify } from "../../../node/p2p/keys.ts";
import { CHAIN_ID, ESCROW, blockRecord, createAccount, createNursery, journalKeyOf } from "../../support/p2p-node.ts";
import { createStock } from "../../support/p2p-stock.ts";

const nursery = createNursery();
const OWNER = `0x${"0d".repeat(20)}` as Address;
const key = journalKeyOf("entry");
const identity = createIdentity(key);

describe("an entry", () => {
  it("has the bytes that stock Entry.create makes", async () => {
    let head = EMPTY;
    for (let sequence = 1; sequence <= 3; sequence++) {
      const records = [blockRecord(sequence)];
      const ours = createEntry(key, identity, "/orbitdb/x", head, 1, records);
      const payload = { op: "APPEND", sequence, epoch: 1, records };
      const clock = { id: identity.publicKey, time: sequence };
      const next = head.sequence === 0 ? [] : [head.hash];
      const stock = await Entry.create(identity, "/orbitdb/x", payload, undefined, clock, next);
      const encoded = await Entry.encode(stock);
      assert.deepEqual(Buffer.from(ours.bytes), Buffer.from(encoded.bytes));
      assert.equal(ours.hash, encoded.hash);
      assert.equal(CID.parse(ours.cid, base32).toString(base58btc), encoded.hash);
      assert.equal(await Entry.verify(identity, await Entry.decode(ours.bytes)), true);
      head = ours;
    }
  });

  it("is signed as libp2p's own keys sign, both ways", async () => {
    const stock = privateKeyFromRaw(key);
    for (let round = 0; round < 20; round++) {
      const data = Buffer.from(`round ${round}`);
      const theirs = Buffer.from(await stock.sign(data)).toString("hex");
      assert.equal(sign(key, data), theirs);
      assert.equal(verify(publicKeyOf(key), data, theirs), true);
      assert.equal(verify(publicKeyOf(key), Buffer.from("other"), theirs), false);
      assert.equal(await stock.publicKey.verify(data, Buffer.from(sign(key, data), "hex")), true);
      const compact = nobleCurve.sign(sha256(data), key); // the fallback agrees with the native library
      assert.equal(nobleCurve.verify(compact, sha256(data), Buffer.from(publicKeyOf(key), "hex")), true);
      assert.ok(
        theirs.includes(
          Buffer.from(compact.subarray(0, 32))
            .toString("hex")
            .replace(/^(00)+/, ""),
        ),
      );
    }
  });

  it("comes from a key that is a libp2p peer", () => {
    assert.equal(peerIdOf(`0x${publicKeyOf(key)}`), peerIdFromPublicKey(privateKeyFromRaw(key).publicKey).toString());
  });

  it("has one signature encoding only: any other would be a second hash for the same words", () => {
    const data = Buffer.from("words");
    const good = sign(key, data);
    const publicKey = publicKeyOf(key);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const compact = nobleCurve.sign(sha256(data), key);
    const s = BigInt(`0x${Buffer.from(compact.subarray(32)).toString("hex")}`);
    const high = (order - s).toString(16).padStart(64, "0");
    const r = Buffer.from(compact.subarray(0, 32)).toString("hex");
    const body = der(r) + der(high);
    const malleated = `30${(body.length / 2).toString(16)}${body}`;
    assert.equal(verify(publicKey, data, good), true);
    for (const bad of [good.toUpperCase(), `${good}00`, good.slice(0, -2), malleated, "", "zz", "30".repeat(72)]) {
      assert.equal(verify(publicKey, data, bad), false, bad);
    }
  });
});

/** An ASN.1 INTEGER, in hex. */
function der(part: string): string {
  const digits = Number.parseInt(part.slice(0, 2), 16) >= 0x80 ? `00${part}` : part;
  return `02${(digits.length / 2).toString(16).padStart(2, "0")}${digits}`;
}

const name = journalName(CHAIN_ID, ESCROW, OWNER);
const controller = async () => ({ type: "souk", address: controllerAddress(name), canAppend: async () => false });
const database = async ({ address }: { address: string }) => ({ address, events: { on() {} }, close: async () => {} });

describe("an address", () => {
  afterEach(nursery.end);

  it("follows from chain, escrow and owner alone", () => {
    assert.equal(controllerAddress(name), `/souk/31337/0x${"e5".repeat(20)}/0x${"0d".repeat(20)}`);
    assert.equal(journalAddress(name), "/orbitdb/zdpuAm5Upg3wu2N2Yqnv939fcz455A3pAATTUztLkawDNmvMu");
    assert.equal(
      journalAddress(journalName(1, ESCROW, OWNER)),
      "/orbitdb/zdpuAshzbUxA4z3oywiJuwzKdwQGiaPjQGGz5rWQ5JNaZ7d34",
    );
  });

  it("is what OrbitDB arrives at, whoever opens it", async () => {
    const stocks = await Promise.all([1, 2].map(() => createStock({ directory: nursery.folder() })));
    for (const { orbitdb } of stocks) {
      const options = { type: "souk-journal", AccessController: controller, Database: database };
      const { address } = await orbitdb.open<{ address: string }>(name, options);
      assert.equal(address, journalAddress(name));
    }
    assert.notEqual(stocks[0]!.orbitdb.identity.publicKey, stocks[1]!.orbitdb.identity.publicKey);
    await Promise.all(stocks.map((stock) => stock.stop()));
  });
});

describe("interoperability", () => {
  afterEach(nursery.end);

  /** Runs another process on a journal of twelve entries. @returns what it prints, as JSON */
  async function readBy(script: string): Promise<unknown> {
    const node = await nursery.start("interop");
    for (let number = 0; number < 12; number++) await node.journals.append([blockRecord(number)]);
    const { owner, cid } = node.journals.head(node.account.address)!;
    const file = fileURLToPath(new URL(`../../support/${script}`, import.meta.url));
    const hash = CID.parse(cid, base32).toString(base58btc);
    const logId = journalAddress(journalName(CHAIN_ID, ESCROW, owner));
    const certificate = JSON.stringify(node.journals.certificate(owner));
    const reader = spawn(process.execPath, [file, nursery.folder(), node.address(), logId, hash, certificate], {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 60_000,
    });
    return JSON.parse(await text(reader.stdout)) as unknown;
  }
  const twelve = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

  it("a stock OrbitDB Log in another process reads a whole journal from its head over Bitswap", async () => {
    assert.deepEqual(await readBy("p2p-stock-reader.ts"), twelve);
  });

  it("a stock createOrbitDB with only our type and controller opens a journal by its address, and takes no forgery", async () => {
    const { name: opened, sequences, refused } = (await readBy("p2p-stock-orbitdb.ts")) as Record<string, string>;
    assert.equal(opened, journalName(CHAIN_ID, ESCROW, createAccount("interop").address));
    assert.deepEqual(sequences, twelve);
    assert.match(refused!, /not allowed to write/);
  });
});
