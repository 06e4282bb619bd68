// Ports: the transaction journal, and its rows as their owner may see them. Adapters: store keeps them, chain shows them.
import type { Hex32 } from "../../../protocol/ids.ts";
import type { TransactionState } from "./chain.ts";
import type { Page } from "./readers.ts";

/** intent → signed → sent → mined → final, in own.db (synchronous=FULL). Adapter: store. */
export interface TransactionJournal {
  get(id: string): JournaledTransaction | undefined;
  /** All that are not yet mined or failed, oldest first. */
  open(): JournaledTransaction[];
  /** Newest first. @throws SoukError `input.invalid` for a foreign cursor */
  list(limit: number, cursor: string | undefined): Page<JournaledTransaction>;
  intend(id: string, call: string): void;
  signed(id: string, transaction: SignedTransaction): void;
  /** One more of the same nonce, not sent yet; the earlier ones may still be mined. */
  replaced(id: string, transaction: SignedTransaction): void;
  sent(id: string): void;
  /** @param error why its block refused it; until that is final it may still succeed in another one */
  mined(id: string, inclusion: Inclusion, error?: TransactionState["error"]): void;
  final(id: string): void;
  /**
   * The nonce is lost to a foreign transaction for good: an intent again, to be signed with another one. One that came
   * from a backup has failed: the foreign transaction may be a replacement that the old node signed since.
   */
  displaced(id: string): void;
  /**
   * After a restore: what was not signed when the backup was made has failed, because the old node may have sent it since.
   * What was signed goes on, for its nonce lets it through once.
   */
  restored(): void;
  failed(id: string, error: { code: string; message: string }): void;
  /** A reorg took the block: back to sent. */
  unmined(id: string): void;
  /** Mined or final above this block: a reorg that happened while the node was down may still have taken them. */
  minedAbove(block: number): JournaledTransaction[];
  /** Mined at or below this block and not yet final. */
  minedUpTo(block: number): JournaledTransaction[];
}

/** What is durable before it is sent. */
export interface SignedTransaction {
  nonce: number;
  hash: Hex32;
  /** To be sent again as it is. */
  raw: string;
  /** Head of the chain when it was signed. */
  block: number;
}

/** Which of the signed transactions a block took. */
export interface Inclusion {
  hash: Hex32;
  block: number;
  /** Wei, as decimal digits. */
  fee: string | null;
}

export interface JournaledTransaction extends TransactionState {
  /** JSON of the ChainCall, bigints as decimal strings; chain writes and reads it. */
  call: string;
  /** Null unless something is signed. */
  nonce: number | null;
  /** All that were ever signed for it, oldest first. */
  transactions: SignedTransaction[];
  /** Wei, as decimal digits. */
  fee: string | null;
  createdAt: string;
  /** It was on its way when a backup was made, and came from there. */
  restored?: true;
}

/** One of the transactions that were signed for an intent. Wei per gas. */
export interface SignedAttempt {
  hash: Hex32;
  nonce: number;
  gasLimit: bigint;
  maxFee: bigint;
  tip: bigint;
  /** Head of the chain when it was signed. */
  block: number;
}

/** A row of the transaction journal as its owner may see it. */
export interface TransactionRecord extends TransactionState {
  /** What was meant, as `open` or `approve`. */
  call: string;
  nonce: number | null;
  /** Wei that the mined one took, whatever came of it; null where the chain does not say. */
  fee: bigint | null;
  /** Oldest first. Those of the same nonce exclude each other; another nonce than the record's went to a foreign transaction. */
  attempts: SignedAttempt[];
  createdAt: string;
}

export interface TransactionQueries {
  /** Newest first. @throws SoukError `input.invalid` for a foreign cursor */
  list(limit: number, cursor: string | undefined): Page<TransactionRecord>;
}
