// Runs one node as a process of its own, with its own data folder, and a client for its API.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type Client, createClient } from "../../client/client.ts";

export interface NodeReady {
  url: string;
  /** The page with a single-use code. */
  link: string;
  token: string;
  address: string;
  multiaddrs: string[];
}

export interface NodeProcess extends NodeReady {
  name: string;
  pid: number;
  client: Client;
  /** Resolves when the process is gone, for whatever reason. */
  exited: Promise<unknown>;
  /** Resolves once the process is gone. */
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

export interface NodeFlags {
  name: string;
  directory: string;
  rpc: string;
  join?: string[];
  listen?: string;
  port?: number;
  log?: string;
  /** A file's descriptor that gets the log instead of the terminal. */
  stderr?: number;
  /** Runs the sources, of which a module can be changed before they are loaded (`--import`). */
  sources?: boolean;
  more?: string[];
}

const ROOT = path.resolve(import.meta.dirname, "../..");
const READY_MS = 60_000;

/** @throws Error with the node's own words when it cannot start */
export async function startNode({
  name,
  directory,
  rpc,
  join = [],
  listen,
  port,
  log,
  stderr,
  sources = false,
  more = [],
}: NodeFlags): Promise<NodeProcess> {
  const flags = [
    "--data",
    directory,
    "--rpc",
    rpc,
    "--local",
    ...join.flatMap((multiaddr) => ["--join", multiaddr]),
    ...more,
  ];
  if (listen) flags.push("--listen", listen);
  if (port !== undefined) flags.push("--port", String(port));
  if (log) flags.push("--log", log);
  const child = spawn(process.execPath, [path.join(ROOT, sources ? "node/main.ts" : "scripts/node.ts"), ...flags], {
    // Compiled code is kept, so that three nodes do not compile the same libraries at every start.
    env: { NODE_COMPILE_CACHE: path.join(ROOT, "node_modules/.cache/compile"), ...process.env },
    stdio: ["ignore", "inherit", stderr ?? (process.env.SOUK_TEST_QUIET ? "ignore" : "inherit"), "ipc"],
    // Ctrl-C in the terminal reaches the parent alone, which stops the nodes in order.
    detached: true,
  });
  const ready = await readyOf(name, child);
  const exited = once(child, "exit");
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await exited;
  };
  return {
    ...ready,
    name,
    pid: child.pid!,
    exited,
    client: createClient({ baseUrl: ready.url, token: ready.token }),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function readyOf(name: string, child: ChildProcess): Promise<NodeReady> {
  const signal = AbortSignal.timeout(READY_MS);
  const message = await Promise.race([
    once(child, "message", { signal }).then(([value]) => value as { kind: string; message?: string; code?: string }),
    once(child, "exit", { signal }).then(([code]) => ({
      kind: "failed",
      message: `exited with ${code}`,
      code: "internal",
    })),
  ]).catch(() => ({ kind: "failed", message: `was not ready after ${READY_MS / 1_000} s`, code: "internal" }));
  if (message.kind === "ready") return message as unknown as NodeReady;
  child.kill("SIGKILL");
  throw Object.assign(new Error(`${name}: ${message.message}`), { code: message.code });
}
