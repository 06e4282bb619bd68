// The node's own two keys, which every account has beside its own, and how they are sealed on disk (S-16).
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Address } from "../../protocol/ids.ts";

/** Secrets sit in private fields: neither JSON nor `util.inspect` shows them. */
export class NodeKeys {
  readonly address: Address;
  readonly #journalKey: Uint8Array;
  readonly #encryptionKey: Uint8Array;

  /** @param pair 32 bytes of journal key, 32 bytes of encryption key */
  constructor(address: Address, pair: Uint8Array) {
    this.address = address;
    this.#journalKey = pair.slice(0, 32);
    this.#encryptionKey = pair.slice(32, 64);
  }

  /** secp256k1 private key, 32 bytes: writes the journal and names the libp2p peer. */
  get journalKey(): Uint8Array {
    return this.#journalKey;
  }

  /** X25519 private key, 32 bytes: opens what was sealed to this node. */
  get encryptionKey(): Uint8Array {
    return this.#encryptionKey;
  }
}

export const newPair = (): Uint8Array => Buffer.concat([secp256k1.utils.randomSecretKey(), randomBytes(32)]);

/** A pair of keys, encrypted. In hex. */
export interface SealedPair {
  cipher: "aes-256-gcm";
  salt: string;
  iv: string;
  tag: string;
  ciphertext: string;
}

type KeyOf = (salt: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** @param about is not secret, and cannot be changed without the key */
export async function sealPair(pair: Uint8Array, keyOf: KeyOf, about = ""): Promise<SealedPair> {
  const salt = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", await keyOf(salt), iv).setAAD(Buffer.from(about));
  const ciphertext = Buffer.concat([cipher.update(pair), cipher.final()]);
  return {
    cipher: "aes-256-gcm",
    salt: salt.toString("hex"),
    iv: iv.toString("hex"),
    tag: cipher.getAuthTag().toString("hex"),
    ciphertext: ciphertext.toString("hex"),
  };
}

/** @throws if it was changed, or is of another key */
export async function unsealPair(sealed: SealedPair, keyOf: KeyOf, about = ""): Promise<Uint8Array> {
  const [salt, iv, tag, ciphertext] = [sealed.salt, sealed.iv, sealed.tag, sealed.ciphertext].map((hex) =>
    Buffer.from(hex, "hex"),
  );
  const decipher = createDecipheriv("aes-256-gcm", await keyOf(salt!), iv!, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(about)).setAuthTag(tag!);
  const pair = Buffer.concat([decipher.update(ciphertext!), decipher.final()]);
  if (pair.length !== 64) throw new Error("not the keys of a node");
  return pair;
}
