// Tells whether the machine stopped while read.db was open: what SQLite had written by then need not have reached the disk.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import path from "node:path";
import { syncNow } from "../sync.ts";

/** How far two readings of one start may be apart, where it is told by the clock. */
const CLOCK_S = 60;

export interface OpenMark {
  /** The file was open when its process ended. */
  isSet(): boolean;
  /** The file was open when the machine stopped: parts of it may be older than others. */
  isTorn(): boolean;
  /** It is open from here on. On the disk when this returns. */
  set(): void;
  /** It is on the disk as a whole. */
  clear(): void;
}

export function createOpenMark(file: string): OpenMark {
  const mark = `${file}-open`;
  return {
    isSet: () => existsSync(mark),
    isTorn: () => existsSync(mark) && !isThisStart(readFileSync(mark, "utf8")),
    set() {
      writeFileSync(mark, startOfMachine(), { mode: 0o600 });
      syncNow(mark);
      syncNow(path.dirname(mark));
    },
    clear: () => rmSync(mark, { force: true }),
  };
}

/** Linux names each start; elsewhere it is the second in which it was. */
function startOfMachine(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return String(Math.round(Date.now() / 1_000 - uptime()));
  }
}

function isThisStart(start: string): boolean {
  const now = startOfMachine();
  return start === now || Math.abs(Number(start) - Number(now)) <= CLOCK_S;
}
