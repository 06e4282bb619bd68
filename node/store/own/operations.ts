// What the user asked for, stored before its effects begin.
import { SoukError } from "../../core/errors.ts";
import type { Operations, ShelfChange, StoredMessage, StoredOperation } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";
import { positionOf } from "./position.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

interface Row {
  position: number;
  record: Uint8Array;
}

/** `changeShelf` and `post` work inside the open transaction. */
export function createOperationStore(
  db: Database,
  {
    changeShelf,
    post,
  }: { changeShelf: (changes: readonly ShelfChange[]) => void; post: (letter: StoredMessage) => void },
): Operations {
  const insert = db.query("INSERT INTO operations (id, status, record, request) VALUES (?, 'pending', ?, ?)");
  const ofRequest = db.query<Row>("SELECT position, record FROM operations WHERE request = ? ORDER BY position");
  const find = db.query<Row>("SELECT position, record FROM operations WHERE id = ?");
  const update = db.query("UPDATE operations SET status = ?, record = ? WHERE id = ?");
  const drop = db.query("DELETE FROM operations WHERE id = ?");
  const pending = db.query<Row>("SELECT position, record FROM operations WHERE status = 'pending' ORDER BY position");
  const before = db.query<Row>(
    "SELECT position, record FROM operations WHERE position < ? ORDER BY position DESC LIMIT ?",
  );

  /** Older versions wrote fewer fields. */
  const operationOf = (row: Row): StoredOperation => ({
    messages: [],
    notice: null,
    afterwards: null,
    shelf: null,
    letters: [],
    job: false,
    ...decodeRecord<Omit<StoredOperation, "messages" | "notice" | "afterwards" | "shelf" | "letters" | "job">>(row),
  });
  /** In memory too: they are looked at with every step of journal and chain, and one may hold thousands of listings. */
  const open = new Map(pending.all().map((row) => [operationOf(row).id, operationOf(row)]));
  const get = (id: string): StoredOperation | undefined => {
    const row = open.has(id) ? undefined : find.get(id);
    return open.get(id) ?? (row && operationOf(row));
  };

  function known(id: string): StoredOperation {
    const operation = get(id);
    if (operation) return operation;
    throw new SoukError("operation.unknown", `There is no operation ${id} on this node`, { subject: id });
  }

  function change(id: string, changes: Partial<StoredOperation>): void {
    const changed = { ...known(id), ...changes };
    update.run(changed.status, encodeRecord(changed), id);
    // A full disk may yet refuse the commit.
    db.afterCommit(() => void (changed.status === "pending" ? open.set(id, changed) : open.delete(id)));
  }

  return {
    create({ request = null, ...asked }) {
      if (find.get(asked.id)) throw new SoukError("internal", `Operation ${asked.id} exists already`);
      const operation: StoredOperation = {
        shelf: null,
        letters: [],
        job: false,
        notice: null,
        afterwards: null,
        ...asked,
        status: "pending",
        appended: null,
        problem: null,
        createdAt: new Date().toISOString(),
      };
      insert.run(asked.id, encodeRecord(operation), request);
      open.set(asked.id, operation);
      return operation;
    },
    get,
    ofRequest: (request) => ofRequest.all(request).map(operationOf),
    pending: () => [...open.values()],
    list(limit, cursor) {
      const rows = before.all(cursor === undefined ? Number.MAX_SAFE_INTEGER : positionOf(cursor), limit + 1);
      const items = rows.slice(0, limit);
      return {
        items: items.map(operationOf),
        next: rows.length > limit ? String(items.at(-1)!.position) : null,
      };
    },
    appended: (id, sequence) =>
      db.transaction(() => {
        const { shelf, letters } = known(id);
        if (shelf) changeShelf(shelf);
        letters.forEach(post);
        change(id, { appended: sequence, shelf: null, letters: [] });
      }),
    // What was said is in the journal, and what was not never will be.
    finish: (id, status, problem = null) => change(id, { status, problem, records: known(id).records && [] }),
    discard(id) {
      // What was said in public is never forgotten.
      if (get(id)?.appended !== null) return;
      drop.run(id);
      open.delete(id);
    },
  };
}
