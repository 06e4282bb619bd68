// sha2-256 for a browser, where Web Crypto would answer later.
import { sha256 as ofNoble } from "@noble/hashes/sha2.js";

export const sha256 = (message: Uint8Array): Uint8Array => ofNoble(message);
