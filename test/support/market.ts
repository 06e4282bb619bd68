// Runs `npm start`'s script as its user does: a process of its own, read through what it prints and the register it writes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Client, createClient } from "../../client/client.ts";
import { type NetworkRole, REGISTER_FILE, ROLES, type Register } from "../../scripts/network/network.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

export interface Market {
  process: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  register(): Register;
  client(role: NetworkRole): Client;
  /** SIGKILL to the chain and every node at once, as a power cut would. */
  killAll(): Promise<void>;
  /** Ctrl-C. @returns the exit code */
  interrupt(): Promise<number | null>;
}

/** @throws Error with what it printed, if it ends before it is ready */
export async function openMarket(directory: string, flags: string[] = []): Promise<Market> {
  const args = [path.join(ROOT, "scripts/start.ts"), "--data", directory, "--free-ports", ...flags];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const exited = once(child, "exit");
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer) => {
      printed += chunk;
      if (printed.includes("Ctrl-C stops everything")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  });
  await Promise.race([
    ready,
    exited.then(([code]) => {
      throw new Error(`npm start ended with ${code}:\n${printed}`);
    }),
  ]);
  const register = (): Register => JSON.parse(readFileSync(path.join(directory, REGISTER_FILE), "utf8"));
  return {
    process: child,
    output: () => printed,
    register,
    client(role) {
      const { url, directory: folder } = register().nodes[role];
      return createClient({ baseUrl: url, token: readFileSync(path.join(folder, "token"), "utf8").trim() });
    },
    async killAll() {
      const { nodes } = register();
      for (const pid of [child.pid!, ...ROLES.map((role) => nodes[role].pid)]) process.kill(pid, "SIGKILL");
      await exited;
    },
    async interrupt() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill("SIGINT");
      return (await exited)[0];
    },
  };
}
