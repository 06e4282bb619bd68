// Writers whose papers are not in order: a manifest with a controller of somebody else's choice, certificates that expired, and ones that were taken back.
import * as dagCbor from "@ipld/dag-cbor";
import { type Address, type Hex32, ZERO_HEX32, journalName, toHex } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { JOURNAL_TYPE, journalAddress } from "../../node/p2p/journal/address.ts";
import { VALIDITY, issueWith } from "../../node/p2p/journal/certificate.ts";
import { EMPTY, type Head, createEntry } from "../../node/p2p/journal/entry.ts";
import { createIdentity, hashOf } from "../../node/p2p/journal/identity.ts";
import { CHAIN_ID, DOMAIN, ESCROW, blockRecord, createAccount, journalKeyOf } from "./p2p-node.ts";

/** The key that writes, and a later or foreign one. */
const KEY = journalKeyOf("a writer's first");
const OTHER_KEY = journalKeyOf("a writer's second");

export interface PaperedWriter {
  owner: Address;
  /** By rising epoch; the last is in force. */
  certificates: SignedCertificate[];
  good: Uint8Array;
  /** What comes after the good one, and why it must not be taken: other bytes for each number. */
  bad: Record<string, (number: number) => Uint8Array>;
}

/** What `open(address)` would build the controller from: the journal's name, and everybody may write (S-10). */
export function foreignManifest(owner: Address): { address: string; blocks: Uint8Array[] } {
  const controller = dagCbor.encode({ write: ["*"] });
  const accessController = `/ipfs/${hashOf(controller)}`;
  const manifest = dagCbor.encode({
    name: journalName(CHAIN_ID, ESCROW, owner),
    type: JOURNAL_TYPE,
    accessController,
  });
  return { address: `/orbitdb/${hashOf(manifest)}`, blocks: [manifest, controller] };
}

function write(key: Uint8Array, address: string, head: Head, epoch: number, number: number) {
  return createEntry(key, createIdentity(key), address, head, epoch, [blockRecord(number)]);
}

/** @param kind what is wrong with the writer's papers */
export function createPaperedWriter(kind: "foreign" | "expired" | "rolled-back", name: string): PaperedWriter {
  const account = createAccount(name);
  const owner = account.address;
  const issue = issueWith(DOMAIN, account.sign);
  const address = journalAddress(journalName(CHAIN_ID, ESCROW, owner));
  const good = write(KEY, address, EMPTY, 1, 1);
  const certificate = (epoch: number, key: Uint8Array, issuedAt: number, base?: Head): SignedCertificate => {
    const { publicKey, hash } = createIdentity(key);
    return issue({
      owner,
      journalKey: `0x${publicKey}`,
      identity: hash,
      encryptionKey: `0x${"00".repeat(32)}`,
      epoch,
      fromSequence: base ? 2 : 1,
      base: base ? (toHex(base.digest) as Hex32) : ZERO_HEX32,
      issuedAt,
      expiresAt: issuedAt + VALIDITY,
    });
  };
  const now = Math.floor(Date.now() / 1_000);
  const next = (key: Uint8Array, epoch: number, id = address) => {
    return (number: number) => write(key, id, good, epoch, number).bytes;
  };
  const writers = {
    foreign: () => ({
      certificates: [certificate(1, KEY, now - 10)],
      bad: {
        "entry.journal": next(KEY, 1, foreignManifest(owner).address),
        "entry.writer": next(OTHER_KEY, 1),
      },
    }),
    expired: () => ({
      certificates: [certificate(1, KEY, now - 2 * VALIDITY)],
      bad: { "certificate.expired": next(KEY, 1) },
    }),
    "rolled-back": () => ({
      // The first key leaked: the second epoch is another key's.
      certificates: [certificate(1, KEY, now - 10), certificate(2, OTHER_KEY, now - 5, good)],
      bad: { "entry.writer": next(KEY, 1), "entry.epoch": next(OTHER_KEY, 1) },
    }),
  };
  return { owner, good: good.bytes, ...writers[kind]() };
}
