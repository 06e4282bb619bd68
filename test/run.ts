// Runs `node --test` with what V8 makes of each module kept on disk, for the tests are hundreds of processes that load the same ones; and with temporary folders in memory, where there is room.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import path from "node:path";

const kept = path.join(import.meta.dirname, "../cache/modules");
const MEMORY = "/dev/shm";
/** Several times what the folders of all files hold that run at a time. */
const ROOM = 4 * 2 ** 30;

/** Every write that is acknowledged waits for the disk: milliseconds each, and many thousands of them. */
function folderInMemory(): string | undefined {
  if (process.env["TMPDIR"] || !existsSync(MEMORY) || freemem() < ROOM) return undefined;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize < ROOM ? undefined : mkdtempSync(path.join(MEMORY, "souk-tests-"));
}

const folder = folderInMemory();
const child = spawn(process.execPath, ["--test", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { NODE_COMPILE_CACHE: kept, ...process.env, ...(folder && { TMPDIR: folder }) },
});
// Ctrl-C reaches the tests as well: they end, and then this does.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code ?? 1);
});
