// A journal entry in OrbitDB's own format (v2), so that a stock OrbitDB Log can read it: making one, byte for byte as stock does.
import * as dagCbor from "@ipld/dag-cbor";
import type { Identity, LogEntry } from "@orbitdb/core";
import { base32 } from "multiformats/bases/base32";
import { base58btc } from "multiformats/bases/base58";
import type { Cid } from "../../../protocol/ids.ts";
import type { JournalPayload, JournalRecord } from "../../../protocol/journal.ts";
import { cidOfDigest } from "./identity.ts";
import { sha256, sign } from "../keys.ts";

/** The newest entry of a journal as this node holds it; sequence 0 and an empty hash before the first. */
export interface Head {
  sequence: number;
  /** base58btc CID, as OrbitDB's `next` pointers write it. */
  hash: string;
  /** The same CID in base32, as the rest of Souk writes it. */
  cid: Cid;
  /** sha2-256, of which both CIDs are made; no bytes before the first entry. */
  digest: Uint8Array;
}

export const EMPTY: Head = { sequence: 0, hash: "", cid: "" as Cid, digest: new Uint8Array() };

export function headOf(sequence: number, digest: Uint8Array): Head {
  const cid = cidOfDigest(digest);
  return { sequence, hash: cid.toString(base58btc), cid: cid.toString(base32) as Cid, digest };
}

/** A checked or self-made entry with its bytes. */
export interface Entry extends Head {
  epoch: number;
  bytes: Uint8Array;
  records: JournalRecord[];
}

/** OrbitDB's fields in the order of canonical dag-cbor: by length, then by letters. */
const FIELDS = ["v", "id", "key", "sig", "next", "refs", "clock", "payload", "identity"] as const;
const SIGNED = FIELDS.filter((field) => field !== "key" && field !== "sig" && field !== "identity");
const NAMES = Object.fromEntries(FIELDS.map((field) => [field, dagCbor.encode(field)]));

/** Encodes each field once: the payload is large, and both the entry and what its signature covers hold it. */
export function encodeFields(entry: LogEntry): { signed: Uint8Array; withSignature(sig: string): Uint8Array } {
  const parts = new Map(FIELDS.map((field) => [field, dagCbor.encode(entry[field])]));
  const map = (fields: readonly (typeof FIELDS)[number][]) =>
    Buffer.concat([
      Uint8Array.of(0xa0 + fields.length),
      ...fields.flatMap((field) => [NAMES[field]!, parts.get(field)!]),
    ]);
  return {
    signed: map(SIGNED),
    withSignature(sig) {
      parts.set("sig", dagCbor.encode(sig));
      return map(FIELDS);
    },
  };
}

/** What an entry's signature covers, cut out of the entry's canonical bytes: all but what stands at `key`, `sig` and `identity`. */
export function signedPart({ v, id, key, sig, identity }: LogEntry, bytes: Uint8Array): Uint8Array {
  const lengthOf = (fields: Partial<LogEntry>) => dagCbor.encode(fields).length - 1;
  const from = 1 + lengthOf({ v, id });
  const to = from + lengthOf({ key, sig });
  return Buffer.concat([
    Uint8Array.of(0xa0 + SIGNED.length),
    bytes.subarray(1, from),
    bytes.subarray(to, bytes.length - lengthOf({ identity })),
  ]);
}

/** The Lamport clock equals the sequence and `refs` is empty: readers order by sequence (S-6). */
export function createEntry(
  privateKey: Uint8Array,
  identity: Identity,
  address: string,
  head: Head,
  epoch: number,
  records: JournalRecord[],
): Entry {
  const sequence = head.sequence + 1;
  const payload: JournalPayload = { op: "APPEND", sequence, epoch, records };
  const entry = {
    id: address,
    payload,
    next: head.sequence === 0 ? [] : [head.hash],
    refs: [],
    clock: { id: identity.publicKey, time: sequence },
    v: 2,
    key: identity.publicKey,
    identity: identity.hash,
    sig: "",
  };
  const { signed, withSignature } = encodeFields(entry);
  const bytes = withSignature(sign(privateKey, signed));
  const digest = sha256(bytes);
  return { ...headOf(sequence, digest), epoch, bytes, records };
}
