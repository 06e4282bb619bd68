// secp256k1 signatures of journal entries: libsecp256k1 where a prebuilt binary loads, @noble/curves elsewhere; bytes as stock OrbitDB and libp2p make them.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { base58btc } from "multiformats/bases/base58";

interface Curve {
  /** 64-byte compact signature of a 32-byte digest, low S, deterministic (RFC 6979). */
  sign(digest: Uint8Array, privateKey: Uint8Array): Uint8Array;
  verify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
}

interface Bindings {
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array };
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
}

export const nobleCurve: Curve = {
  sign: (digest, privateKey) => secp256k1.sign(digest, privateKey, { prehash: false, format: "compact" }),
  verify: (signature, digest, publicKey) =>
    secp256k1.verify(signature, digest, publicKey, { prehash: false, format: "compact" }),
};

function nativeCurve(): Curve | undefined {
  try {
    const bindings = createRequire(import.meta.url)("secp256k1/bindings.js") as Bindings;
    return {
      sign: (digest, privateKey) => bindings.ecdsaSign(digest, privateKey).signature,
      verify: (signature, digest, publicKey) => bindings.ecdsaVerify(signature, digest, publicKey),
    };
  } catch {
    return undefined;
  }
}

const curve = nativeCurve() ?? nobleCurve;

export const sha256 = (data: Uint8Array | string): Uint8Array => createHash("sha256").update(data).digest();

/** 33-byte compressed public key, in hex without 0x, as OrbitDB writes it. */
export const publicKeyOf = (privateKey: Uint8Array): string =>
  Buffer.from(secp256k1.getPublicKey(privateKey, true)).toString("hex");

/** Identity multihash of the protobuf `PublicKey { Type: Secp256k1, Data }` (libp2p peer-ids spec), up to the key. */
const PEER_ID_PREFIX = Buffer.from("002508021221", "hex");

/** The libp2p peer id (text form) of a certified journal key; libp2p's own classes would check the curve each time. */
export const peerIdOf = (journalKey: string): string =>
  base58btc.baseEncode(Buffer.concat([PEER_ID_PREFIX, Buffer.from(journalKey.replace(/^0x/, ""), "hex")]));

/** Hex of the DER signature over sha2-256 of `data`. */
export const sign = (privateKey: Uint8Array, data: Uint8Array | string): string =>
  toDer(curve.sign(sha256(data), privateKey)).toString("hex");

/** Accepts one encoding only: lower-case hex of minimal DER with low S. Any other would give one entry several hashes. */
export function verify(publicKey: string, data: Uint8Array | string, signature: string): boolean {
  try {
    const compact = fromDer(Buffer.from(signature, "hex"));
    if (!compact || toDer(compact).toString("hex") !== signature) return false;
    return curve.verify(compact, sha256(data), Buffer.from(publicKey, "hex"));
  } catch {
    return false; // a key or signature that is not on the curve
  }
}

/** ASN.1 DER `SEQUENCE { r INTEGER, s INTEGER }` of a compact signature. */
function toDer(compact: Uint8Array): Buffer {
  const body = Buffer.concat([integer(compact.subarray(0, 32)), integer(compact.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < 31 && bytes[start] === 0) start++;
  const padding = bytes[start]! >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([0x02, 32 - start + padding.length, ...padding]), bytes.subarray(start)]);
}

/** Lenient: the caller encodes again and compares. */
function fromDer(der: Buffer): Uint8Array | undefined {
  const out = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const value = der.subarray(at + 2, at + 2 + length);
    const digits = value.length === 33 ? value.subarray(1) : value;
    if (digits.length === 0 || digits.length > 32) return undefined;
    out.set(digits, end - digits.length);
    at += 2 + length;
  }
  return out;
}
