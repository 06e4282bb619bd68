// The transaction journal: each intent's way to the chain, so that a crash between any two steps sends nothing twice.
import { SoukError } from "../../core/errors.ts";
import type { TransactionStatus } from "../../core/ports/chain.ts";
import type { JournaledTransaction, SignedTransaction, TransactionJournal } from "../../core/ports/transactions.ts";
import type { Database } from "../database.ts";
import { positionOf } from "./position.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

/** Sent again it could pay twice. */
const PERHAPS_DONE = {
  status: "failed",
  error: {
    code: "backup.since",
    message:
      "it was on its way when the backup was made, and the node that made the backup may have brought it to an end since: look at your orders and balances, and do it again if it is missing",
  },
} as const;

interface Row {
  position: number;
  record: Uint8Array;
}

export function createTransactionJournal(db: Database): TransactionJournal {
  const insert = db.query(
    "INSERT INTO transactions (id, status, block, record) VALUES (?, 'intended', NULL, ?) ON CONFLICT (id) DO NOTHING",
  );
  const find = db.query<Row>("SELECT position, record FROM transactions WHERE id = ?");
  const update = db.query("UPDATE transactions SET status = ?, block = ?, record = ? WHERE id = ?");
  const open = db.query<Row>(
    "SELECT position, record FROM transactions WHERE status IN ('intended', 'signed', 'sent') ORDER BY position",
  );
  const minedAbove = db.query<Row>(
    "SELECT position, record FROM transactions WHERE status IN ('mined', 'final') AND block > ? ORDER BY block, position",
  );
  const minedUpTo = db.query<Row>(
    "SELECT position, record FROM transactions WHERE status = 'mined' AND block <= ? ORDER BY block, position",
  );
  const before = db.query<Row>(
    "SELECT position, record FROM transactions WHERE position < ? ORDER BY position DESC LIMIT ?",
  );

  const get = (id: string): JournaledTransaction | undefined => {
    const row = find.get(id);
    return row && transactionOf(row);
  };

  function advance(
    id: string,
    from: readonly TransactionStatus[],
    changes: (before: JournaledTransaction) => Partial<JournaledTransaction>,
  ): void {
    const found = get(id);
    const change = found && from.includes(found.status) && changes(found);
    if (!change) {
      throw new SoukError("internal", `Transaction ${id} is ${found?.status ?? "unknown"}, not ${from.join(" or ")}`);
    }
    const after = { ...found, ...change };
    update.run(after.status, after.block, encodeRecord(after), id);
  }
  const withOneMore = (earlier: JournaledTransaction, added: SignedTransaction): Partial<JournaledTransaction> => ({
    status: "signed",
    nonce: added.nonce,
    hash: added.hash,
    transactions: [...earlier.transactions, added],
  });

  return {
    get,
    open: () => open.all().map(transactionOf),
    list(limit, cursor) {
      const rows = before.all(cursor === undefined ? Number.MAX_SAFE_INTEGER : positionOf(cursor), limit + 1);
      const items = rows.slice(0, limit);
      return { items: items.map(transactionOf), next: rows.length > limit ? String(items.at(-1)!.position) : null };
    },
    minedAbove: (block) => minedAbove.all(block).map(transactionOf),
    minedUpTo: (block) => minedUpTo.all(block).map(transactionOf),
    intend(id, call) {
      const intended: JournaledTransaction = {
        id,
        call,
        status: "intended",
        nonce: null,
        hash: null,
        transactions: [],
        block: null,
        fee: null,
        error: null,
        createdAt: new Date().toISOString(),
      };
      insert.run(id, encodeRecord(intended));
    },
    signed: (id, transaction) => advance(id, ["intended"], (intended) => withOneMore(intended, transaction)),
    replaced: (id, transaction) =>
      advance(id, ["signed", "sent"], (earlier) => {
        if (transaction.nonce === earlier.nonce) return withOneMore(earlier, transaction);
        throw new SoukError("internal", `Transaction ${id} can only be replaced at its nonce ${earlier.nonce}`);
      }),
    sent: (id) => advance(id, ["signed"], () => ({ status: "sent" })),
    mined: (id, inclusion, error = null) => advance(id, ["sent"], () => ({ status: "mined", error, ...inclusion })),
    final: (id) => advance(id, ["mined"], () => ({ status: "final" })),
    displaced: (id) =>
      advance(id, ["signed", "sent"], ({ restored }) =>
        restored ? PERHAPS_DONE : { status: "intended", nonce: null, hash: null },
      ),
    restored: () =>
      db.transaction(() => {
        for (const { id, status } of open.all().map(transactionOf)) {
          advance(id, [status], () => ({ restored: true, ...(status === "intended" && PERHAPS_DONE) }));
        }
      }),
    failed: (id, error) => advance(id, ["intended", "signed", "sent", "mined"], () => ({ status: "failed", error })),
    unmined: (id) =>
      advance(id, ["mined", "final"], ({ transactions }) => {
        return { status: "sent", hash: transactions.at(-1)!.hash, block: null, fee: null, error: null };
      }),
  };
}

/** Versions before replacements kept the one signed transaction in the record itself. */
type Older = Omit<JournaledTransaction, "transactions" | "fee" | "createdAt"> & { raw: string | null };

function transactionOf(row: Row): JournaledTransaction {
  const record = decodeRecord<JournaledTransaction | Older>(row);
  if ("transactions" in record) return record;
  const { raw, ...rest } = record;
  const { nonce, hash } = rest;
  const signed = raw === null || nonce === null || hash === null ? [] : [{ nonce, hash, raw, block: 0 }];
  return { ...rest, transactions: signed, fee: null, createdAt: new Date(0).toISOString() };
}
