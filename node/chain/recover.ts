// Who signed a digest: ECDSA recovery on secp256k1, native where a prebuilt binding fits this system.
import { createRequire } from "node:module";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type Address, type Hex32, fromHex, keccak } from "../../protocol/ids.ts";

type NativeRecover = (signature: Uint8Array, recovery: number, digest: Uint8Array, compressed: boolean) => Uint8Array;

/** The package's own fallback is slow JavaScript, so only its binding is asked for. */
function nativeRecover(): NativeRecover | undefined {
  try {
    const addon = createRequire(import.meta.url)("secp256k1/bindings.js") as { ecdsaRecover: NativeRecover };
    return addon.ecdsaRecover;
  } catch {
    return undefined;
  }
}

/** n / 2: a signature with a higher s is the malleable twin of another one (EIP-2). */
const HALF_ORDER = secp256k1.Point.Fn.ORDER >> 1n;

function portableRecover(signature: Uint8Array, recovery: number, digest: Uint8Array): Uint8Array {
  const parsed = secp256k1.Signature.fromBytes(signature, "compact").addRecoveryBit(recovery);
  return parsed.recoverPublicKey(digest).toBytes(false);
}

/** @param ecdsa the implementation; tests compare both */
export function createRecover(ecdsa: NativeRecover = nativeRecover() ?? portableRecover) {
  /** `0x` and 65 bytes r‖s‖v with v 27 or 28 and a low s. @returns undefined for everything else, whatever it holds */
  return function recover(digest: Hex32, signature: string): Address | undefined {
    if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) return undefined;
    const bytes = fromHex(signature);
    const recovery = bytes[64]! - 27;
    if (recovery !== 0 && recovery !== 1) return undefined;
    if (BigInt(`0x${signature.slice(66, 130)}`) > HALF_ORDER) return undefined;
    try {
      const publicKey = ecdsa(bytes.subarray(0, 64), recovery, fromHex(digest), false);
      return `0x${keccak(publicKey.subarray(1)).slice(26)}` as Address;
    } catch {
      return undefined;
    }
  };
}

export const recover = createRecover();
export { portableRecover };
