// Seals private words to one reader with HPKE base mode (RFC 9180): X25519, HKDF-SHA256, AES-256-GCM.
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { fromHex, toHex } from "../../protocol/ids.ts";
import type { Sealing } from "../core/ports/own.ts";

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A view's exact bytes as the ArrayBuffer that WebCrypto wants. */
const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** @param seed 32 secret bytes; the key pair follows from it by RFC 9180's DeriveKeyPair. */
export async function createSealing(seed: Uint8Array): Promise<Sealing> {
  const keys = await suite.kem.deriveKeyPair(buffer(seed));
  const publicKey = toHex(new Uint8Array(await suite.kem.serializePublicKey(keys.publicKey)));
  return {
    publicKey,
    async seal(recipientKey, info, plaintext) {
      const recipientPublicKey = await suite.kem.deserializePublicKey(buffer(fromHex(recipientKey)));
      const { enc, ct } = await suite.seal(
        { recipientPublicKey, info: buffer(new TextEncoder().encode(info)) },
        buffer(plaintext),
      );
      return { enc: new Uint8Array(enc), ciphertext: new Uint8Array(ct) };
    },
    async open(info, { enc, ciphertext }) {
      const context = { recipientKey: keys.privateKey, enc: buffer(enc), info: buffer(new TextEncoder().encode(info)) };
      return new Uint8Array(await suite.open(context, buffer(ciphertext)));
    },
  };
}
