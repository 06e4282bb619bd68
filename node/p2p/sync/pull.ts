// The asking side of one sync exchange: a peer's digest, the certificates it has news of, then the entries missing here.
import { setImmediate } from "node:timers/promises";
import type { Address } from "../../../protocol/ids.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Frames } from "../net/frames.ts";
import type { Joined } from "../journal/journal.ts";
import type { Refusals } from "../net/refusals.ts";
import { rowsAfter } from "./serve.ts";
import {
  type Digest,
  MAX_CERTIFICATES,
  MAX_RANGES,
  RANGE_BYTES,
  type Row,
  encodeRequest,
  parseCertificates,
  parseDigest,
  parseRange,
} from "./wire.ts";
import type { Verdict } from "../../../protocol/verdict.ts";

/** Journals held here, own included. Quotas scaled by bond come with the storefront's chain facts. */
export const MAX_JOURNALS = 10_000;
/** Another exchange may take a journal over when the one pulling it makes no progress for so long. */
const STALLED_MS = 1_500;

export interface PullDeps {
  market: string;
  self: Address;
  certificates: Certificates;
  entries: Entries;
  join(owner: Address, list: Uint8Array[]): Promise<Joined>;
  wants(owner: Address): boolean;
  /** Bytes of one foreign journal. */
  allowance(owner: Address): number;
  refusals: Refusals;
  onPeers(peerId: string, addresses: string[]): void;
  /** Called with the rows of each digest. */
  onRows(peerId: string, rows: Row[]): void;
}

export type Puller = ReturnType<typeof createPuller>;

export function createPuller({
  market,
  self,
  certificates,
  entries,
  join,
  wants,
  allowance,
  refusals,
  onPeers,
  onRows,
}: PullDeps) {
  /** Journal → when the exchange that is pulling it last stored something. */
  const pulling = new Map<Address, number>();

  /** A peer's row tells of entries or of a certificate that are missing here. */
  const isNews = (row: Row): boolean => wants(row[0]) && (isBehind(row) || isCertified(row));
  const isBehind = ([owner, sequence]: Row): boolean => sequence > entries.head(owner).sequence && room(owner) > 0;
  const room = (owner: Address): number => (owner === self ? Infinity : allowance(owner) - entries.size(owner));
  const isCertified = ([owner, , epoch, issuedAt]: Row): boolean => {
    const known = certificates.current(owner);
    return epoch > (known?.epoch ?? 0) || (epoch === known?.epoch && issuedAt > known.issuedAt);
  };

  /** @returns milliseconds until the peer's first answer */
  async function exchange(frames: Frames, peerId: string): Promise<number> {
    let latency: number | undefined;
    let after: Address | null = null;
    for (let seen = 0; seen < MAX_JOURNALS;) {
      const rows = after === null ? rowsAfter(certificates, entries, null) : [];
      const asked = performance.now();
      await frames.write(encodeRequest({ ask: "digest", market, after, rows }));
      const digest: Digest = await read(frames, parseDigest);
      latency ??= performance.now() - asked;
      onPeers(peerId, digest.peers);
      onRows(peerId, digest.rows);
      const news = digest.rows.filter(isNews);
      await certify(frames, peerId, news.filter(isCertified));
      await pull(frames, peerId, new Map(news.filter(isBehind).map(([owner, sequence]) => [owner, sequence])));
      if (!digest.more || digest.rows.length === 0) break;
      seen += digest.rows.length;
      after = digest.rows.at(-1)![0];
    }
    return latency!;
  }

  async function certify(frames: Frames, peerId: string, rows: Row[]): Promise<void> {
    for (let at = 0; at < rows.length; at += MAX_CERTIFICATES) {
      const owners = rows.slice(at, at + MAX_CERTIFICATES).map(([owner]) => owner);
      await frames.write(encodeRequest({ ask: "certificates", owners }));
      for (const value of (await read(frames, parseCertificates)).certificates) {
        const owner = (value as { owner?: Address } | null)?.owner;
        if (!owners.includes(owner!)) throw refused("sync.unasked", "a certificate that was not asked for");
        if (!certificates.current(owner!) && certificates.owners().length >= MAX_JOURNALS) continue;
        const verdict = certificates.accept(value);
        if (!verdict.ok) {
          // A peer checks what it holds, so it is at fault; not so for an owner who signed two of one epoch.
          if (verdict.code !== "certificate.conflict") throw refused(verdict.code, verdict.reason);
          refusals.add(peerId, verdict.code);
        }
        await setImmediate(); // a signature takes milliseconds: own work gets its turn
      }
    }
  }

  /** @param targets journals to pull, and the sequence the peer says it has */
  async function pull(frames: Frames, peerId: string, targets: Map<Address, number>): Promise<void> {
    let wanted = [...targets.keys()].filter((owner) => certificates.current(owner) && claim(owner));
    const claimed = wanted;
    try {
      while (wanted.length > 0) {
        const batch = wanted.slice(0, MAX_RANGES);
        const moved = await range(frames, peerId, batch);
        const left = batch.filter((owner) => moved.has(owner) && entries.head(owner).sequence < targets.get(owner)!);
        wanted = [...left, ...wanted.slice(MAX_RANGES)];
      }
    } finally {
      for (const owner of claimed) pulling.delete(owner);
    }
  }

  function claim(owner: Address): boolean {
    const progress = pulling.get(owner);
    if (progress !== undefined && performance.now() - progress < STALLED_MS) return false;
    pulling.set(owner, performance.now());
    return true;
  }

  /** One range request. @returns the journals of which something was stored and nothing refused */
  async function range(frames: Frames, peerId: string, owners: Address[]): Promise<Set<Address>> {
    const next = new Map(owners.map((owner) => [owner, entries.head(owner).sequence]));
    const moved = new Set<Address>();
    await frames.write(encodeRequest({ ask: "range", from: [...next] }));
    for (let received = 0; ;) {
      const parts = await read(frames, parseRange);
      if (parts.length === 0) return moved;
      for (const [owner, list] of parts) {
        received += list.reduce((sum, bytes) => sum + bytes.length, 0);
        const after = next.get(owner);
        if (after === undefined || received > 2 * RANGE_BYTES) {
          throw refused("sync.unasked", "entries that were not asked for");
        }
        if (after < 0) continue; // refused earlier in this answer
        next.set(owner, after + list.length);
        // Another exchange may have stored the first of them in the meantime.
        const fresh = list.slice(Math.max(0, entries.head(owner).sequence - after));
        const refusal = await store(owner, fresh);
        if (refusal) {
          refusals.add(peerId, refusal);
          next.set(owner, -1);
          moved.delete(owner);
        } else if (fresh.length > 0) {
          moved.add(owner);
          pulling.set(owner, performance.now());
        }
      }
    }
  }

  async function store(owner: Address, list: Uint8Array[]): Promise<string | undefined> {
    let left = room(owner);
    const fitting = list.findIndex((bytes) => (left -= bytes.length) < 0);
    const { refused: bad } = await join(owner, fitting < 0 ? list : list.slice(0, fitting));
    return bad?.code ?? (fitting < 0 ? undefined : "journal.quota");
  }

  return { exchange, pull, isNews };
}

async function read<T>(frames: Frames, parse: (frame: Uint8Array) => Verdict<T>): Promise<T> {
  const frame = await frames.read();
  if (!frame) throw new Error("the peer closed the stream before it answered");
  const verdict = parse(frame);
  if (!verdict.ok) throw refused(verdict.code, verdict.reason);
  return verdict.value;
}

/** An error that ends the exchange and counts against the peer. */
const refused = (refusal: string, message: string): Error => Object.assign(new Error(message), { refusal });
