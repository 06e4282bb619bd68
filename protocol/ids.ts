// Branded identifiers and their parsers: addresses, 32-byte digests, CIDs and journal names.
import { keccak256 } from "#keccak";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** `0x` and 40 lower-case hex digits. Souk compares addresses as strings, so they are always lower case. */
export type Address = Brand<`0x${string}`, "Address">;
/** `0x` and 64 lower-case hex digits: a 32-byte digest. */
export type Hex32 = Brand<`0x${string}`, "Hex32">;
/** CIDv1 in base32 (multiformats), of a dag-cbor block or a UnixFS root. */
export type Cid = Brand<string, "Cid">;
/** A listing's name inside its seller's journal: `[a-z0-9]` and inner dashes, at most 64 characters. */
export type ListingId = Brand<string, "ListingId">;
/** `chainId/escrow/owner`, lower case (rule J-1). */
export type JournalName = Brand<string, "JournalName">;

export const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000" as Address;
export const ZERO_HEX32 = `0x${"0".repeat(64)}` as Hex32;

/** Accepts any letter case, returns lower case. A checksum (EIP-55) is not required but, when mixed case is given, must be right. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "expected an address: 0x and 40 hex digits")
  .refine((text) => !isMixedCase(text) || text === checksummed(text), "the address has a wrong checksum (EIP-55)")
  .transform((text) => text.toLowerCase() as Address);

export const hex32 = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "expected 32 bytes: 0x and 64 hex digits")
  .transform((text) => text.toLowerCase() as Hex32);

/** Only the form Souk itself writes: CIDv1, base32, sha2-256 (`baf…`). */
export const cid = z
  .string()
  .regex(/^baf[a-z2-7]{56}$/, "expected a CID (v1, base32, sha2-256)")
  .transform((text) => text as Cid);

export const listingId = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected small letters, digits and inner dashes")
  .transform((text) => text as ListingId);

export function journalName(chainId: number, escrow: Address, owner: Address): JournalName {
  return `${chainId}/${escrow}/${owner}` as JournalName;
}

/** @returns the owner's address, or undefined if `name` is not a journal of this chain and escrow. */
export function ownerOf(name: string, chainId: number, escrow: Address): Address | undefined {
  const prefix = `${chainId}/${escrow}/`;
  const owner = name.slice(prefix.length);
  return name.startsWith(prefix) && /^0x[0-9a-f]{40}$/.test(owner) ? (owner as Address) : undefined;
}

export const toHex = (bytes: Uint8Array): `0x${string}` => `0x${bytesToHex(bytes)}`;
export const fromHex = (hex: string): Uint8Array => hexToBytes(hex.slice(2));
export const keccak = (bytes: Uint8Array): Hex32 => toHex(keccak256(bytes)) as Hex32;

function isMixedCase(text: string): boolean {
  const digits = text.slice(2);
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}

/** EIP-55 form of an address, for people to read and to compare with other wallets. */
export function checksummed(text: string): string {
  const digits = text.slice(2).toLowerCase();
  const hash = bytesToHex(keccak256(utf8ToBytes(digits)));
  return `0x${[...digits].map((c, i) => (parseInt(hash[i]!, 16) >= 8 ? c.toUpperCase() : c)).join("")}`;
}
