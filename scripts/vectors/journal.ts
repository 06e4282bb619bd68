// Journals: certificates of two epochs, entries as stock OrbitDB makes them, and what proves a fork; digests and signatures by ethers.
import { createHash } from "node:crypto";
import * as dagCbor from "@ipld/dag-cbor";
import { Entry, type LogEntry } from "@orbitdb/core";
import { SigningKey, TypedDataEncoder, computeAddress, hexlify } from "ethers";
import { escrowDomain } from "../../test/contracts/support/offer.ts";
import { createIdentity } from "../../node/p2p/journal/identity.ts";
import { journalAddress } from "../../node/p2p/journal/address.ts";
import { type Address, fromHex, journalName } from "../../protocol/ids.ts";
import { ESCROW } from "./addresses.ts";
import { key } from "./offers.ts";

const CHAIN_ID = 31_337;
const CERTIFICATE_TYPES = {
  Certificate: [
    { name: "owner", type: "address" },
    { name: "journalKey", type: "bytes" },
    { name: "identity", type: "string" },
    { name: "encryptionKey", type: "bytes32" },
    { name: "epoch", type: "uint32" },
    { name: "fromSequence", type: "uint64" },
    { name: "base", type: "bytes32" },
    { name: "issuedAt", type: "uint40" },
    { name: "expiresAt", type: "uint40" },
  ],
};
const ZERO = `0x${"00".repeat(32)}`;
const sha256 = (bytes: Uint8Array): string => `0x${createHash("sha256").update(bytes).digest("hex")}`;

const domain = escrowDomain(CHAIN_ID, ESCROW);
const owner = computeAddress(key("seller")).toLowerCase() as Address;
const journalKey = key("seller's journal");
const identity = createIdentity(fromHex(journalKey));
const address = journalAddress(journalName(CHAIN_ID, ESCROW.toLowerCase() as Address, owner));

function certificate(epoch: number, fromSequence: number, base: string) {
  const words = {
    owner,
    journalKey: `0x${identity.publicKey}`,
    identity: identity.hash,
    encryptionKey: `0x${"ab".repeat(32)}`,
    epoch,
    fromSequence,
    base,
    issuedAt: 1_800_000_000,
    expiresAt: 1_830_000_000,
  };
  const digest = TypedDataEncoder.hash(domain, CERTIFICATE_TYPES, words);
  return { words, digest, signature: new SigningKey(key("seller")).sign(digest).serialized };
}

interface Made {
  bytes: Uint8Array;
  hash: string;
}

async function entry(sequence: number, epoch: number, before: Made | null, word: string): Promise<Made> {
  const records = [{ kind: "review", block: new TextEncoder().encode(word) }];
  const payload = { op: "APPEND", sequence, epoch, records };
  const clock = { id: identity.publicKey, time: sequence };
  const next = before ? [before.hash] : [];
  return Entry.encode(await Entry.create(identity, address, payload, undefined, clock, next));
}

const shown = ({ bytes, hash }: Made) => ({ bytes: hexlify(bytes), digest: sha256(bytes), hash });
const flipped = ({ bytes, hash }: Made): Made => {
  const signed = dagCbor.decode<LogEntry>(bytes);
  const records = [{ kind: "review", block: new TextEncoder().encode("never signed") }];
  return { bytes: dagCbor.encode({ ...signed, payload: { ...(signed.payload as object), records } }), hash };
};

const byDigest = (...pair: [Made, Made]) =>
  pair.toSorted((a, b) => (sha256(a.bytes) < sha256(b.bytes) ? -1 : 1)).map(({ bytes }) => hexlify(bytes));

export async function journalVectors() {
  const first = await entry(1, 1, null, "first");
  const second = await entry(2, 1, first, "second");
  const third = await entry(3, 1, second, "third");
  const other = await entry(3, 1, second, "another third");
  const fourth = await entry(4, 1, other, "fourth");
  const resumed = await entry(4, 2, third, "in the next epoch");
  const stray = await entry(4, 1, third, "in the epoch that ended");
  const ended = await entry(4, 2, third, "another one in the next epoch");
  const proof = (name: string, code: string | null, entries: string[]) => ({ name, code, entries });
  return {
    type: `Certificate(${CERTIFICATE_TYPES.Certificate.map(({ name, type }) => `${type} ${name}`).join(",")})`,
    domain,
    signerKey: key("seller"),
    journalKey,
    address,
    certificates: [certificate(1, 1, ZERO), certificate(2, 4, sha256(third.bytes))],
    refusedCertificates: [
      { code: "certificate.base", ...certificate(2, 4, ZERO) },
      { code: "certificate.base", ...certificate(1, 1, sha256(first.bytes)) },
    ],
    entries: [first, second, third, resumed].map(shown),
    /** After `entries[2]`, under both certificates. */
    refused: [
      { name: "written in the epoch that ended", code: "entry.epoch", after: 2, ...shown(stray) },
      { name: "not the one that epoch 2 continues", code: "entry.base", after: 1, ...shown(other) },
    ],
    forks: [
      proof("two entries at 3 in epoch 1, which epoch 2 resolves", null, byDigest(third, other)),
      proof("two entries at 4 in epoch 2", null, byDigest(resumed, ended)),
      proof("the larger digest first", "fork.order", byDigest(third, other).toReversed()),
      proof("the same entry twice", "fork.order", [hexlify(third.bytes), hexlify(third.bytes)]),
      proof("entries at 3 and 4", "fork.unproven", byDigest(third, fourth)),
      proof("epochs 1 and 2", "entry.epoch", byDigest(stray, resumed)),
      proof("one that was never signed", "entry.signature", byDigest(third, flipped(third))),
    ],
  };
}
