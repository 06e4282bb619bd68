// What proves that an owner signed two histories: two entries at one sequence of one epoch, each valid by itself (S-13).
import * as dagCbor from "@ipld/dag-cbor";
import type { Address } from "../../../protocol/ids.ts";
import { MAX_ENTRY_BYTES, type SignedCertificate } from "../../../protocol/journal.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";
import { sha256 } from "../keys.ts";
import { EMPTY, type Entry } from "./entry.ts";
import { checkEntry } from "./validate.ts";

export interface Fork {
  owner: Address;
  epoch: number;
  sequence: number;
  /** The entries' bytes, the one with the smaller digest first: one fork is written one way. */
  entries: [Uint8Array, Uint8Array];
}

/** The order in which a proof holds two entries. */
export const asProof = (a: Uint8Array, b: Uint8Array): [Uint8Array, Uint8Array] =>
  compare(a, b) < 0 ? [a, b] : [b, a];

/**
 * Needs nothing but the owner's certificates; what this node holds of the journal plays no part.
 * @param address the journal's OrbitDB address
 */
export function checkFork(
  owner: Address,
  entries: [Uint8Array, Uint8Array],
  address: string,
  certificates: SignedCertificate[],
): Verdict<Fork> {
  if (compare(...entries) >= 0) return refuse("fork.order", "the smaller digest comes first, and the two differ");
  const epoch = epochIn(entries[0]);
  const certificate = certificates.find((known) => known.epoch === epoch);
  if (!certificate) return refuse("fork.certificate", `no certificate of epoch ${epoch} is known`);
  const covers = (sequence: number) => (sequence >= certificate.fromSequence ? certificate : undefined);
  const checked: Entry[] = [];
  for (const bytes of entries) {
    const verdict = checkEntry(bytes, { address, certificate: covers }, EMPTY);
    if (!verdict.ok) return verdict;
    checked.push(verdict.value);
  }
  const [{ sequence }, other] = checked as [Entry, Entry];
  if (sequence !== other.sequence) return refuse("fork.unproven", `${sequence} and ${other.sequence} are no fork`);
  return accept({ owner, epoch: certificate.epoch, sequence, entries });
}

const compare = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(sha256(a), sha256(b));

/** What an entry claims to be written in, before anything of it is checked. */
function epochIn(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_ENTRY_BYTES) return undefined;
  try {
    return dagCbor.decode<{ payload?: { epoch?: unknown } | null } | null>(bytes)?.payload?.epoch;
  } catch {
    return undefined;
  }
}
