// The node's process: reads the configuration, starts, prints where it is, and stops cleanly on a signal.
import { type Config, readConfig } from "./config.ts";
import { USAGE } from "./flags.ts";
import { boundHeap } from "./heap.ts";
import { createLoggers } from "./logger.ts";
import type { SoukNode } from "./node.ts";

const STOP_MS = 10_000;
/** Ctrl-C under npm is two signals: from the terminal and from npm. */
const SAME_SIGNAL_MS = 1_000;

boundHeap();

let config: Config | undefined;
try {
  config = readConfig(process.argv.slice(2));
} catch (error) {
  fail(error);
}
if (!config) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const loggers = createLoggers(config.logLevel);
// A fault in one place must not end the node (S-3); it is logged, and the node keeps serving.
process.on("uncaughtException", (error) => loggers.node.error({ err: error }, "uncaught exception"));
process.on("unhandledRejection", (error) => loggers.node.error({ err: error }, "unhandled rejection"));

try {
  const { createNode } = await import("./node.ts"); // not before the heap is bounded
  const node = await createNode(config, loggers);
  stopOnSignals(node);
  const ready = await node.start();
  // A parent process (npm start, a test) reads this instead of the words below.
  if (process.send) process.send({ kind: "ready", ...ready });
  else process.stdout.write(summary(config, ready));
} catch (error) {
  fail(error);
}

type Ready = Awaited<ReturnType<SoukNode["start"]>>;

function summary({ deployment, directory }: Config, { address, link, multiaddrs, url }: Ready): string {
  const rows = [
    ["page", link],
    ["API", `${url}/api/docs, token in ${directory}/token`],
    ["account", address],
    ["chain", deployment.name + (deployment.dev ? " (dev: the keys have a fixed, public passphrase)" : "")],
    ...multiaddrs.map((multiaddr) => ["join me", `--join ${multiaddr}`]),
  ];
  return `\n  Souk node is running. Ctrl-C stops it.\n\n${rows.map(([name, text]) => `  ${name!.padEnd(9)}${text}\n`).join("")}\n`;
}

function stopOnSignals(node: SoukNode) {
  let since: number | undefined;
  const stop = async (why: string) => {
    if (since !== undefined) return;
    since = performance.now();
    loggers.node.info({ why }, "the node stops");
    setTimeout(() => process.exit(1), STOP_MS).unref();
    try {
      await node.stop();
    } catch (error) {
      loggers.node.error({ err: error }, "the node could not be stopped in order");
      process.exit(1);
    }
    process.exit(0);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (since === undefined || performance.now() - since < SAME_SIGNAL_MS) return void stop(signal);
    loggers.node.warn({ why: signal }, "the node ends at once"); // what was acknowledged is on disk
    process.exit(1);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // Started by a parent that is gone: nobody would stop us.
  process.on("disconnect", () => void stop("disconnect"));
}

function fail(error: unknown): never {
  const { code = "internal", message } = error as { code?: string; message: string };
  if (process.send) process.send({ kind: "failed", code, message });
  process.stderr.write(`\n  The node could not start: ${message}\n  (${code})\n\n`);
  process.exit(1);
}
