// This node's own journal: durable here before it leaves, and one history whatever was restored (S-8, S-13).
import { setTimeout as pause } from "node:timers/promises";
import type { Identity } from "@orbitdb/core";
import type { Address } from "../../../protocol/ids.ts";
import type { JournalRecord, SignedCertificate } from "../../../protocol/journal.ts";
import { SoukError } from "../../core/errors.ts";
import type { OwnEntries } from "../../core/ports/journals.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Certificates } from "./certificates.ts";
import type { Entries } from "./entries.ts";
import { type Entry, createEntry } from "./entry.ts";
import type { Epochs } from "./epochs.ts";
import { judgeFollowing } from "./join.ts";
import type { Journal } from "./journal.ts";
import type { Row } from "./row.ts";
import type { Rules } from "./validate.ts";
import { createWriter } from "./writer.ts";

const PAGE_BYTES = 256 * 1024;
/** A start waits so long for the account to sign: a key that is here does it at once, for a person nothing waits. */
const SOON_MS = 250;
/** Refusals of entries that a certificate takes back; any other of an own entry is damage. */
const VOID = ["entry.epoch", "entry.base", "entry.writer"];

export interface OwnJournalDeps {
  owner: Address;
  privateKey: Uint8Array;
  identity: Identity;
  entries: Entries;
  certificates: Pick<Certificates, "current">;
  ownEntries: OwnEntries;
  rulesOf(owner: Address): Rules;
  epochs: Epochs;
  /** Opens the OrbitDB database. */
  open(): Promise<Journal>;
  /** Between two questions for a certificate while the account's signer is away. */
  certifyMs: number;
  /** Resolves when what a peer holds of this journal is here, or after a while when none answers. */
  consult(): Promise<void>;
  emit(owner: Address, list: Entry[]): void;
  reset(owner: Address): void;
  log: Logger;
}

export type OwnJournal = ReturnType<typeof createOwnJournal>;

export function createOwnJournal(deps: OwnJournalDeps) {
  const { owner, privateKey, identity, entries, certificates, ownEntries, rulesOf, epochs } = deps;
  const { certifyMs, consult, emit, reset, log } = deps;
  let database: Journal | undefined;
  /** own.db may hold an entry that blocks.db could not take (disk full): it comes first, as it was signed. */
  let torn = false;
  /** Entries may have been signed that own.db does not know: nothing is written before peers were asked, and then in a new epoch. */
  let doubtful = ownEntries.inDoubt();
  /** own.db begins after a state that blocks.db does not hold: it was lost, and peers have it. */
  let gapped = false;
  let settling: Promise<void> | undefined;
  /** A new epoch that the account is asked to sign: nothing is written in the one it ends. */
  let opening: Promise<void> | undefined;
  let certifying: NodeJS.Timeout | undefined;
  let isStopped = false;
  let voidUpTo = ownEntries.voidUpTo();

  const writer = createWriter(ready, (records) => {
    if (!database) throw notWritable("the node is not running");
    if (gapped) throw notWritable("what comes before the entries in own.db is not here, and no peer has told it yet");
    // While the account was asked to sign, a peer may have said that there is more.
    if (torn || doubtful || opening || !epochs.isFresh()) throw notWritable("the journal has moved: try again");
    const head = entries.head(owner);
    const { address, certificate } = rulesOf(owner);
    const entry = createEntry(privateKey, identity, address, head, certificate(head.sequence + 1)!.epoch, records);
    torn = true;
    commit(entry);
    entries.append(owner, [entry]);
    torn = false;
    emit(owner, [entry]);
    return entry;
  });

  /** S-8: durable in own.db before the bytes go anywhere else. */
  function commit({ sequence, cid, bytes }: Entry): void {
    ownEntries.commit(sequence, cid, bytes);
  }

  async function ready(): Promise<void> {
    await settled();
    await opening;
    if (!database) return;
    if (torn && !certificates.current(owner)) await epochs.renew();
    if (torn || gapped) restore();
    if (!gapped) await epochs.renew();
  }

  function settled(): Promise<void> {
    if (!doubtful && !gapped) return Promise.resolve();
    settling ??= settle().finally(() => (settling = undefined));
    return settling;
  }

  async function settle(): Promise<void> {
    await consult();
    if (!database) return;
    if (gapped) restore();
    if (!doubtful || gapped) return;
    await epochs.open();
    ownEntries.trust();
    doubtful = false;
    log.warn({ owner, sequence: entries.head(owner).sequence }, "the own journal goes on in a new epoch");
  }

  /** Brings blocks.db and own.db to the same entries: whatever was signed once is never signed differently. */
  function restore(): void {
    const { sequence, cid } = entries.head(owner);
    const rest = ownEntries.after(Math.max(0, sequence - 1));
    gapped = rest[0] !== undefined && rest[0].sequence > sequence + 1;
    if (gapped) return;
    if (sequence > 0 && rest[0]?.sequence === sequence) {
      if (rest[0].cid !== cid) {
        entries.truncate(owner, 1);
        return restore();
      }
      rest.shift();
    } else if (sequence > 0) {
      adopt(sequence);
    }
    const signed = rest.map(({ bytes }) => bytes);
    const { refused, entries: restored } = judgeFollowing(entries.head(owner), signed, rulesOf(owner));
    entries.append(owner, restored);
    torn = false;
    emit(owner, restored);
    if (!refused) return;
    // Who signed them is not known here: peers know.
    gapped = doubtful && refused.code === "entry.writer-unknown";
    if (gapped) return;
    if (!VOID.includes(refused.code)) {
      throw notWritable(`an entry of this node's own journal was refused (${refused.code})`);
    }
    giveUp(entries.head(owner).sequence + 1, refused.code);
  }

  /** own.db is behind, so an older backup of it is in use: it learns what the replica still has. */
  function adopt(until: number): void {
    for (let { sequence } = entries.base(owner); sequence < until;) {
      for (const row of entries.page(owner, sequence, PAGE_BYTES)) {
        ownEntries.commit(row.sequence, entries.at(owner, row.sequence)!.cid, row.bytes);
        sequence = row.sequence;
      }
    }
  }

  /** Entries that another life's epoch took back: they are void everywhere, here too. */
  function giveUp(sequence: number, code: string): void {
    log.error(
      { owner, sequence, code },
      "own entries from here on are void: a later epoch of this account goes on elsewhere",
    );
    entries.truncate(owner, sequence);
    ownEntries.discard(sequence);
    reset(owner);
  }

  function goOn(sequence: number): void {
    log.warn({ owner, sequence }, "two histories of the own journal exist: the one held here goes on in a new epoch");
    opening ??= epochs
      .open()
      .catch((error: unknown) => log.error({ err: error }, "no new epoch could be opened"))
      .finally(() => (opening = undefined));
  }

  /** Without a certificate nobody can write to this account in private. */
  async function certify(): Promise<void> {
    try {
      await epochs.renew();
    } catch (error) {
      log.warn({ err: error, owner }, "the account has signed no certificate yet");
      if (error instanceof SoukError && error.retryable && !isStopped) {
        certifying = setTimeout(() => void certify(), certifyMs).unref();
      }
    }
  }

  /** A peer still holds entries of an epoch that the present one took back. */
  function noteVoid(sequence: number): void {
    if (sequence <= voidUpTo) return;
    voidUpTo = sequence;
    ownEntries.noteVoid(sequence);
    log.error(
      { owner, sequence },
      "entries up to here were published before the restore and are void: publish again what is missing",
    );
  }

  return {
    async start(): Promise<void> {
      const opened = await deps.open();
      const [first] = ownEntries.after(entries.head(owner).sequence);
      // Where its beginning is lost, peers know better than this node which epoch it is in.
      const isKnown = !doubtful && (!first || first.sequence === entries.head(owner).sequence + 1);
      if (isKnown) await Promise.race([certify(), pause(SOON_MS, undefined, { ref: false })]);
      // What is in own.db alone cannot be judged before the account has said who wrote it.
      if (isKnown && first && !certificates.current(owner)) torn = true;
      else restore();
      database = opened;
    },

    /** When there is doubt, peers are asked at once and not only before the next write. */
    settle: (): void =>
      void settled().catch((error: unknown) => log.error({ err: error }, "no new epoch could be opened")),

    append: (records: JournalRecord[]): Promise<Entry> => {
      if (!database) throw notWritable("the node is not running");
      return writer.append(records);
    },

    commit,

    /** Stored entries that no longer pass. */
    drop(sequence: number, code: string): void {
      if (VOID.includes(code)) return giveUp(sequence, code);
      entries.truncate(owner, sequence);
      reset(owner);
      if (database) restore();
    },

    /** A peer had entries or a certificate of this journal that this node did not know: it is a copy that came back. */
    onOtherLife(): void {
      if (doubtful) return;
      log.warn({ owner }, "this account has written elsewhere or later: peers are asked before the next write");
      doubtful = true;
      this.settle();
    },

    onCertificate(certificate: SignedCertificate): void {
      if (!epochs.isOurs(certificate)) this.onOtherLife();
    },

    /** Both histories are ours: this one goes on, at once, so that nobody has to stay frozen. */
    onFork(sequence: number): void {
      if (doubtful) return; // a new epoch is on its way
      if (entries.head(owner).sequence < sequence) return this.onOtherLife();
      goOn(sequence);
    },

    /** What a peer holds of this journal. */
    heard([, sequence, epoch, , , , , base]: Row): void {
      const current = certificates.current(owner);
      if (!current) return;
      if (epoch === 0) return; // without a certificate nothing can be held
      if (epoch < current.epoch) return noteVoid(sequence >= current.fromSequence ? sequence : 0);
      // It holds a state beyond ours, so that the histories cannot be compared; what was written here must not be lost for it.
      if (!doubtful && base > entries.head(owner).sequence) goOn(base);
    },

    isInDoubt: (): boolean => doubtful,

    /** The highest sequence that a peer was seen to hold of an epoch that was given up, or 0. */
    voidUpTo: (): number => voidUpTo,

    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(certifying);
      writer.close(notWritable("the node is stopping"));
      await database?.close();
      database = undefined;
    },
  };
}

const notWritable = (why: string) =>
  new SoukError("journal.not-writable", `Nothing can be published now: ${why}.`, { retryable: true });
