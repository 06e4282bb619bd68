// Port: one append-only journal per participant, replicated between peers. Adapter: p2p. Acceptance suite: test/ports/journals.
import type { Address, Cid } from "../../../protocol/ids.ts";
import type { JournalRecord, SignedCertificate } from "../../../protocol/journal.ts";

/** An entry whose writer, signature, chain and shape have been checked; its records' content has not. */
export interface JournalEntry {
  owner: Address;
  /** Counts from 1 without gaps. */
  sequence: number;
  /** CID of the signed entry. */
  cid: Cid;
  records: JournalRecord[];
}

export interface JournalHead {
  owner: Address;
  sequence: number;
  cid: Cid;
}

/** A record with the sequence of the entry that carried it. */
export interface StateRecord {
  sequence: number;
  record: JournalRecord;
}

/** What a journal's entries up to `sequence` come to: the latest record of each key (protocol/checkpoint). Empty at 0. */
export interface JournalState {
  sequence: number;
  /** Of the entry at `sequence`; empty text at 0. */
  cid: Cid;
  records: AsyncIterable<StateRecord[]>;
}

/** Its owner signed two histories of this journal: what is held ends before the sequence where they part. */
export interface Frozen {
  owner: Address;
  sequence: number;
  /** Unix seconds: when this node first had proof. */
  since: number;
}

export interface Journals {
  /**
   * Appends to this node's own journal. Resolves when the signed entries are durable, needs no peer,
   * and may split the records over several entries; resolves to the last one's head.
   * @throws SoukError `journal.not-writable`
   */
  append(records: JournalRecord[]): Promise<JournalHead>;
  /** The state that the entries held here continue: they begin after its sequence. */
  state(owner: Address): JournalState;
  /** Entries of one journal with a sequence above `sequence`, in order. */
  after(owner: Address, sequence: number): AsyncIterable<JournalEntry>;
  /** The entry at a sequence, if it or the state at it is held here. */
  at(owner: Address, sequence: number): JournalHead | undefined;
  /** The newest entry held here, or undefined if none is. */
  head(owner: Address): JournalHead | undefined;
  /** All journals held here, own included. */
  heads(): JournalHead[];
  /** The certificate in force, once one has been seen. */
  certificate(owner: Address): SignedCertificate | undefined;
  /** Set while a fork of the journal is proven and its owner has not opened a new epoch. */
  frozen(owner: Address): Frozen | undefined;
  /** Up to which sequence peers were seen to hold own entries that a new epoch gave up after a restore; 0 if none. */
  voidUpTo(): number;
  /** Called for every new entry, own and foreign, in order per journal, after it is durable here. @returns unsubscribe */
  onEntry(listener: (entry: JournalEntry) => void): () => void;
  /** Called when what was delivered of a journal is not its history here any more: its state and the entries after it are. @returns unsubscribe */
  onReset(listener: (owner: Address) => void): () => void;
}

/** What this node holds of others, and letting it go. Adapter: p2p. */
export interface Replicas {
  /** Owners of whom a certificate or entries are here, own left out; `since` rises with the time of arrival. */
  held(): { owner: Address; bytes: number; since: number }[];
  /** How many those are; asked for each name that a peer tells. */
  count(): number;
  isHeld(owner: Address): boolean;
  /** What is in use of blocks.db, own entries and pictures included, and what is free on its disk. */
  space(): { usedBytes: number; freeBytes: number };
  /** Forgets entries and certificate of an owner; `Journals.onReset` tells. Not for the own journal. */
  drop(owner: Address): void;
  /** Asks the connected peers for what is wanted now. */
  seek(): void;
  /** Called when something of another owner came in. */
  onGrowth(listener: (owner: Address) => void): void;
}

/** The signed bytes of own entries, committed with synchronous=FULL before they leave the process (S-8, S-13). Adapter: store. */
export interface OwnEntries {
  /** Idempotent for the same bytes. @throws if other bytes are stored at this sequence: the node never signs two. */
  commit(sequence: number, cid: Cid, bytes: Uint8Array): void;
  after(sequence: number): { sequence: number; cid: Cid; bytes: Uint8Array }[];
  /** Sets entries from a sequence on aside: a later epoch made them void, and others take their place. */
  discard(sequence: number): void;
  /** The highest sequence that a peer was ever seen to hold of an epoch that was given up, or 0. */
  voidUpTo(): number;
  noteVoid(sequence: number): void;
  /** Whether this may be an older copy: entries may have been signed that it does not know. */
  inDoubt(): boolean;
  /** What is stored is all there is, until the folder is copied or restored. */
  trust(): void;
}
