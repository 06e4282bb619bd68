// EIP-712 digests of flat structs: the few static and dynamic field types that Souk signs.
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { type Address, type Hex32, fromHex, keccak } from "./ids.ts";

/** What every Souk signature is bound to: one chain and one escrow contract. */
export interface Domain {
  chainId: number;
  escrow: Address;
}

export type FieldType = "address" | "bytes32" | "bytes" | "string" | `uint${number}`;
/** Ordered fields of one struct, in EIP-712 order. */
export type Fields = readonly (readonly [name: string, type: FieldType])[];
export type FieldValue = string | bigint | number | Uint8Array;

export const DOMAIN_NAME = "Souk Escrow";
export const DOMAIN_VERSION = "1";

const DOMAIN_FIELDS: Fields = [
  ["name", "string"],
  ["version", "string"],
  ["chainId", "uint256"],
  ["verifyingContract", "address"],
];

/** `Offer(address seller,…)`: EIP-712 `encodeType` of a flat struct. */
export const encodeType = (name: string, fields: Fields): string =>
  `${name}(${fields.map(([field, type]) => `${type} ${field}`).join(",")})`;

/** `hashStruct` of EIP-712. @throws RangeError for a number that does not fit its field. */
export function structHash(name: string, fields: Fields, values: object): Hex32 {
  const words = fields.map(([field, type]) => word(type, (values as Record<string, FieldValue>)[field]!, field));
  return keccak(concatBytes(typeHash(name, fields), ...words));
}

/** Per list of fields, which is made once: a node hashes thousands of one struct. */
const typeHashes = new WeakMap<Fields, Map<string, Uint8Array>>();

function typeHash(name: string, fields: Fields): Uint8Array {
  let known = typeHashes.get(fields);
  if (!known) typeHashes.set(fields, (known = new Map()));
  let hash = known.get(name);
  if (!hash) known.set(name, (hash = fromHex(keccak(utf8ToBytes(encodeType(name, fields))))));
  return hash;
}

const separators = new Map<string, Uint8Array>();

function domainSeparator({ chainId, escrow }: Domain): Uint8Array {
  const key = `${chainId}/${escrow}`;
  let separator = separators.get(key);
  if (!separator) {
    const domain = { name: DOMAIN_NAME, version: DOMAIN_VERSION, chainId, verifyingContract: escrow };
    separator = fromHex(structHash("EIP712Domain", DOMAIN_FIELDS, domain));
    separators.set(key, separator);
  }
  return separator;
}

/** The 32 bytes that are signed: keccak(0x1901 ‖ domain ‖ struct). */
export function typedDigest(domain: Domain, name: string, fields: Fields, values: object): Hex32 {
  return keccak(
    concatBytes(new Uint8Array([0x19, 0x01]), domainSeparator(domain), fromHex(structHash(name, fields, values))),
  );
}

function word(type: FieldType, value: FieldValue, field: string): Uint8Array {
  if (type === "string") return fromHex(keccak(utf8ToBytes(value as string)));
  if (type === "bytes") return fromHex(keccak(value as Uint8Array));
  if (type === "bytes32") return value instanceof Uint8Array ? value : fromHex(value as string);
  if (type === "address") return leftPad(fromHex(value as string));
  const number = BigInt(value as bigint | number);
  if (number < 0n || number >> BigInt(type.slice(4)) !== 0n) throw new RangeError(`${field} does not fit ${type}`);
  return numberWord(number);
}

/** A number as one 32-byte ABI word. */
export const numberWord = (value: bigint | number): Uint8Array =>
  fromHex(`0x${BigInt(value).toString(16).padStart(64, "0")}`);

export function leftPad(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  out.set(bytes, 32 - bytes.length);
  return out;
}
