// A journal: its owner's certificate, the records an entry may carry, and the limits of both (rules J-1 … J-9).
import { z } from "zod";
import { type Address, type Hex32, address, fromHex, hex32, listingId } from "./ids.ts";
import { listingRecord } from "./listing-record.ts";
import { type Domain, type Fields, type TypedData, typedData, typedDataDigest } from "./typed-data.ts";
import { type Verdict, judge } from "./verdict.ts";

/** One signed entry, encoded. Larger work is split over entries. */
export const MAX_ENTRY_BYTES = 64 * 1024;
export const MAX_RECORDS = 400;
export const MAX_CERTIFICATE_BYTES = 2 * 1024;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "expected bytes");

/** What an owner says in public. Later records of a noun replace earlier ones with the same key. */
export const record = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("profile"), block: bytes }),
  listingRecord,
  z.strictObject({ kind: z.literal("delisting"), listing: listingId }),
  z.strictObject({ kind: z.literal("review"), block: bytes }),
  z.strictObject({ kind: z.literal("reply"), block: bytes }),
]);
export type JournalRecord = z.output<typeof record>;

/** The payload of an entry. `sequence` counts from 1 and orders the journal; the Lamport clock does not (S-6). */
export const payload = z.strictObject({
  op: z.literal("APPEND"),
  sequence: z.int().min(1),
  /** Of the certificate it is written under: one key may write several histories, an epoch has one. */
  epoch: z.int().min(1),
  records: z.array(record).min(1).max(MAX_RECORDS),
});
export type JournalPayload = z.output<typeof payload>;

export const parsePayload = (value: unknown): Verdict<JournalPayload> => judge(payload, value, "journal.payload");

/** The Ethereum account's word that a key writes its journal (rule J-3). */
export interface Certificate {
  owner: Address;
  /** secp256k1, compressed, 33 bytes in hex: the OrbitDB identity's key and the libp2p peer's key. */
  journalKey: `0x${string}`;
  /** Hash of the OrbitDB identity block, as OrbitDB writes it (base58btc CID). */
  identity: string;
  /** X25519 public key for HPKE (RFC 9180), 32 bytes. */
  encryptionKey: `0x${string}`;
  /** A higher epoch overrides a leaked key from its `fromSequence` on. */
  epoch: number;
  fromSequence: number;
  /** The history that the epoch continues: sha2-256 of the entry at `fromSequence - 1`; zero when there is none. */
  base: Hex32;
  /** Unix seconds. Expiry stops new entries until renewal and never invalidates history. */
  issuedAt: number;
  expiresAt: number;
}

const uint40 = z
  .int()
  .min(0)
  .max(2 ** 40 - 1);

export const signedCertificate = z.strictObject({
  owner: address,
  journalKey: z.templateLiteral(["0x", z.string().regex(/^0[23][0-9a-f]{64}$/)]),
  identity: z.string().regex(/^z[1-9A-HJ-NP-Za-km-z]{40,80}$/, "expected an OrbitDB identity hash"),
  encryptionKey: z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]),
  epoch: z
    .int()
    .min(1)
    .max(2 ** 32 - 1),
  fromSequence: z.int().min(1),
  base: hex32,
  issuedAt: uint40,
  expiresAt: uint40,
  signature: z.string().regex(/^0x([0-9a-f]{2}){65,1024}$/, "expected a signature"),
});
export type SignedCertificate = Certificate & { signature: string };

export const parseCertificate = (value: unknown): Verdict<SignedCertificate> =>
  judge(signedCertificate, value, "journal.certificate");

export const CERTIFICATE_FIELDS: Fields = [
  ["owner", "address"],
  ["journalKey", "bytes"],
  ["identity", "string"],
  ["encryptionKey", "bytes32"],
  ["epoch", "uint32"],
  ["fromSequence", "uint64"],
  ["base", "bytes32"],
  ["issuedAt", "uint40"],
  ["expiresAt", "uint40"],
];

/** What the account signs: it lets this key write for it. */
export const typedCertificate = (domain: Domain, certificate: Certificate): TypedData =>
  typedData(domain, "Certificate", CERTIFICATE_FIELDS, {
    ...certificate,
    journalKey: fromHex(certificate.journalKey),
  });

export const certificateDigest = (domain: Domain, certificate: Certificate): Hex32 =>
  typedDataDigest(typedCertificate(domain, certificate));
