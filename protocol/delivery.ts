// Where an order is to be sent: sealed to the seller (HPKE, RFC 9180), so that no chain, log or disk holds it in plaintext (rules D-1 … D-3).
import { z } from "zod";
import { encodeBlock, parseBlock } from "./block.ts";
import { hex32 } from "./ids.ts";
import { text } from "./text.ts";

export const MAX_DELIVERY_BYTES = 8 * 1024;

/** The plaintext: only in memory, at the two ends. */
export const deliveryAddress = z.strictObject({
  name: text(1, 100),
  street: text(1, 200),
  city: text(1, 100),
  region: text(0, 100),
  postcode: text(0, 20),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/, "expected a country code, like DE"),
  note: text(0, 500),
});
export type DeliveryAddress = z.output<typeof deliveryAddress>;

/** HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export const sealed = z.strictObject({
  enc: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, "expected 32 bytes"),
  ciphertext: z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length >= 16 && value.length <= 4_096,
    "expected 16 to 4096 bytes",
  ),
});
export type Sealed = z.output<typeof sealed>;

const delivery = z.strictObject({ v: z.literal(1), kind: z.literal("delivery"), order: hex32, sealed });
/** The payload of a `delivery` envelope. */
export type Delivery = z.output<typeof delivery>;

export const encodeDelivery = (value: Delivery): Uint8Array => encodeBlock(value);
export const parseDelivery = (bytes: Uint8Array) => parseBlock(bytes, delivery, "delivery", MAX_DELIVERY_BYTES);
