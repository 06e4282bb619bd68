// Content-addressed blocks: canonical dag-cbor bytes, their CID, and the 32-byte digest that offers and reviews carry on chain.
import { sha256 } from "#sha256";
import * as dagCbor from "@ipld/dag-cbor";
import { base32 } from "multiformats/bases/base32";
import { CID } from "multiformats/cid";
import { create as createDigest } from "multiformats/hashes/digest";
import type { z } from "zod";
import { encodesTo } from "./canonical.ts";
import { type Cid, type Hex32, fromHex, toHex } from "./ids.ts";
import { type Verdict, accept, judge, refuse } from "./verdict.ts";

const SHA2_256 = 0x12;

/** The CID (v1, dag-cbor, sha2-256, base32) of a block's bytes. */
export const cidOf = (bytes: Uint8Array): Cid => cidFrom(sha256(bytes));

/** The sha2-256 digest inside a CID, as a contract sees it (`terms`, `review`). @throws if it is a CID of another hash */
export function digestOf(cid: Cid): Hex32 {
  const bytes = base32.decode(cid);
  if (bytes[2] !== SHA2_256 || bytes[3] !== bytes.length - 4) throw new Error(`${cid} is no CID of a sha2-256 digest`);
  return toHex(bytes.subarray(4)) as Hex32;
}

/** The dag-cbor CID whose sha2-256 digest is `digest`: the way back from the chain to the block. */
export const cidOfDigest = (digest: Hex32): Cid => cidFrom(fromHex(digest));

/** dag-cbor is canonical: equal values give equal bytes, and so the same CID. */
export const encodeBlock = (value: unknown): Uint8Array => dagCbor.encode(value);

/**
 * Decodes a block only if its bytes are canonical, so that one value has one CID.
 * @throws if the bytes are not dag-cbor, or encode again to other bytes.
 */
export function decodeBlock(bytes: Uint8Array): unknown {
  const value: unknown = dagCbor.decode(bytes);
  if (!encodesTo(value, bytes)) throw new Error("the block is not canonical dag-cbor");
  return value;
}

/**
 * Judges the bytes of one noun: size, then shape, then canonical form.
 * @returns the value with its CID, or a refusal `<noun>.size` or `<noun>.malformed`.
 */
export function parseBlock<S extends z.ZodType>(
  bytes: Uint8Array,
  schema: S,
  noun: string,
  maxBytes: number,
): Verdict<{ value: z.output<S>; cid: Cid }> {
  if (bytes.length > maxBytes) return refuse(`${noun}.size`, `a ${noun} block is at most ${maxBytes} bytes`);
  let decoded: unknown;
  try {
    decoded = dagCbor.decode(bytes);
  } catch (error) {
    return refuse(`${noun}.malformed`, (error as Error).message);
  }
  const verdict = judge(schema, decoded, `${noun}.malformed`);
  if (!verdict.ok) return verdict;
  // Of what was read, not of what was decoded: capitals in an address would make a second CID for one value.
  if (encodesTo(verdict.value, bytes)) return accept({ value: verdict.value, cid: cidOf(bytes) });
  return refuse(`${noun}.malformed`, `the block is not the canonical form of its ${noun}`);
}

const cidFrom = (digest: Uint8Array): Cid =>
  CID.createV1(dagCbor.code, createDigest(SHA2_256, digest)).toString(base32) as Cid;
