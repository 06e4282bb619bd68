// The only reader of flags, environment and the config file: gives one checked Config, or an error that says which flag is wrong.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { z } from "zod";
import { DEV_CHAIN_ID, type Deployment, deploymentOf } from "../protocol/deployments.ts";
import { SoukError } from "./core/errors.ts";

export interface Config {
  /** Absolute. */
  directory: string;
  rpcUrls: string[];
  deployment: Deployment;
  /** Multiaddrs of peers to stay connected to. */
  join: string[];
  /** Multiaddrs to listen on; the same port after each restart. */
  listen: string[];
  http: { host: string; port: number };
  logLevel: string;
  /** Asks, reads the file, or gives the dev chain's fixed one. */
  passphrase: (isNew: boolean) => Promise<string>;
}

export const USAGE = `souk node: one participant of the market

  npm run node -- --data <folder> --rpc <url> [--join <multiaddr>]

  --data <folder>            keys, journals and read model            (default ~/.souk)
  --rpc <url>                an Ethereum JSON-RPC; may be repeated      (default http://127.0.0.1:8545)
  --chain <id>               chain id                                    (default ${DEV_CHAIN_ID}, the dev chain)
  --join <multiaddr>         a peer to connect to; may be repeated
  --listen <multiaddr>       where peers reach this node; may be repeated (default: 127.0.0.1, a free port, kept)
  --port <number>            of the page and API on 127.0.0.1            (default: a free port, kept)
  --passphrase-file <file>   instead of being asked
  --log <level>              silent, error, warn, info, debug            (default warn)
  --help
`;

/** Not a secret: keys of the dev chain guard nothing, and every node there says so. */
export const DEV_PASSPHRASE = "souk dev chain, worth nothing";

const CONFIG_FILE = "souk.json";
/** What a node keeps from its first start, so that others find it again at the same place. */
const remembered = z.strictObject({
  chain: z.int().optional(),
  listen: z.array(z.string()).optional(),
  port: z.int().optional(),
});
export type Remembered = z.output<typeof remembered>;

/** @returns undefined when help was asked for. @throws SoukError `node.config` */
export function readConfig(args: string[], env: NodeJS.ProcessEnv = process.env): Config | undefined {
  const flags = parse(args);
  if (flags.help) return undefined;
  const directory = path.resolve(flags.data ?? env.SOUK_DATA ?? path.join(homedir(), ".souk"));
  const kept = readRemembered(directory);
  const chainId = flags.chain === undefined ? (kept.chain ?? DEV_CHAIN_ID) : integer("--chain", flags.chain);
  const deployment = deploymentOf(chainId);
  if (!deployment) {
    throw new SoukError(
      "chain.not-deployed",
      `Souk has no escrow on chain ${chainId} in its address book (protocol/deployments.ts)`,
    );
  }
  if (kept.chain !== undefined && kept.chain !== chainId) {
    throw new SoukError(
      "node.config",
      `${directory} belongs to chain ${kept.chain}: use another --data folder for chain ${chainId}`,
    );
  }
  const rpcUrls = flags.rpc ?? env.SOUK_RPC?.split(",") ?? ["http://127.0.0.1:8545"];
  for (const url of rpcUrls) {
    if (!URL.canParse(url)) throw new SoukError("node.config", `--rpc ${url} is not a URL`, { field: "rpc" });
  }
  return {
    directory,
    rpcUrls,
    deployment,
    join: flags.join ?? [],
    listen: flags.listen ?? kept.listen ?? ["/ip4/127.0.0.1/tcp/0"],
    http: { host: "127.0.0.1", port: flags.port === undefined ? (kept.port ?? 0) : integer("--port", flags.port) },
    logLevel: flags.log ?? env.SOUK_LOG ?? "warn",
    passphrase: (isNew) => askPassphrase(deployment, flags["passphrase-file"] ?? env.SOUK_PASSPHRASE_FILE, isNew),
  };
}

/** Writes what the node is to keep; called once its ports are known. */
export function remember(directory: string, values: Remembered): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, CONFIG_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...readRemembered(directory), ...values }, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
}

function readRemembered(directory: string): Remembered {
  const file = path.join(directory, CONFIG_FILE);
  if (!existsSync(file)) return {};
  try {
    return remembered.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new SoukError(
      "node.config",
      `${CONFIG_FILE} in the data folder cannot be read: mend or delete it (it only keeps ports)`,
      { cause },
    );
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        data: { type: "string" },
        rpc: { type: "string", multiple: true },
        chain: { type: "string" },
        join: { type: "string", multiple: true },
        listen: { type: "string", multiple: true },
        port: { type: "string" },
        "passphrase-file": { type: "string" },
        log: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    throw new SoukError("node.config", `${(cause as Error).message}\n\n${USAGE}`, { cause });
  }
}

function integer(flag: string, text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new SoukError("node.config", `${flag} ${text}: expected a whole number`);
  return Number(text);
}

async function askPassphrase({ dev }: Deployment, file: string | undefined, isNew: boolean): Promise<string> {
  if (file !== undefined) {
    try {
      return readFileSync(file, "utf8").replace(/\r?\n$/, "");
    } catch (cause) {
      throw new SoukError("node.config", `The passphrase file ${file} cannot be read`, { cause });
    }
  }
  if (dev) return DEV_PASSPHRASE;
  if (!process.stdin.isTTY) {
    throw new SoukError(
      "keystore.passphrase",
      "No terminal to ask for the passphrase: start with --passphrase-file <file>",
    );
  }
  const question = isNew ? "Choose a passphrase for this node's keys: " : "Passphrase: ";
  process.stderr.write(question);
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: muted, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
