// The transaction journal: each intent's way to the chain, so that a crash between any two steps sends nothing twice.
import { SoukError } from "../../core/errors.ts";
import type { JournaledTransaction, TransactionJournal, TransactionStatus } from "../../core/ports/chain.ts";
import type { Database } from "../database.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

interface Row {
  record: Uint8Array;
}

export function createTransactionJournal(db: Database): TransactionJournal {
  const insert = db.query(
    "INSERT INTO transactions (id, status, block, record) VALUES (?, 'intended', NULL, ?) ON CONFLICT (id) DO NOTHING",
  );
  const find = db.query<Row>("SELECT record FROM transactions WHERE id = ?");
  const update = db.query("UPDATE transactions SET status = ?, block = ?, record = ? WHERE id = ?");
  const open = db.query<Row>(
    "SELECT record FROM transactions WHERE status IN ('intended', 'signed', 'sent') ORDER BY position",
  );
  const minedAbove = db.query<Row>(
    "SELECT record FROM transactions WHERE status = 'mined' AND block > ? ORDER BY block, position",
  );

  const get = (id: string): JournaledTransaction | undefined => {
    const row = find.get(id);
    return row && decodeRecord<JournaledTransaction>(row);
  };

  function advance(id: string, from: readonly TransactionStatus[], changes: Partial<JournaledTransaction>): void {
    const before = get(id);
    if (!before || !from.includes(before.status)) {
      const found = before ? `is ${before.status}` : "is unknown";
      throw new SoukError("internal", `Transaction ${id} ${found} and cannot become ${changes.status}`);
    }
    const after = { ...before, ...changes };
    update.run(after.status, after.block, encodeRecord(after), id);
  }

  return {
    get,
    open: () => open.all().map((row) => decodeRecord<JournaledTransaction>(row)),
    minedAbove: (block) => minedAbove.all(block).map((row) => decodeRecord<JournaledTransaction>(row)),
    intend(id, call) {
      const intended = { id, call, status: "intended", nonce: null, hash: null, raw: null, block: null, error: null };
      insert.run(id, encodeRecord(intended));
    },
    signed: (id, nonce, hash, raw) => advance(id, ["intended"], { status: "signed", nonce, hash, raw }),
    sent: (id) => advance(id, ["signed"], { status: "sent" }),
    mined: (id, block) => advance(id, ["sent"], { status: "mined", block }),
    failed: (id, error) => advance(id, ["intended", "signed", "sent"], { status: "failed", error }),
    unmined: (id) => advance(id, ["mined"], { status: "sent", block: null }),
  };
}
