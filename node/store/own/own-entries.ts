// The signed bytes of this node's own journal entries: two entries at one sequence are never signed (S-8, S-13).
import type { Cid } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { OwnEntries } from "../../core/ports/journals.ts";
import type { Database } from "../database.ts";
import { createHome } from "./home.ts";

interface Row {
  sequence: number;
  cid: Cid;
  bytes: Uint8Array;
}

/** @param directory of own.db */
export function createOwnEntries(db: Database, directory: string): OwnEntries {
  const insert = db.query("INSERT INTO own_entries (sequence, cid, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  const find = db.query<Row>("SELECT sequence, cid, bytes FROM own_entries WHERE sequence = ?");
  const after = db.query<Row>("SELECT sequence, cid, bytes FROM own_entries WHERE sequence > ? ORDER BY sequence");
  const keep = db.query(
    "INSERT OR IGNORE INTO void_entries SELECT sequence, cid, bytes FROM own_entries WHERE sequence >= ?",
  );
  const remove = db.query("DELETE FROM own_entries WHERE sequence >= ?");
  const claimed = db.query<{ sequence: number }>("SELECT coalesce(max(sequence), 0) AS sequence FROM void_claims");
  const claim = db.query("INSERT INTO void_claims (sequence) VALUES (?)");
  const forgetLower = db.query("DELETE FROM void_claims WHERE sequence < ?");
  const home = createHome(db, directory);
  return {
    commit(sequence, cid, bytes) {
      if (insert.run(sequence, cid, bytes) === 1) return;
      const stored = find.get(sequence)!;
      if (stored.cid === cid && Buffer.compare(stored.bytes, bytes) === 0) return;
      throw new SoukError(
        "journal.not-writable",
        `Entry ${sequence} of this node's journal is signed already with other content; a second one would freeze the journal everywhere. Restart the node so that it continues after entry ${sequence}.`,
        { subject: cid },
      );
    },
    discard: (sequence) =>
      db.transaction(() => {
        keep.run(sequence);
        remove.run(sequence);
      }),
    voidUpTo: () => claimed.get()!.sequence,
    noteVoid: (sequence) =>
      db.transaction(() => {
        claim.run(sequence);
        forgetLower.run(sequence);
      }),
    inDoubt: () => !home.isKnown(),
    trust: home.remember,
    after: (sequence) => after.all(sequence).map((row) => ({ ...row })),
  };
}
