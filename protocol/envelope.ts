// A signed envelope: how one participant tells another something in private, outside any journal (rules M-1 … M-4).
import { sha256 } from "@noble/hashes/sha2.js";
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { type Address, type Hex32, address, toHex } from "./ids.ts";
import { type Domain, type Fields, type TypedData, typedData, typedDataDigest } from "./typed-data.ts";
import { type Verdict, accept, refuse } from "./verdict.ts";

export const MAX_ENVELOPE_BYTES = 16 * 1024;

const envelope = z.strictObject({
  v: z.literal(1),
  author: address,
  recipient: address,
  payload: z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes"),
  signature: z.string().regex(/^0x([0-9a-f]{2}){65,1024}$/, "expected a signature"),
});
export type Envelope = z.output<typeof envelope>;

const FIELDS: Fields = [
  ["author", "address"],
  ["recipient", "address"],
  ["version", "uint32"],
  ["payload", "bytes32"],
];

/** What the author signs; the payload enters by its sha2-256 digest. */
export const typedEnvelope = (
  domain: Domain,
  { author, recipient, v, payload }: Omit<Envelope, "signature">,
): TypedData =>
  typedData(domain, "Envelope", FIELDS, { author, recipient, version: v, payload: toHex(sha256(payload)) });

export const envelopeDigest = (domain: Domain, value: Omit<Envelope, "signature">): Hex32 =>
  typedDataDigest(typedEnvelope(domain, value));

export const encodeEnvelope = (value: Envelope): Uint8Array => encodeBlock(value);

/** Recovers the account that signed a digest, or undefined: given by the room that has a fast implementation. */
export type Recover = (digest: Hex32, signature: string) => Address | undefined;

/** Size, shape, then signature. Whether the author may say this is for core to judge. */
export function openEnvelope(bytes: Uint8Array, domain: Domain, recover: Recover): Verdict<Envelope> {
  const verdict = parseBlock(bytes, envelope, "envelope", MAX_ENVELOPE_BYTES);
  if (!verdict.ok) return verdict;
  const { value } = verdict.value;
  if (recover(envelopeDigest(domain, value), value.signature) !== value.author) {
    return refuse("envelope.signature", `not signed by ${value.author}`);
  }
  return accept(value);
}
