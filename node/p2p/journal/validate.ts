// The one judge of journal entries, for gossip, streams and rows read back from disk: cheapest check first, signature last.
import * as dagCbor from "@ipld/dag-cbor";
import type { LogEntry } from "@orbitdb/core";
import { encodesTo } from "../../../protocol/canonical.ts";
import { type Hex32, toHex } from "../../../protocol/ids.ts";
import { MAX_ENTRY_BYTES, type SignedCertificate, parsePayload } from "../../../protocol/journal.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";
import { type Entry, type Head, headOf, signedPart } from "./entry.ts";
import { sha256, verify } from "../keys.ts";

/** What an entry is judged against. */
export interface Rules {
  /** The journal's OrbitDB address. */
  address: string;
  /** The certificate whose epoch covers a sequence. */
  certificate(sequence: number): SignedCertificate | undefined;
  /** The digest that the entry at a sequence must have, because a later epoch continues it. */
  base?(sequence: number): Hex32 | undefined;
}

const FIELDS = ["clock", "id", "identity", "key", "next", "payload", "refs", "sig", "v"];
const CLOCK_FIELDS = ["id", "time"];

/**
 * Size, canonical form, exact fields, writer, clock and pointers, payload, signature.
 * An entry that continues `head` must point at it. One further ahead is judged by itself alone, and not to be stored yet.
 */
export function checkEntry(bytes: Uint8Array, rules: Rules, head: Head): Verdict<Entry> {
  if (bytes.length > MAX_ENTRY_BYTES) return refuse("entry.size", `an entry is at most ${MAX_ENTRY_BYTES} bytes`);
  let entry: LogEntry;
  let signed: Uint8Array;
  try {
    entry = dagCbor.decode(bytes);
    if (!hasEntryFields(entry)) return refuse("entry.fields", `an entry has the fields ${FIELDS.join(", ")}`);
    if (!encodesTo(entry, bytes)) return refuse("entry.malformed", "not canonical: one entry has one hash");
    signed = signedPart(entry, bytes);
  } catch (error) {
    return refuse("entry.malformed", (error as Error).message);
  }
  const shape = checkShape(entry, rules, head);
  if (!shape.ok) return shape;
  if (!verify(entry.key, signed, entry.sig)) return refuse("entry.signature", "not signed by its key");
  const digest = sha256(bytes);
  const { sequence, epoch, records } = shape.value;
  const base = rules.base?.(sequence);
  if (base && base !== toHex(digest)) return refuse("entry.base", "the epoch after it continues another entry");
  return accept({ ...headOf(sequence, digest), epoch, bytes, records });
}

/** Everything but encoding and signature; also what the access controller answers to an OrbitDB log. */
export function checkShape(
  entry: LogEntry,
  rules: Rules,
  head: Head,
): Verdict<Pick<Entry, "sequence" | "epoch" | "records">> {
  const time: unknown = (entry.clock as Partial<LogEntry["clock"]> | null)?.time;
  if (!hasExactly(entry.clock, CLOCK_FIELDS) || !Number.isSafeInteger(time) || (time as number) < 1) {
    return refuse("entry.clock", "the clock is not a sequence number"); // S-6
  }
  const sequence = time as number;
  const certificate = rules.certificate(sequence);
  if (!certificate) return refuse("entry.writer-unknown", "no certificate covers this entry");
  if (entry.id !== rules.address || entry.v !== 2) return refuse("entry.journal", "the entry names another journal");
  // S-1: key and identity are bound to each other by the owner's certificate, never by what the entry claims.
  if (`0x${entry.key}` !== certificate.journalKey || entry.identity !== certificate.identity) {
    return refuse("entry.writer", "not written with the certified key");
  }
  if (entry.clock.id !== entry.key) return refuse("entry.clock", "the clock belongs to another key");
  // S-4: pointers are bounded and known before anything could be fetched for them.
  if (!Array.isArray(entry.refs) || entry.refs.length !== 0) return refuse("entry.pointers", "refs is not empty");
  if (!Array.isArray(entry.next) || entry.next.length !== (sequence === 1 ? 0 : 1)) {
    return refuse("entry.pointers", "next does not name one entry");
  }
  if (sequence <= head.sequence) return refuse("entry.order", `sequence ${sequence} is already taken`);
  if (sequence === head.sequence + 1 && sequence > 1 && entry.next[0] !== head.hash) {
    return refuse("entry.pointers", "next is not the entry before it");
  }
  const payload = parsePayload(entry.payload); // strict: no CID links, no null, no unknown kind
  if (!payload.ok) return payload;
  if (payload.value.sequence !== sequence) return refuse("entry.clock", "clock and sequence differ");
  if (payload.value.epoch !== certificate.epoch) {
    return refuse("entry.epoch", `written in epoch ${payload.value.epoch}, covered by ${certificate.epoch}`);
  }
  if (typeof entry.sig !== "string") return refuse("entry.signature", "the signature is not text");
  return accept({ sequence, epoch: certificate.epoch, records: payload.value.records });
}

/** S-2: OrbitDB would prefer an unsigned `_payload` to the signed one. */
export const hasEntryFields = (value: unknown): boolean => hasExactly(value, FIELDS);

function hasExactly(value: unknown, fields: string[]): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === fields.length && fields.every((field) => Object.hasOwn(value, field));
}
