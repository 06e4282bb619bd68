// Whether own.db still lies where it was written: a copy that comes back, restored or moved in, may lack entries that were signed.
import { closeSync, fsyncSync, openSync, statSync } from "node:fs";
import path from "node:path";
import type { Database } from "../database.ts";

/**
 * The file `home` beside own.db is made once and never touched. Inode, birth and change time are what no copy keeps: cp, rsync, tar and a
 * copy over the old files all change one of them. A move inside the file system keeps them, and so does the rollback of a whole disk.
 * The device is left out: its number changes when a machine starts again.
 */
export function createHome(db: Database, directory: string) {
  const get = db.query<{ mark: string }>("SELECT mark FROM home");
  const set = db.query("INSERT OR REPLACE INTO home (only, mark) VALUES (1, ?)");
  const file = path.join(directory, "home");

  function markOf(): string | undefined {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat && [stat.ino, stat.birthtimeNs, stat.ctimeNs].join(" ");
  }

  return {
    isKnown: (): boolean => {
      const mark = markOf();
      return mark !== undefined && get.get()?.mark === mark;
    },

    remember(): void {
      const handle = openSync(file, "a", 0o600);
      fsyncSync(handle);
      closeSync(handle);
      set.run(markOf()!);
    },
  };
}
