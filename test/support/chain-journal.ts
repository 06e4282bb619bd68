// The real transaction journal of a folder, with a hook before and after each write: where tests crash.
import type { TransactionJournal } from "../../node/core/ports/transactions.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";

export type JournalHook = (moment: "before" | "after", write: string, id: string) => void;

const WRITES = [
  "intend",
  "signed",
  "replaced",
  "sent",
  "mined",
  "final",
  "displaced",
  "failed",
  "unmined",
] as const satisfies (keyof TransactionJournal)[];

export interface OpenJournal {
  journal: TransactionJournal;
  close(): void;
}

export function openTransactionJournal(directory: string, hook: JournalHook = () => {}): OpenJournal {
  const store = openOwnStore({ directory });
  const { transactions } = store;
  const hooked = (write: (typeof WRITES)[number]) => {
    const run = transactions[write] as (id: string, ...values: unknown[]) => void;
    return (id: string, ...values: unknown[]) => {
      hook("before", write, id);
      run(id, ...values);
      hook("after", write, id);
    };
  };
  const writes = Object.fromEntries(WRITES.map((write) => [write, hooked(write)]));
  const journal: TransactionJournal = { ...transactions, ...writes };
  return { journal, close: store.close };
}
