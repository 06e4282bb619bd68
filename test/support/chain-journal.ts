// The transaction journal as one SQLite table, for tests that kill processes. `onWrite` sees each change before or after it is stored.
import { DatabaseSync } from "node:sqlite";
import type { Hex32 } from "../../protocol/ids.ts";
import type { JournaledTransaction, TransactionJournal, TransactionStatus } from "../../node/core/ports/chain.ts";

export type JournalHook = (moment: "before" | "after", write: string, id: string) => void;

const COLUMNS = "id, status, call, nonce, hash, raw, block, code, message";

export function openTransactionJournal(
  file: string,
  onWrite: JournalHook = () => {},
): TransactionJournal & { all(): JournaledTransaction[]; close(): void } {
  const db = new DatabaseSync(file);
  db.exec("pragma journal_mode = wal; pragma synchronous = full");
  db.exec(`create table if not exists transactions (place integer primary key, ${COLUMNS}, unique (id))`);

  const read = (where: string, ...values: (string | number)[]): JournaledTransaction[] =>
    db
      .prepare(`select ${COLUMNS} from transactions where ${where} order by place`)
      .all(...values)
      .map((row) => ({
        id: row.id as string,
        status: row.status as TransactionStatus,
        call: row.call as string,
        nonce: row.nonce as number | null,
        hash: row.hash as Hex32 | null,
        raw: row.raw as string | null,
        block: row.block as number | null,
        error: row.code === null ? null : { code: row.code as string, message: row.message as string },
      }));

  function write(name: string, id: string, from: TransactionStatus[], set: string, ...values: (string | number)[]) {
    onWrite("before", name, id);
    const places = from.map(() => "?").join();
    const done = db.prepare(`update transactions set ${set} where id = ? and status in (${places})`);
    if (done.run(...values, id, ...from).changes !== 1) throw new Error(`${name} does not fit the state of ${id}`);
    onWrite("after", name, id);
  }

  return {
    all: () => read("true"),
    close: () => db.close(),
    get: (id) => read("id = ?", id)[0],
    open: () => read("status in ('intended', 'signed', 'sent')"),
    intend(id, call) {
      onWrite("before", "intend", id);
      db.prepare("insert into transactions (id, status, call) values (?, 'intended', ?)").run(id, call);
      onWrite("after", "intend", id);
    },
    signed: (id, nonce, hash, raw) =>
      write("signed", id, ["intended"], "status = 'signed', nonce = ?, hash = ?, raw = ?", nonce, hash, raw),
    sent: (id) => write("sent", id, ["signed"], "status = 'sent'"),
    mined: (id, block) => write("mined", id, ["sent"], "status = 'mined', block = ?", block),
    failed: (id, { code, message }) =>
      write("failed", id, ["intended", "signed", "sent"], "status = 'failed', code = ?, message = ?", code, message),
    unmined: (id) => write("unmined", id, ["mined"], "status = 'sent', block = null"),
    minedAbove: (block) => read("status = 'mined' and block > ?", block),
  };
}
