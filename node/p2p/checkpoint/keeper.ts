// Keeps one checkpoint per journal: makes the own, compares foreign ones with the entries, adopts them where entries are missing.
import { setImmediate } from "node:timers/promises";
import type { Checkpoint } from "../../../protocol/checkpoint.ts";
import type { Recover } from "../../../protocol/envelope.ts";
import { type Address, journalName } from "../../../protocol/ids.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { createTurns } from "../../core/turns.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Entry } from "../journal/entry.ts";
import type { Row } from "../journal/row.ts";
import { DagError } from "../media/dag.ts";
import type { Downloads } from "../media/downloads.ts";
import type { Refusals } from "../net/refusals.ts";
import { buildState, isSame, judgeState } from "./build.ts";
import { fetchState } from "./fetch.ts";
import { blocksOf } from "./file.ts";
import { checkCheckpoint, signCheckpoint } from "./signing.ts";
import type { StateRules } from "./state.ts";
import type { CheckpointStore, HeldCheckpoint } from "./store.ts";

export interface KeeperDeps {
  self: Address;
  privateKey: Uint8Array;
  domain: Domain;
  recover: Recover;
  entries: Entries;
  certificates: Certificates;
  store: CheckpointStore;
  /** A block that is here. */
  find(digest: Uint8Array): Uint8Array | undefined;
  downloads: Pick<Downloads, "fetch">;
  refusals: Refusals;
  /** The lowest sequence with an unresolved fork, else 0. */
  forkOf(owner: Address): number;
  /** Whether the own journal may be replaced by a state that peers hold of it: not when it may have gone on here. */
  mayAdoptOwn(): boolean;
  /** Bytes that may be held of a foreign journal. */
  allowance(owner: Address): number;
  /** What was delivered of a journal is not its history here any more. */
  reset(owner: Address): void;
  /** There is a checkpoint to tell peers of. */
  onHeld(): void;
  /** The tail after an adopted state is still missing. */
  onAdopted(peerId: string): void;
  /** An own checkpoint is made after so many bytes of entries, and not before there are more of them than of state. */
  afterBytes: number;
  log: Logger;
}

/** States that are fetched at a time; others wait, and their entries may come first. */
const MAX_ADOPTING = 4;
const RETRY_MS = 30_000;

export type Keeper = ReturnType<typeof createKeeper>;

export function createKeeper(deps: KeeperDeps) {
  const { self, privateKey, domain, entries, certificates, store, find, downloads, refusals, forkOf, log } = deps;
  /** What is being done about whose checkpoint. */
  const busy = new Map<Address, "make" | "compare" | "wait" | "adopt">();
  const takes = new Map<Address, Promise<void>>();
  /** Ends what is being done about a journal that is let go. */
  const ends = new Map<Address, AbortController>();
  const inTurn = createTurns(MAX_ADOPTING);
  /** Checkpoints up to here turned out to be wrong. */
  const refused = new Map<Address, number>();
  const retryAt = new Map<Address, number>();
  const stopping = new AbortController();
  /** One state is built at a time. */
  let building: Promise<unknown> = Promise.resolve();
  /** Bytes of own entries since the last checkpoint. */
  let since = 0;

  const rulesOf = (owner: Address): StateRules => ({ owner, domain, recover: deps.recover });

  const isFresh = (owner: Address, sequence: number): boolean =>
    sequence > Math.max(store.sequence(owner), refused.get(owner) ?? 0);

  const isForked = (owner: Address, sequence: number): boolean => forkOf(owner) > 0 && sequence >= forkOf(owner);

  function build(owner: Address, until: number) {
    const held = store.get(owner);
    const earlier = held && held.sequence <= until ? held : undefined;
    const put = (digest: Uint8Array, bytes: Uint8Array) => store.putBlock(owner, until, digest, bytes);
    const work = building.then(() => {
      return buildState(rulesOf(owner), entries, earlier, until, find, put, stopping.signal);
    });
    building = work.catch(() => {});
    return work;
  }

  /** In one transaction: the checkpoint counts, and, but for the whole journal of its owner, stands for the entries before it. */
  function keep(owner: Address, checkpoint: HeldCheckpoint): void {
    const prunes =
      owner !== self || entries.head(self).sequence < checkpoint.sequence || entries.base(self).sequence > 0;
    store.put(owner, checkpoint, () => {
      if (prunes) entries.setBase(owner, checkpoint.sequence, checkpoint.head);
    });
    entries.reload(owner);
    deps.onHeld();
  }

  async function make(): Promise<void> {
    if (busy.has(self) || stopping.signal.aborted) return;
    const { sequence, digest } = entries.head(self);
    const certificate = certificates.at(self, sequence);
    if (!certificate || isForked(self, sequence)) return;
    busy.set(self, "make");
    const counted = since;
    try {
      const built = await build(self, sequence);
      if (!isAt(self, sequence, digest) || certificates.at(self, sequence)?.epoch !== certificate.epoch) return;
      const journal = journalName(domain.chainId, domain.escrow, self);
      const { epoch } = certificate;
      keep(
        self,
        signCheckpoint({ v: 1, kind: "checkpoint", journal, epoch, sequence, head: digest, ...built }, privateKey),
      );
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error }, "the own checkpoint could not be made");
    } finally {
      since -= counted;
      busy.delete(self);
      void tidy(self);
    }
  }

  const isAt = (owner: Address, sequence: number, digest: Uint8Array): boolean =>
    Buffer.compare(entries.at(owner, sequence)?.digest ?? new Uint8Array(), digest) === 0;

  /** All entries are here: the state is computed, not fetched. @returns why it is refused */
  async function compare(owner: Address, checkpoint: HeldCheckpoint): Promise<string | undefined> {
    if (!isAt(owner, checkpoint.sequence, checkpoint.head)) return "checkpoint.mismatch";
    const built = await build(owner, checkpoint.sequence);
    if (!isAt(owner, checkpoint.sequence, checkpoint.head)) return undefined; // taken back meanwhile
    if (!isSame(built, checkpoint)) return "checkpoint.mismatch";
    keep(owner, checkpoint);
    return undefined;
  }

  /** @returns why it is refused. @throws when it did not arrive */
  async function adopt(owner: Address, checkpoint: HeldCheckpoint, signal: AbortSignal): Promise<string | undefined> {
    if (entries.head(owner).sequence >= checkpoint.sequence) return compare(owner, checkpoint);
    busy.set(owner, "adopt");
    try {
      await fetchState(downloads, checkpoint, signal);
      if (entries.head(owner).sequence >= checkpoint.sequence) return await compare(owner, checkpoint);
      const put = (digest: Uint8Array, bytes: Uint8Array) => store.putBlock(owner, checkpoint.sequence, digest, bytes);
      const verdict = await judgeState(checkpoint, find, put, signal);
      if (!verdict.ok) {
        clear(owner, checkpoint);
        return verdict.code;
      }
    } catch (error) {
      if (stopping.signal.aborted) throw error; // what has come is there after the next start
      clear(owner, checkpoint);
      if (error instanceof DagError) return error.code;
      throw error;
    }
    if (entries.head(owner).sequence >= checkpoint.sequence) return compare(owner, checkpoint);
    if (isForked(owner, checkpoint.sequence)) return "checkpoint.forked";
    if (certificates.at(owner, checkpoint.sequence)?.epoch !== checkpoint.epoch) return "checkpoint.epoch";
    keep(owner, checkpoint);
    deps.reset(owner);
    return undefined;
  }

  function clear(owner: Address, { sequence, root }: Checkpoint): void {
    for (const digest of blocksOf(root, find)) store.disown(owner, sequence, digest);
  }

  async function take(peerId: string, owner: Address, checkpoint: HeldCheckpoint): Promise<void> {
    const isHere = entries.head(owner).sequence >= checkpoint.sequence;
    busy.set(owner, isHere ? "compare" : "wait");
    const end = new AbortController();
    ends.set(owner, end);
    const signal = AbortSignal.any([stopping.signal, end.signal]);
    try {
      const code = await (isHere ? compare(owner, checkpoint) : inTurn(() => adopt(owner, checkpoint, signal), signal));
      if (code && !end.signal.aborted) {
        refused.set(owner, checkpoint.sequence);
        refusals.add(peerId, code);
      }
    } catch (error) {
      if (!end.signal.aborted) retryAt.set(owner, performance.now() + RETRY_MS);
      log.debug({ err: error, owner, peerId }, "a checkpoint could not be taken");
    } finally {
      busy.delete(owner);
      ends.delete(owner);
    }
    if (stopping.signal.aborted) return;
    if (!isHere && !end.signal.aborted) deps.onAdopted(peerId);
    await tidy(owner);
  }

  /** Removes entries and blocks that nothing needs any more, a few at a time. */
  async function tidy(owner: Address): Promise<void> {
    try {
      while (!stopping.signal.aborted && entries.sweep(owner)) await setImmediate();
      while (!stopping.signal.aborted && busy.size === 0 && store.sweep()) await setImmediate();
    } catch (error) {
      log.error({ err: error, owner }, "what a checkpoint replaces could not be removed");
    }
  }

  function drop(owner: Address): void {
    store.remove(owner);
    if (entries.base(owner).sequence > 0) {
      entries.truncate(owner, 1);
      deps.reset(owner);
    }
    void tidy(owner);
  }

  const makeIfDue = (): void => {
    if (since > Math.max(deps.afterBytes, store.get(self)?.bytes ?? 0)) void make();
  };

  return {
    coverageOf: (owner: Address) => ({ checkpoint: store.sequence(owner), base: entries.base(owner).sequence }),

    /** Of what is held of a journal besides its entries. */
    bytesOf: (owner: Address): number => store.get(owner)?.bytes ?? 0,

    /** While a state is on its way in, its entries are not asked for. */
    isAdopting: (owner: Address): boolean => busy.get(owner) === "adopt",

    /** Whether to ask a peer for the checkpoint that its row tells of. */
    isNews([owner, , , , , , sequence, base]: Row): boolean {
      const head = entries.head(owner).sequence;
      if (!isFresh(owner, sequence) || isForked(owner, sequence) || busy.has(owner)) return false;
      if (performance.now() < (retryAt.get(owner) ?? 0)) return false;
      if (head >= sequence) return owner !== self;
      if (owner === self && !deps.mayAdoptOwn()) return false;
      return head === 0 || head < base; // else the entries come first
    },

    /** A signed checkpoint that a peer gave when asked. */
    offer(peerId: string, encoded: Uint8Array): void {
      const verdict = checkCheckpoint(encoded, domain, certificates);
      if (!verdict.ok) return refusals.add(peerId, verdict.code);
      const { owner, checkpoint } = verdict.value;
      const { sequence, bytes } = checkpoint;
      if (stopping.signal.aborted || busy.has(owner) || sequence === store.sequence(owner)) return;
      if (!isFresh(owner, sequence)) return refusals.add(peerId, "checkpoint.old");
      if (isForked(owner, sequence)) return refusals.add(peerId, "checkpoint.forked");
      if (owner === self && !deps.mayAdoptOwn()) return;
      if (owner !== self && bytes > deps.allowance(owner)) return refusals.add(peerId, "journal.quota");
      const work = take(peerId, owner, checkpoint).finally(() => takes.delete(owner));
      takes.set(owner, work);
    },

    /** Resolves when a checkpoint that is on its way in has come, or has not. @returns whether there was one */
    async taken(owner: Address): Promise<boolean> {
      const work = takes.get(owner);
      await work;
      return work !== undefined;
    },

    onStored(owner: Address, { bytes }: Entry): void {
      if (owner !== self) return;
      since += bytes.length;
      makeIfDue();
    },

    /** A journal was cut back, or a new epoch covers its checkpoint: it does not count any more. */
    recheck(owner: Address): void {
      const held = store.get(owner);
      if (!held) return;
      const covers = certificates.at(owner, held.sequence)?.epoch === held.epoch;
      if (!covers || !isAt(owner, held.sequence, held.head)) drop(owner);
    },

    /** The journal is let go, with what is still on its way in; what was refused of it may be tried when it is wanted again. */
    forget(owner: Address): void {
      ends.get(owner)?.abort(new Error("the journal is let go"));
      refused.delete(owner);
      retryAt.delete(owner);
      drop(owner);
    },

    start(): void {
      since = entries.sizeAfter(self, store.sequence(self));
      makeIfDue();
      for (const owner of entries.owners()) void tidy(owner);
    },

    /** Resolves when nothing uses the database any more. */
    async stop(): Promise<void> {
      stopping.abort(new Error("the node is stopping"));
      while (busy.size > 0) await setImmediate();
    },
  };
}
