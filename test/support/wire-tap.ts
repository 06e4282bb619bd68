// Loaded into a node's process before it (--import): keeps every byte that is handed to Noise, as it was before it was encrypted.
import nodeCrypto from "node:crypto";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { isMainThread } from "node:worker_threads";
import { defaultCrypto } from "@libp2p/noise/crypto";

const folder = process.env["SOUK_WIRE_TAP"];

if (folder && isMainThread) {
  const file = path.join(folder, `${process.pid}.wire`);
  const { chaCha20Poly1305Encrypt } = defaultCrypto;
  defaultCrypto.chaCha20Poly1305Encrypt = (plaintext, ...rest) => {
    appendFileSync(file, plaintext.subarray());
    return chaCha20Poly1305Encrypt(plaintext, ...rest);
  };

  // What is large goes through OpenSSL (net/noise.ts).
  const { createCipheriv } = nodeCrypto;
  nodeCrypto.createCipheriv = ((algorithm: string, ...rest: unknown[]) => {
    const cipher = (createCipheriv as (...all: unknown[]) => nodeCrypto.Cipheriv)(algorithm, ...rest);
    if (algorithm !== "chacha20-poly1305") return cipher;
    const update = cipher.update.bind(cipher) as (bytes: Uint8Array) => Buffer;
    return Object.assign(cipher, {
      update(bytes: Uint8Array) {
        appendFileSync(file, bytes);
        return update(bytes);
      },
    });
  }) as typeof createCipheriv;
  syncBuiltinESMExports();
}
