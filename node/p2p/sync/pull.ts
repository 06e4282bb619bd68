// The asking side of one sync exchange: a peer's digest, the certificates and forks it has news of, then the entries missing here.
import { setImmediate } from "node:timers/promises";
import type { Address } from "../../../protocol/ids.ts";
import type { Keeper } from "../checkpoint/keeper.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Forks } from "../journal/forks.ts";
import type { Joined } from "../journal/join.ts";
import type { Row } from "../journal/row.ts";
import type { Frames } from "../net/frames.ts";
import type { Refusals } from "../net/refusals.ts";
import { readAnswer } from "./answer.ts";
import { createClaims } from "./claims.ts";
import type { ForkSearch } from "./fork-search.ts";
import type { Rows } from "./rows.ts";
import {
  type Digest,
  MAX_CERTIFICATES,
  MAX_CHECKPOINTS,
  MAX_RANGES,
  RANGE_BYTES,
  encodeRequest,
  parseCertificates,
  parseCheckpoints,
  parseDigest,
  parseRange,
} from "./wire.ts";

/** Of one peer's digests, in one exchange. */
const MAX_NAMED = 20_000;
/** Bytes held of one foreign journal where nobody says how many. */
export const MAX_JOURNAL_BYTES = 128 * 1024 * 1024;
/** Journals whose forks are asked for in one exchange. */
const MAX_FORKED = 64;

export interface PullDeps {
  market: string;
  self: Address;
  certificates: Certificates;
  entries: Entries;
  rows: Rows;
  forks: Pick<Forks, "of">;
  forkSearch: ForkSearch;
  join(owner: Address, list: Uint8Array[]): Joined;
  wants(owner: Address): boolean;
  /** Bytes held of one foreign journal, its checkpoint included. */
  allowance(owner: Address): number;
  checkpoints: Pick<Keeper, "isNews" | "isAdopting" | "bytesOf" | "offer">;
  refusals: Refusals;
  onPeers(peerId: string, addresses: string[]): void;
  /** Called with the rows of each digest. */
  onRows(peerId: string, rows: Row[]): void;
  /** Asks a peer that has a journal, now that the one that was asked for it gives nothing, or not all. */
  chase(peerId: string, owner: Address, sequence: number): void;
}

export type Puller = ReturnType<typeof createPuller>;

export function createPuller(deps: PullDeps) {
  const { market, self, certificates, entries, rows: ownRows, forks, forkSearch, join, wants, allowance } = deps;
  const { checkpoints, refusals } = deps;
  const claims = createClaims((peerId, owner, sequence) => {
    if (entries.head(owner).sequence < sequence) deps.chase(peerId, owner, sequence);
  });

  const room = (owner: Address): number =>
    owner === self ? Infinity : allowance(owner) - entries.size(owner) - checkpoints.bytesOf(owner);
  /** A peer's row tells of entries, of a certificate, of a checkpoint or of a fork that are not known here. */
  const isNews = (row: Row): boolean =>
    (isBehind(row) || isCertified(row) || isForked(row) || isOther(row) || checkpoints.isNews(row)) && wants(row[0]);
  /** Of an epoch that ended, only what the one in force continues is worth asking for. */
  const isBehind = ([owner, sequence, epoch, , , , , base]: Row): boolean => {
    const held = entries.head(owner).sequence;
    if (sequence <= held) return false; // of thousands of rows nearly all
    const known = certificates.current(owner);
    if (held + 1 >= (forks.of(owner)?.sequence ?? Infinity)) return false;
    if (base > held || checkpoints.isAdopting(owner) || room(owner) <= 0) return false;
    return epoch >= (known?.epoch ?? 0) || held + 1 < known!.fromSequence;
  };
  const isCertified = ([owner, , epoch, issuedAt]: Row): boolean => {
    const known = certificates.current(owner);
    return epoch > (known?.epoch ?? 0) || (epoch === known?.epoch && issuedAt > known.issuedAt);
  };

  const isForked = ([owner, , epoch, , , fork]: Row): boolean =>
    fork > 0 && epoch >= (certificates.current(owner)?.epoch ?? 0) && fork < (forks.of(owner)?.sequence ?? Infinity);
  /** As long as ours, and not the same: only one of the two can be its owner's history. */
  const isOther = ([owner, sequence, epoch, , digest]: Row): boolean => {
    const head = entries.head(owner);
    if (sequence === 0 || sequence !== head.sequence || epoch < certificates.current(owner)!.epoch) return false;
    return Buffer.compare(digest, head.digest) !== 0;
  };

  /** @returns milliseconds until the peer's first answer */
  async function exchange(frames: Frames, peerId: string): Promise<number> {
    let latency: number | undefined;
    let after: Address | null = null;
    for (let seen = 0; seen < MAX_NAMED;) {
      const rows = after === null ? ownRows.after(null) : [];
      const asked = performance.now();
      await frames.write(encodeRequest({ ask: "digest", market, after, rows }));
      const digest: Digest = await readAnswer(frames, parseDigest);
      latency ??= performance.now() - asked;
      deps.onPeers(peerId, digest.peers);
      deps.onRows(peerId, digest.rows);
      const news = digest.rows.filter(isNews);
      await certify(frames, peerId, news.filter(isCertified));
      const forked = news.filter(isForked).map(([owner]) => owner);
      await forkSearch.fetch(
        frames,
        peerId,
        forked.filter((owner) => certificates.current(owner)).slice(0, MAX_FORKED),
      );
      await adopt(frames, peerId, digest.rows);
      await pull(frames, peerId, new Map(news.filter(isBehind).map(([owner, sequence]) => [owner, sequence])));
      await adopt(frames, peerId, digest.rows); // now also those that the entries just stored can be compared with
      for (const [owner, sequence] of news.filter(isOther)) await part(frames, peerId, owner, sequence);
      if (!digest.more || digest.rows.length === 0) break;
      seen += digest.rows.length;
      after = digest.rows.at(-1)![0];
    }
    return latency!;
  }

  async function certify(frames: Frames, peerId: string, rows: Row[]): Promise<void> {
    for (let at = 0; at < rows.length; at += MAX_CERTIFICATES) {
      const owners = rows.slice(at, at + MAX_CERTIFICATES).map(([owner]) => owner);
      const told = new Set<Address>();
      await frames.write(encodeRequest({ ask: "certificates", owners }));
      for (const value of (await readAnswer(frames, parseCertificates)).certificates) {
        const { owner } = (value ?? {}) as { owner?: Address };
        if (!owners.includes(owner!)) throw refused("sync.unasked", "a certificate that was not asked for");
        if (!wants(owner!)) continue; // others have taken the last places in the meantime
        const verdict = certificates.accept(value);
        if (verdict.ok) told.add(owner!);
        else {
          // A peer checks what it holds, so it is at fault; not so for an owner who signed two of one epoch.
          if (verdict.code !== "certificate.conflict") throw refused(verdict.code, verdict.reason);
          refusals.add(peerId, verdict.code);
        }
        await setImmediate(); // a signature takes milliseconds: own work gets its turn
      }
      if (rows.slice(at, at + MAX_CERTIFICATES).some((row) => told.has(row[0]) && isCertified(row))) {
        throw refused("certificate.rolled-back", "older certificates than the peer's digest said");
      }
    }
  }

  /** Asks for the checkpoints that are of use here; what they stand for is fetched beside this exchange. */
  async function adopt(frames: Frames, peerId: string, rows: Row[]): Promise<void> {
    const owners = rows.filter((row) => checkpoints.isNews(row) && wants(row[0])).map(([owner]) => owner);
    for (let at = 0; at < owners.length; at += MAX_CHECKPOINTS) {
      await frames.write(encodeRequest({ ask: "checkpoints", owners: owners.slice(at, at + MAX_CHECKPOINTS) }));
      for (const signed of (await readAnswer(frames, parseCheckpoints)).checkpoints) checkpoints.offer(peerId, signed);
    }
  }

  /** Two histories: finds out whether the owner signed both, and pulls the peer's if it is the one that counts. */
  async function part(frames: Frames, peerId: string, owner: Address, theirs: number): Promise<void> {
    if (await forkSearch.search(frames, peerId, owner, theirs)) await range(frames, peerId, [owner]);
  }

  /** @param targets journals to pull, and the sequence the peer says it has */
  async function pull(frames: Frames, peerId: string, targets: Map<Address, number>): Promise<void> {
    let wanted = [...targets.keys()].filter((owner) => certificates.current(owner) && !checkpoints.isAdopting(owner));
    const isLeft = (owner: Address) => entries.head(owner).sequence < targets.get(owner)!;
    const other = new Set<Address>();
    try {
      while (wanted.length > 0) {
        const batch = wanted
          .slice(0, MAX_RANGES)
          .filter((owner) => isLeft(owner) && claims.take(peerId, owner, targets.get(owner)!));
        const again = batch.length === 0 ? new Set<Address>() : await range(frames, peerId, batch, other);
        const left = batch.filter((owner) => again.has(owner) && isLeft(owner));
        claims.release(
          peerId,
          batch.filter((owner) => !left.includes(owner)),
        );
        wanted = [...left, ...wanted.slice(MAX_RANGES)];
      }
      for (const owner of other) await part(frames, peerId, owner, targets.get(owner)!);
    } finally {
      claims.release(peerId, targets.keys());
    }
  }

  /**
   * One range request.
   * @param other is told the journals whose history there does not continue ours
   * @returns the journals that are worth asking for again: those of which something was stored and nothing refused,
   *   and, when there is any, those that the answer had no room for
   */
  async function range(frames: Frames, peerId: string, owners: Address[], other?: Set<Address>): Promise<Set<Address>> {
    const next = new Map(owners.map((owner) => [owner, entries.head(owner).sequence]));
    const moved = new Set<Address>();
    const untold = new Set(owners);
    await frames.write(encodeRequest({ ask: "range", from: [...next] }));
    for (let received = 0; ;) {
      const parts = await readAnswer(frames, parseRange);
      if (parts.length === 0) return moved.size === 0 ? moved : new Set([...moved, ...untold]);
      for (const [owner, list] of parts) {
        await setImmediate(); // an answer may be of hundreds of journals: own work gets its turn
        untold.delete(owner);
        received += list.reduce((sum, bytes) => sum + bytes.length, 0);
        const after = next.get(owner);
        if (after === undefined || received > 2 * RANGE_BYTES) {
          throw refused("sync.unasked", "entries that were not asked for");
        }
        if (after < 0) continue; // refused earlier in this answer
        next.set(owner, after + list.length);
        // Another exchange may have stored the first of them in the meantime.
        const fresh = list.slice(Math.max(0, entries.head(owner).sequence - after));
        if (entries.head(owner).sequence < after || !wants(owner)) {
          next.set(owner, -1); // it was let go here in the meantime: nobody's fault
          continue;
        }
        const refusal = store(owner, fresh);
        if (refusal) {
          refusals.add(peerId, refusal);
          if (refusal === "entry.pointers" || refusal === "entry.base") other?.add(owner);
          next.set(owner, -1);
          moved.delete(owner);
        } else if (fresh.length > 0) {
          moved.add(owner);
          claims.progressed(peerId, owner);
        }
      }
    }
  }

  function store(owner: Address, list: Uint8Array[]): string | undefined {
    let left = room(owner);
    const fitting = list.findIndex((bytes) => (left -= bytes.length) < 0);
    const refused = join(owner, fitting < 0 ? list : list.slice(0, fitting)).refused;
    return refused?.code ?? (fitting < 0 ? undefined : "journal.quota");
  }

  return { exchange, pull, isNews, isPullingOwn: (): boolean => claims.isTaken(self) };
}

/** An error that ends the exchange and counts against the peer. */
const refused = (refusal: string, message: string): Error => Object.assign(new Error(message), { refusal });
