// Runs store-writer.ts as a process of its own and listens to what it acknowledges.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const WRITER = fileURLToPath(new URL("store-writer.ts", import.meta.url));

export interface StoreProcess {
  pid: number;
  /** Resolves once this line was said. */
  said(line: string): Promise<void>;
  /** The last line before its end. */
  kill(): Promise<string>;
}

export async function startStoreProcess(directory: string, work: "write" | "hold"): Promise<StoreProcess> {
  const child: ChildProcess = spawn(process.execPath, [WRITER, directory, work], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  const lines: string[] = [];
  let errors = "";
  child.stderr!.on("data", (bytes: Buffer) => (errors += String(bytes)));
  const waiting = new Map<string, () => void>();
  createInterface({ input: child.stdout! }).on("line", (line) => {
    lines.push(line);
    waiting.get(line)?.();
  });
  async function said(line: string): Promise<void> {
    if (lines.includes(line)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.set(line, resolve);
    const timer = setTimeout(() => reject(new Error(`the writer did not say "${line}" in 30 s`)), 30_000);
    void ended.then(() => reject(new Error(`the writer ended before it said "${line}": ${errors}`)));
    await promise.finally(() => clearTimeout(timer));
  }
  await said("ready");
  return {
    pid: child.pid!,
    said,
    async kill() {
      child.kill("SIGKILL");
      await ended;
      return lines.at(-1)!;
    },
  };
}
