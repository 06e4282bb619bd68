// libp2p's Noise, the same on the wire, without what costs most when files pass: a copy of every packet before it is decrypted, and a key that is prepared anew for each.
import { type KeyObject, createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import type { ConnectionEncrypter } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { defaultCrypto } from "@libp2p/noise/crypto";

const CIPHER = "chacha20-poly1305";
const TAG_BYTES = 16;
/** Below it libp2p's WebAssembly is faster than a call of OpenSSL. */
const SMALL_BYTES = 1_200;

/** One of a session's two, each for one direction; they go when the session goes. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function keyOf(bytes: Uint8Array): KeyObject {
  let key = keys.get(bytes);
  if (!key) keys.set(bytes, (key = createSecretKey(bytes)));
  return key;
}

type Bytes = Parameters<typeof defaultCrypto.chaCha20Poly1305Encrypt>[0];

/** Packets, lists of parts without associated data; the handshake, and what is small, is left to libp2p. */
const crypto: typeof defaultCrypto = {
  ...defaultCrypto,

  chaCha20Poly1305Encrypt(plaintext, nonce, ad, k) {
    if (plaintext instanceof Uint8Array || plaintext.byteLength < SMALL_BYTES || ad.length > 0) {
      return defaultCrypto.chaCha20Poly1305Encrypt(plaintext, nonce, ad, k);
    }
    const cipher = createCipheriv(CIPHER, keyOf(k), nonce, { authTagLength: TAG_BYTES });
    const sealed = plaintext.sublist(0, 0);
    for (const part of plaintext) sealed.append(cipher.update(part));
    cipher.final(); // nothing is left: a stream cipher
    sealed.append(cipher.getAuthTag());
    return sealed;
  },

  chaCha20Poly1305Decrypt(sealed, nonce, ad, k, dst) {
    if (sealed instanceof Uint8Array || sealed.byteLength < SMALL_BYTES || ad.length > 0) {
      return defaultCrypto.chaCha20Poly1305Decrypt(sealed, nonce, ad, k, dst);
    }
    const end = sealed.byteLength - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, keyOf(k), nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(end));
    const plaintext = sealed.sublist(0, 0);
    for (const part of sealed.sublist(0, end)) plaintext.append(decipher.update(part));
    decipher.final(); // throws when the tag does not fit
    return plaintext;
  },
};

/** What libp2p reads from: it copies each packet to have room for the plaintext, which goes elsewhere. */
interface Reader {
  handshake: { decrypt(sealed: Bytes): Bytes };
  decrypt(packet: Bytes): Bytes;
}

export const leanNoise: typeof noise = () => (components) => {
  const encrypter = noise({ crypto })(components);
  const lean = <T extends { connection: unknown }>(secured: T): T => {
    const reader = secured.connection as Reader;
    reader.decrypt = (packet) => reader.handshake.decrypt(packet); // a length has 16 bits: it is one packet
    return secured;
  };
  const { secureInbound, secureOutbound } = encrypter as ConnectionEncrypter;
  return Object.assign(encrypter, {
    secureInbound: async (...of: Parameters<typeof secureInbound>) => lean(await secureInbound.apply(encrypter, of)),
    secureOutbound: async (...of: Parameters<typeof secureOutbound>) => lean(await secureOutbound.apply(encrypter, of)),
  });
};
