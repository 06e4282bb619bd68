// Imports that were asked for, and what came of them.
import type { Imports, StoredImport } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

export function createImports(db: Database): Imports {
  const put = db.query("INSERT OR REPLACE INTO imports (operation, record) VALUES (?, ?)");
  const get = db.query<{ record: string }>("SELECT record FROM imports WHERE operation = ?");
  return {
    put: (value) => void put.run(value.operation, JSON.stringify(value)),
    get(operation) {
      const row = get.get(operation);
      return row && (JSON.parse(row.record) as StoredImport);
    },
  };
}
