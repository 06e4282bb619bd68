// EIP-712 typed data of flat structs, and its digest: the few static and dynamic field types that Souk signs.
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

export const domainSeparator = (domain: SigningDomain): Hex32 => structHash("EIP712Domain", DOMAIN_FIELDS, domain);

/** Of few domains, under which a node hashes thousands of structs. */
const separators = new Map<string, Uint8Array>();

function separatorBytes(domain: SigningDomain): Uint8Array {
  const key = `${domain.name}/${domain.version}/${domain.chainId}/${domain.verifyingContract}`;
  let separator = separators.get(key);
  if (!separator) separators.set(key, (separator = fromHex(domainSeparator(domain))));
  return separator;
}

/** The 32 bytes that are signed: keccak(0x1901 ‖ domain ‖ struct). */
export const typedDataDigest = ({ domain, primaryType, fields, message }: TypedData): Hex32 =>
  keccak(
    concatBytes(
      new Uint8Array([0x19, 0x01]),
      separatorBytes(domain),
      fromHex(structHash(primaryType, fields, message)),
    ),
  );

export const typedDigest = (domain: Domain, name: string, fields: Fields, values: object): Hex32 =>
  typedDataDigest(typedData(domain, name, fields, values));

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
