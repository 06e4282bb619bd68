// keccak256 for a browser, whose content security policy here allows no WebAssembly.
import { keccak_256 } from "@noble/hashes/sha3.js";

export const keccak256 = (message: Uint8Array): Uint8Array => keccak_256(message);
