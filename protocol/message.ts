// Private words between the parties of an order: sealed to one reader (HPKE, RFC 9180), so that no chain, log or disk holds them in plaintext (rules M-5 … M-8, G-1 … G-5).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { SALT_BYTES } from "./goods.ts";
import { cid, hex32 } from "./ids.ts";
import { country } from "./shipping.ts";
import { text } from "./text.ts";

export const MAX_MESSAGE_BYTES = 14 * 1024;

/** What a message can be about; also the envelope's kind. */
export const MESSAGE_KINDS = ["delivery", "tracking", "statement", "release", "settlement", "goods"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

const bytes = (min: number, max: number) =>
  z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length >= min && value.length <= max,
    `expected ${min} to ${max} bytes`,
  );
const signature = z.string().regex(/^0x([0-9a-f]{2}){65,1024}$/, "expected a signature");
/** Unix seconds of chain time. */
const deadline = z
  .int()
  .min(1)
  .max(2 ** 40 - 1);

/** Where the buyer wants an order sent; buyer → seller. */
export const deliveryAddress = z.strictObject({
  name: text(1, 100),
  street: text(1, 200),
  city: text(1, 100),
  region: text(0, 100),
  postcode: text(0, 20),
  country,
  note: text(0, 500),
});
export type DeliveryAddress = z.output<typeof deliveryAddress>;

/** How to follow the parcel; seller → buyer. Its sha2-256 digest is what `ship` puts on chain. */
export const tracking = z.strictObject({ text: text(1, 200), salt: bytes(16, 16) });

/** What a party or arbitrator shows the others. Its sha2-256 digest is the evidence on chain. */
export const statement = z.strictObject({ text: text(1, 4_000), salt: bytes(16, 16) });

/** The buyer's signed release of the order that the message names (rule N-1); buyer → seller. */
export const releaseWords = z.strictObject({ review: hex32, rating: z.int().min(0).max(5), deadline, signature });

/** A signed split of the order that the message names (rule N-3); from either party to the other. */
export const settlementWords = z.strictObject({ buyerBps: z.int().min(0).max(10_000), deadline, signature });

/** Where the file of an order is, encrypted with age for this order alone, and what opens it; seller → buyer. Its digest is what `ship` puts on chain. */
export const goods = z.strictObject({
  cid,
  /** An X25519 identity of age. */
  key: z.string().regex(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/, "expected an age identity"),
  salt: bytes(SALT_BYTES, SALT_BYTES),
  /** Of the encrypted file. */
  bytes: z.int().min(1),
});
export type Goods = z.output<typeof goods>;

/** The plaintext of each kind. The salts keep a short text from being guessed from its digest. */
export const WORDS = {
  delivery: deliveryAddress,
  tracking,
  statement,
  release: releaseWords,
  settlement: settlementWords,
  goods,
} as const;
export type Words<K extends MessageKind = MessageKind> = z.output<(typeof WORDS)[K]>;

/** HPKE base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; info is `souk/<kind>/<order id>`. */
export const sealed = z.strictObject({ enc: bytes(32, 32), ciphertext: bytes(17, 13_000) });
export type Sealed = z.output<typeof sealed>;

const message = z.strictObject({ v: z.literal(1), kind: z.enum(MESSAGE_KINDS), order: hex32, sealed });
/** The payload of an envelope. */
export type Message = z.output<typeof message>;

export const encodeMessage = (value: Message): Uint8Array => encodeBlock(value);
export const parseMessage = (input: Uint8Array) => parseBlock(input, message, "message", MAX_MESSAGE_BYTES);

/** Binds a ciphertext to its purpose and order. */
export const sealInfo = (kind: MessageKind, order: string): string => `souk/${kind}/${order}`;
