// Two histories of one journal: finds with a peer where they part, and the two entries there, which prove that the owner signed both.
import { type Address, toHex } from "../../../protocol/ids.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import { type Fork, asProof, checkFork } from "../journal/fork.ts";
import type { Rules } from "../journal/validate.ts";
import type { Frames } from "../net/frames.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import { readAnswer } from "./answer.ts";
import { MAX_FORKS, MAX_HASHES, encodeRequest, parseEntry, parseForks, parseHashes } from "./wire.ts";

/** 64 sequences a round: enough for 2^36 entries. A peer that contradicts itself ends the search sooner. */
const MAX_ROUNDS = 6;
/** Searches with a peer, and with a peer about one journal: each may cost six rounds and two signature checks. */
const OF_A_PEER = { burst: 16, perSecond: 0.2 };
const OF_A_JOURNAL = { burst: 3, perSecond: 1 / 30 };

export interface ForkSearchDeps {
  certificates: Pick<Certificates, "all" | "current">;
  entries: Entries;
  rulesOf(owner: Address): Rules;
  prove(fork: Fork): boolean;
  leaveBranch(owner: Address, sequence: number): void;
  /** Tells other peers. */
  spread(fork: Fork): void;
  refusals: Refusals;
}

export type ForkSearch = ReturnType<typeof createForkSearch>;

export function createForkSearch(deps: ForkSearchDeps) {
  const { certificates, entries, rulesOf, prove, leaveBranch, spread, refusals } = deps;
  const ofPeer = createRate(OF_A_PEER);
  const ofJournal = createRate(OF_A_JOURNAL);

  const judge = (owner: Address, pair: [Uint8Array, Uint8Array]): Verdict<Fork> =>
    checkFork(owner, pair, rulesOf(owner).address, certificates.all(owner));

  /** Keeps a proof that passed, and passes it on. */
  function take(fork: Fork): void {
    if (prove(fork)) spread(fork);
  }

  async function hashesAt(frames: Frames, owner: Address, sequences: number[]): Promise<Uint8Array[]> {
    await frames.write(encodeRequest({ ask: "hashes", owner, sequences }));
    const { hashes } = await readAnswer(frames, parseHashes);
    if (hashes.length === sequences.length) return hashes;
    throw Object.assign(new Error("not one hash for each sequence"), { refusal: "sync.hashes" });
  }

  /** @returns the last sequence at which both hold the same entry, as far as the peer tells the truth */
  async function lastCommon(frames: Frames, owner: Address, theirs: number): Promise<Verdict<number>> {
    let low = entries.base(owner).sequence; // what is not held cannot be compared, nor proven
    let high = Math.min(theirs, entries.head(owner).sequence);
    for (let round = 0; low < high && round < MAX_ROUNDS; round++) {
      const sequences = between(low, high);
      const hashes = await hashesAt(frames, owner, sequences);
      const part = sequences.findIndex((sequence, index) => {
        const held = entries.at(owner, sequence);
        return held && hashes[index]!.length > 0 && Buffer.compare(held.digest, hashes[index]!) !== 0;
      });
      if (part === -1) return accept(high);
      low = sequences[part - 1] ?? low;
      high = sequences[part]! - 1;
    }
    return low >= high ? accept(low) : refuse("sync.hashes", "the peer's hashes contradict each other");
  }

  /** @returns the fork, or why there is none */
  async function find(frames: Frames, owner: Address, theirs: number): Promise<Verdict<Fork>> {
    const common = await lastCommon(frames, owner, theirs);
    if (!common.ok) return common;
    const sequence = common.value + 1;
    const ours = entries.bytes(owner, sequence);
    if (!ours) return refuse("sync.hashes", "by its hashes the peer holds what is held here");
    await frames.write(encodeRequest({ ask: "entry", owner, sequence }));
    const { entry } = await readAnswer(frames, parseEntry);
    return judge(owner, asProof(ours, entry));
  }

  return {
    judge,
    take,

    /**
     * The peer's history of a journal does not fit ours.
     * @param theirs the sequence the peer says it has
     * @returns whether ours was left, so that the peer's can be pulled
     */
    async search(frames: Frames, peerId: string, owner: Address, theirs: number): Promise<boolean> {
      if (!ofPeer(peerId) || !ofJournal(`${peerId} ${owner}`)) {
        refusals.add(peerId, "fork.rate");
        return false;
      }
      const current = certificates.current(owner);
      if (await isStateOther(frames, owner)) {
        if (!current || !(await isChosen(frames, current))) return false;
        leaveBranch(owner, 1);
        return true;
      }
      const found = await find(frames, owner, theirs);
      if (!found.ok) {
        refusals.add(peerId, found.code);
        return false;
      }
      const fork = found.value;
      take(fork);
      if (!current || fork.epoch >= current.epoch || !(await isChosen(frames, current))) return false;
      leaveBranch(owner, fork.sequence);
      return true;
    },

    /** Proofs that the peer's digest tells of. */
    async fetch(frames: Frames, peerId: string, owners: Address[]): Promise<void> {
      for (let at = 0; at < owners.length; at += MAX_FORKS) {
        const asked = owners.slice(at, at + MAX_FORKS);
        await frames.write(encodeRequest({ ask: "forks", owners: asked }));
        for (const [owner, pair] of (await readAnswer(frames, parseForks)).forks) {
          const verdict: Verdict<Fork> = asked.includes(owner) ? judge(owner, pair) : refuse("sync.unasked", owner);
          if (verdict.ok) take(verdict.value);
          else refusals.add(peerId, verdict.code);
        }
      }
    },
  };

  /** The state that stands for the first entries here comes from another history: nothing below it can be compared, or proven. */
  async function isStateOther(frames: Frames, owner: Address): Promise<boolean> {
    const { sequence, digest } = entries.base(owner);
    if (sequence === 0) return false;
    const [theirs] = await hashesAt(frames, owner, [sequence]);
    return theirs!.length > 0 && Buffer.compare(theirs!, digest) !== 0;
  }

  /** The epoch in force continues the peer's history, and not the one held here. */
  async function isChosen(frames: Frames, { owner, fromSequence, base }: SignedCertificate): Promise<boolean> {
    const last = fromSequence - 1;
    const isBase = (digest: Uint8Array | undefined) => digest !== undefined && toHex(digest) === base;
    if (last < 1 || isBase(entries.at(owner, last)?.digest)) return false;
    return isBase((await hashesAt(frames, owner, [last]))[0]);
  }
}

/** Up to 64 sequences above `low`, evenly spread, the last of them `high`. */
function between(low: number, high: number): number[] {
  const count = Math.min(MAX_HASHES, high - low);
  return Array.from({ length: count }, (_, index) => low + Math.ceil(((index + 1) * (high - low)) / count));
}
