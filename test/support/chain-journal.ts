// The real transaction journal of a folder, with a hook before and after each write: where tests crash.
import type { TransactionJournal } from "../../node/core/ports/chain.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";

export type JournalHook = (moment: "before" | "after", write: string, id: string) => void;

export interface OpenJournal {
  journal: TransactionJournal;
  close(): void;
}

export function openTransactionJournal(directory: string, hook: JournalHook = () => {}): OpenJournal {
  const store = openOwnStore({ directory });
  const { transactions } = store;
  const hooked = (write: "intend" | "signed" | "sent" | "mined" | "failed" | "unmined") => {
    const run = transactions[write] as (id: string, ...values: unknown[]) => void;
    return (id: string, ...values: unknown[]) => {
      hook("before", write, id);
      run(id, ...values);
      hook("after", write, id);
    };
  };
  const journal: TransactionJournal = {
    ...transactions,
    intend: hooked("intend"),
    signed: hooked("signed"),
    sent: hooked("sent"),
    mined: hooked("mined"),
    failed: hooked("failed"),
    unmined: hooked("unmined"),
  };
  return { journal, close: store.close };
}
