// All loggers by name: JSON lines on stderr, secrets redacted.
import pino from "pino";
import type { Logger } from "./core/ports/logger.ts";

/** Whatever is logged under these names never reaches the output. */
const SECRET = ["privateKey", "passphrase", "mnemonic", "token", "secret", "authorization", "cookie"];
const REDACT = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export type LoggerName = "node" | "http" | "p2p" | "chain" | "ingest" | "commands";

/** @param level pino's level names; `silent` for none */
export function createLoggers(level: string): Record<LoggerName, Logger> {
  const root = pino({ level, redact: { paths: REDACT, censor: "[redacted]" }, base: undefined }, pino.destination(2));
  const named = (name: LoggerName): Logger => root.child({ name });
  return {
    node: named("node"),
    http: named("http"),
    p2p: named("p2p"),
    chain: named("chain"),
    ingest: named("ingest"),
    commands: named("commands"),
  };
}
