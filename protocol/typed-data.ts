// EIP-712 typed data of flat structs, and its digest: the few static and dynamic field types that Souk signs.
import { keccak256 } from "#keccak";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Address, type Hex32, fromHex, keccak, toHex } from "./ids.ts";

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

/** The domain of EIP-712, with the fields that Souk and the tokens it pays with use. */
export interface SigningDomain {
  name: string;
  version: string;
  chainId: number;
  verifyingContract: Address;
}

/** All that a wallet needs to show what it signs. */
export interface TypedData {
  domain: SigningDomain;
  primaryType: string;
  fields: Fields;
  /** By the names of the fields; what else it holds is not signed. */
  message: object;
}

const signingDomain = ({ chainId, escrow }: Domain): SigningDomain => ({
  name: DOMAIN_NAME,
  version: DOMAIN_VERSION,
  chainId,
  verifyingContract: escrow,
});

export const typedData = (domain: Domain, primaryType: string, fields: Fields, message: object): TypedData => ({
  domain: signingDomain(domain),
  primaryType,
  fields,
  message,
});

export const DOMAIN_FIELDS: Fields = [
  ["name", "string"],
  ["version", "string"],
  ["chainId", "uint256"],
  ["verifyingContract", "address"],
];

/** `Offer(address seller,…)`: EIP-712 `encodeType` of a flat struct. */
export const encodeType = (name: string, fields: Fields): string =>
  `${name}(${fields.map(([field, type]) => `${type} ${field}`).join(",")})`;

/** `hashStruct` of EIP-712. @throws RangeError for a value that does not fit its field */
export const structHash = (name: string, fields: Fields, values: object): Hex32 =>
  toHex(hashStruct(name, fields, values)) as Hex32;

export const domainSeparator = (domain: SigningDomain): Hex32 => structHash("EIP712Domain", DOMAIN_FIELDS, domain);

/** The 32 bytes that are signed: keccak(0x1901 ‖ domain ‖ struct). */
export function typedDataDigest({ domain, primaryType, fields, message }: TypedData): Hex32 {
  const signed = prefixOf(domain);
  signed.set(hashStruct(primaryType, fields, message), 34);
  return keccak(signed);
}

export const typedDigest = (domain: Domain, name: string, fields: Fields, values: object): Hex32 =>
  typedDataDigest(typedData(domain, name, fields, values));

/** What is hashed of a struct: its type hash, then a word for each field. */
interface Encoding {
  bytes: Uint8Array;
  /** What the words were made of. */
  values: FieldValue[];
}

/** Per list of fields and name. They are used again: of offers that are hashed one after another most words are the same. */
const encodings = new WeakMap<Fields, Map<string, Encoding>>();

function encodingOf(name: string, fields: Fields): Encoding {
  let byName = encodings.get(fields);
  if (!byName) encodings.set(fields, (byName = new Map()));
  let encoding = byName.get(name);
  if (!encoding) {
    encoding = { bytes: new Uint8Array(WORD * (1 + fields.length)), values: [] };
    encoding.bytes.set(keccak256(utf8ToBytes(encodeType(name, fields))));
    byName.set(name, encoding);
  }
  return encoding;
}

function hashStruct(name: string, fields: Fields, values: object): Uint8Array {
  const { bytes, values: before } = encodingOf(name, fields);
  for (const [index, [field, type]] of fields.entries()) {
    const value = (values as Record<string, FieldValue>)[field]!;
    // Bytes may have changed although they are the same array.
    if (value === before[index] && typeof value !== "object") continue;
    bytes.set(word(type, value, field), WORD * (index + 1));
    before[index] = value;
  }
  return keccak256(bytes);
}

/** `0x1901 ‖ domain`, and room for a struct's hash. */
const prefixes = new Map<string, Uint8Array>();

function prefixOf(domain: SigningDomain): Uint8Array {
  const key = `${domain.name}/${domain.version}/${domain.chainId}/${domain.verifyingContract}`;
  let prefix = prefixes.get(key);
  if (!prefix) {
    prefix = new Uint8Array(2 + 2 * WORD);
    prefix.set([0x19, 0x01]);
    prefix.set(hashStruct("EIP712Domain", DOMAIN_FIELDS, domain), 2);
    prefixes.set(key, prefix);
  }
  return prefix;
}

const WORD = 32;

function word(type: FieldType, value: FieldValue, field: string): Uint8Array {
  if (type === "string") return keccak256(utf8ToBytes(value as string));
  if (type === "bytes") return keccak256(value as Uint8Array);
  if (type === "bytes32") return sized(value instanceof Uint8Array ? value : fromHex(value as string), WORD, field);
  if (type === "address") return leftPad(sized(fromHex(value as string), 20, field));
  const number = BigInt(value as bigint | number);
  if (number < 0n || number >> BigInt(type.slice(4)) !== 0n) throw new RangeError(`${field} does not fit ${type}`);
  return numberWord(number);
}

function sized(bytes: Uint8Array, length: number, field: string): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${field} has ${bytes.length} bytes instead of ${length}`);
  return bytes;
}

/** A number as one 32-byte ABI word. */
export function numberWord(value: bigint | number): Uint8Array {
  const out = new Uint8Array(WORD);
  const view = new DataView(out.buffer);
  let rest = BigInt(value);
  for (let offset = 24; rest > 0n; offset -= 8, rest >>= 64n) view.setBigUint64(offset, rest & 0xffff_ffff_ffff_ffffn);
  return out;
}

export function leftPad(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(WORD);
  out.set(bytes, WORD - bytes.length);
  return out;
}
