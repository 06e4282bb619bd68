// The messages of /souk/sync/1.0.0: dag-cbor in frames, strict shapes, every list bounded.
import * as dagCbor from "@ipld/dag-cbor";
import { z } from "zod";
import { type Address, fromHex, toHex } from "../../../protocol/ids.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import { type Verdict, judge, refuse } from "../../../protocol/verdict.ts";
import type { Row } from "../journal/row.ts";
import { MAX_PEER_ADDRESSES } from "../net/reach.ts";

export const SYNC_PROTOCOL = "/souk/sync/1.0.0";
export const MAX_REQUEST_BYTES = 128 * 1024;
export const MAX_ANSWER_BYTES = 640 * 1024;
/** A range answer packs entries into frames of about this size, and ends after about RANGE_BYTES. */
export const FRAME_BYTES = 256 * 1024;
export const RANGE_BYTES = 8 * 1024 * 1024;
export const MAX_ROWS = 1_000;
export const MAX_RANGES = 256;
export const MAX_CERTIFICATES = 256;
export const MAX_CHECKPOINTS = 256;
export const MAX_HASHES = 64;
/** Each proof is two entries. */
export const MAX_FORKS = 4;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes");
const owner = bytes
  .refine((value) => value.length === 20, "expected 20 bytes")
  .transform((value) => toHex(value) as Address);
const natural = z.int().min(0);

const digestBytes = bytes.refine((value) => value.length === 32 || value.length === 0, "expected 32 bytes or none");

const row: z.ZodType<Row> = z.tuple([owner, natural, natural, natural, digestBytes, natural, natural, natural]);

const request = z.discriminatedUnion("ask", [
  /** `market` is `chainId/escrow`; `rows` are the asker's own, so that one exchange serves both sides; `after` pages on. */
  z.strictObject({
    ask: z.literal("digest"),
    market: z.string().max(100),
    after: owner.nullable(),
    rows: z.array(row).max(MAX_ROWS),
  }),
  z.strictObject({ ask: z.literal("certificates"), owners: z.array(owner).max(MAX_CERTIFICATES) }),
  /** Signed checkpoints; their chunks travel as blocks of files. */
  z.strictObject({ ask: z.literal("checkpoints"), owners: z.array(owner).max(MAX_CHECKPOINTS) }),
  /** Entries above a sequence, of several journals. */
  z.strictObject({ ask: z.literal("range"), from: z.array(z.tuple([owner, natural])).max(MAX_RANGES) }),
  /** Digests at some sequences, and one entry: how two peers find where their histories of a journal part. */
  z.strictObject({ ask: z.literal("hashes"), owner, sequences: z.array(natural).max(MAX_HASHES) }),
  z.strictObject({ ask: z.literal("entry"), owner, sequence: natural }),
  z.strictObject({ ask: z.literal("forks"), owners: z.array(owner).max(MAX_FORKS) }),
]);
export type Request = z.output<typeof request>;

const digest = z.strictObject({
  rows: z.array(row).max(MAX_ROWS),
  /** There are rows after the last one. */
  more: z.boolean(),
  /** Multiaddrs of other peers, to be tried, not trusted. */
  peers: z.array(z.string().max(256)).max(MAX_PEER_ADDRESSES),
});
export type Digest = z.output<typeof digest>;

const certificates = z.strictObject({ certificates: z.array(z.unknown()).max(4 * MAX_CERTIFICATES) });
const checkpoints = z.strictObject({ checkpoints: z.array(bytes).max(MAX_CHECKPOINTS) });
/** Several frames; the last one is empty. Entries of one journal are in order. */
const range = z.array(z.tuple([owner, z.array(bytes)]));
export type Range = z.output<typeof range>;

/** No bytes where the entry is not held. */
const hashes = z.strictObject({ hashes: z.array(digestBytes).max(MAX_HASHES) });
const entry = z.strictObject({ entry: bytes });
const proof = z.tuple([bytes, bytes]);
const forks = z.strictObject({ forks: z.array(z.tuple([owner, proof])).max(MAX_FORKS) });

/** A new entry, or the proof of a fork. */
const announcement = z.union([z.strictObject({ owner, entry: bytes }), z.strictObject({ owner, fork: proof })]);
export type Announcement = z.output<typeof announcement>;

function parse<S extends z.ZodType>(schema: S, frame: Uint8Array, code: string): Verdict<z.output<S>> {
  let value: unknown;
  try {
    value = dagCbor.decode(frame);
  } catch {
    return refuse(code, "not dag-cbor");
  }
  return judge(schema, value, code);
}

export const parseRequest = (frame: Uint8Array) => parse(request, frame, "sync.request");
export const parseDigest = (frame: Uint8Array) => parse(digest, frame, "sync.digest");
export const parseCertificates = (frame: Uint8Array) => parse(certificates, frame, "sync.certificates");
export const parseCheckpoints = (frame: Uint8Array) => parse(checkpoints, frame, "sync.checkpoints");
export const parseRange = (frame: Uint8Array) => parse(range, frame, "sync.range");
export const parseHashes = (frame: Uint8Array) => parse(hashes, frame, "sync.hashes");
export const parseEntry = (frame: Uint8Array) => parse(entry, frame, "sync.entry");
export const parseForks = (frame: Uint8Array) => parse(forks, frame, "sync.forks");
export const parseAnnouncement = (data: Uint8Array) => parse(announcement, data, "gossip.malformed");

const ownerBytes = (address: Address) => fromHex(address);
const rowOf = ([address, ...rest]: Row) => [ownerBytes(address), ...rest];

export function encodeRequest(value: Request): Uint8Array {
  if (value.ask === "digest") {
    const after = value.after && ownerBytes(value.after);
    return dagCbor.encode({ ...value, after, rows: value.rows.map(rowOf) });
  }
  if (value.ask === "certificates" || value.ask === "checkpoints" || value.ask === "forks") {
    return dagCbor.encode({ ...value, owners: value.owners.map(ownerBytes) });
  }
  if (value.ask === "hashes" || value.ask === "entry") {
    return dagCbor.encode({ ...value, owner: ownerBytes(value.owner) });
  }
  return dagCbor.encode({ ...value, from: value.from.map(([address, sequence]) => [ownerBytes(address), sequence]) });
}

export const encodeDigest = (value: Digest) => dagCbor.encode({ ...value, rows: value.rows.map(rowOf) });
export const encodeCertificates = (list: SignedCertificate[]) => dagCbor.encode({ certificates: list });
export const encodeCheckpoints = (list: Uint8Array[]) => dagCbor.encode({ checkpoints: list });
export const encodeRange = (value: Range) =>
  dagCbor.encode(value.map(([address, entries]) => [ownerBytes(address), entries]));
export const encodeHashes = (list: Uint8Array[]) => dagCbor.encode({ hashes: list });
export const encodeEntry = (value: Uint8Array) => dagCbor.encode({ entry: value });
export const encodeForks = (list: [Address, [Uint8Array, Uint8Array]][]) =>
  dagCbor.encode({ forks: list.map(([address, pair]) => [ownerBytes(address), pair]) });
export const encodeAnnouncement = (value: Announcement) => dagCbor.encode({ ...value, owner: ownerBytes(value.owner) });
