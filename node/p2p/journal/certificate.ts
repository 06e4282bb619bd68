// Certificates: the owner's Ethereum account says which key writes its journal, from which sequence on (J-3, J-4).
import type { Recover } from "../../../protocol/envelope.ts";
import { type Address, type Hex32, ZERO_HEX32, toHex } from "../../../protocol/ids.ts";
import {
  type Certificate,
  MAX_CERTIFICATE_BYTES,
  type SignedCertificate,
  certificateDigest,
  parseCertificate,
} from "../../../protocol/journal.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";
import type { Head } from "./entry.ts";

/** Seconds. Renewed when less than half is left. */
export const VALIDITY = 365 * 24 * 3600;

/** Shape, then signature by `owner`. An owner that has code (ERC-1271) is refused until the chain can be asked. */
export function checkCertificate(value: unknown, domain: Domain, recover: Recover): Verdict<SignedCertificate> {
  const verdict = parseCertificate(value);
  if (!verdict.ok) return verdict;
  const certificate = verdict.value;
  if (JSON.stringify(certificate).length > MAX_CERTIFICATE_BYTES) {
    return refuse("certificate.size", `a certificate is at most ${MAX_CERTIFICATE_BYTES} bytes`);
  }
  if (certificate.expiresAt <= certificate.issuedAt)
    return refuse("certificate.dates", "it expires before it is issued");
  if ((certificate.fromSequence === 1) !== (certificate.base === ZERO_HEX32)) {
    return refuse("certificate.base", "it does not name the entry that its epoch continues");
  }
  if (recover(certificateDigest(domain, certificate), certificate.signature) !== certificate.owner) {
    return refuse("certificate.signature", `not signed by ${certificate.owner}`);
  }
  return accept(certificate);
}

/**
 * Whether `next` may stand beside or replace what is known of its owner: a new epoch, or the renewal of one.
 * @param known all certificates of the owner, by rising epoch
 */
export function checkSuccession(next: SignedCertificate, known: SignedCertificate[]): Verdict<"new" | "known"> {
  const same = known.find(({ epoch }) => epoch === next.epoch);
  if (!same) return accept("new");
  if (
    same.journalKey !== next.journalKey ||
    same.identity !== next.identity ||
    same.fromSequence !== next.fromSequence ||
    same.base !== next.base
  ) {
    return refuse("certificate.conflict", `epoch ${next.epoch} of ${next.owner} is another key's`);
  }
  return accept(next.issuedAt > same.issuedAt ? "new" : "known");
}

/** An entry is judged by the highest epoch that covers its sequence. */
export function covering(known: SignedCertificate[], sequence: number): SignedCertificate | undefined {
  return known.findLast(({ fromSequence }) => fromSequence <= sequence);
}

export interface OwnKeys {
  owner: Address;
  journalKey: `0x${string}`;
  identity: string;
  encryptionKey: `0x${string}`;
}

/** The digest that the entry at a sequence must have: the epoch that begins after it names it. */
export function baseAt(known: SignedCertificate[], sequence: number): Hex32 | undefined {
  const next = covering(known, sequence + 1);
  return next?.fromSequence === sequence + 1 ? next.base : undefined;
}

/** The certificate this node should have signed: its first, a renewal, or a new epoch for a new key; undefined while the current one is good. */
export function ownCertificate(
  current: SignedCertificate | undefined,
  keys: OwnKeys,
  head: Pick<Head, "sequence" | "digest">,
  now: number,
): Certificate | undefined {
  const dates = datesOf(current, now);
  if (!current) return { ...keys, epoch: 1, ...continuing(head), ...dates };
  if (current.journalKey !== keys.journalKey || current.identity !== keys.identity) {
    return { ...keys, epoch: current.epoch + 1, ...continuing(head), ...dates };
  }
  const fresh = current.expiresAt - now > VALIDITY / 2 && current.encryptionKey === keys.encryptionKey;
  return fresh ? undefined : { ...keys, ...epochOf(current), ...dates };
}

/**
 * An epoch of its own for what is written after `head`, with the same key.
 * @param clock Unix seconds, and the epoch's number unless a higher one is known: a backup that is restored twice opens two.
 */
export function nextEpoch(
  current: SignedCertificate | undefined,
  keys: OwnKeys,
  head: Pick<Head, "sequence" | "digest">,
  now: number,
  clock: number,
): Certificate {
  const epoch = Math.max(clock, (current?.epoch ?? 0) + 1);
  return { ...keys, epoch, ...continuing(head), ...datesOf(current, now) };
}

const datesOf = (current: SignedCertificate | undefined, now: number) => ({
  issuedAt: Math.max(now, (current?.issuedAt ?? 0) + 1),
  expiresAt: now + VALIDITY,
});

/** An epoch that goes on after `head`, and so names one history. */
const continuing = ({ sequence, digest }: Pick<Head, "sequence" | "digest">) => ({
  fromSequence: sequence + 1,
  base: sequence === 0 ? ZERO_HEX32 : (toHex(digest) as Hex32),
});

const epochOf = ({ epoch, fromSequence, base }: Certificate) => ({ epoch, fromSequence, base });
