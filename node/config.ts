// The only reader of flags, environment and the config file: gives one checked Config, or an error that says which flag is wrong.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { multiaddr } from "@multiformats/multiaddr";
import { z } from "zod";
import { DEV_CHAIN_ID, type Deployment, deploymentOf } from "../protocol/deployments.ts";
import { DEV_PASSPHRASE } from "./core/dev-passphrase.ts";
import { type Address, address as addressText } from "../protocol/ids.ts";
import { SoukError } from "./core/errors.ts";
import { HOLDS, type Hold } from "./core/holding.ts";
import { parseFlags } from "./flags.ts";
import { askNewSecret, askSecret } from "./secret.ts";

export interface Config {
  /** Absolute. */
  directory: string;
  /** Where the account's key is, if it is not in the folder; the account is left out where the folder says it. */
  signer: { url: string; account: Address | undefined } | undefined;
  /** Several are checked against each other. */
  rpcUrls: string[];
  deployment: Deployment;
  /** Highest network fee per gas, in wei. */
  maxFeePerGas: bigint;
  /** Where exchange rates come from: the address book's feeds, or a list in this file. */
  rates: { source: "none" | "chain" } | { source: "list"; file: string };
  /** Multiaddrs of peers to stay connected to. */
  join: string[];
  /** Multiaddrs to listen on; the same port after each restart. */
  listen: string[];
  /** Multiaddrs that lead here besides. */
  announce: string[];
  /** Carry streams for peers that cannot be dialled. */
  relay: boolean;
  /** Whose journals to hold. */
  hold: Hold;
  /** What blocks.db may take on the disk before journals of others are let go. */
  quotaBytes: number;
  /** Seconds after an order is closed until its address is erased; null: as long as its buyer had to inspect. */
  keepAddressesFor: number | null;
  /** Look for peers on the local network, if the node listens there. */
  mdns: boolean;
  /** For files, kB a second to all peers together; 0 is no limit. */
  uploadLimit: number;
  http: { host: string; port: number };
  logLevel: string;
  /** Asks, reads the file, or gives the dev chain's fixed one. */
  passphrase: (isNew: boolean) => Promise<string>;
}

const LAN = ["/ip4/0.0.0.0/tcp/0", "/ip6/::/tcp/0"];
const LOOPBACK = ["/ip4/127.0.0.1/tcp/0"];

const CONFIG_FILE = "souk.json";
/** What a node keeps from its first start, so that others find it again at the same place. */
const remembered = z.strictObject({
  chain: z.int().optional(),
  listen: z.array(z.string()).optional(),
  join: z.array(z.string()).optional(),
  hold: z.enum(HOLDS).optional(),
  quota: z.string().optional(),
  port: z.int().optional(),
  uploadLimit: z.int().min(0).optional(),
  keepAddresses: z.int().min(0).optional(),
});
export type Remembered = z.output<typeof remembered>;

/** @returns undefined when help was asked for. @throws SoukError `node.config` */
export function readConfig(args: string[], env: NodeJS.ProcessEnv = process.env): Config | undefined {
  const flags = parseFlags(args);
  if (flags.help) return undefined;
  const account = flags.account ?? env.SOUK_ACCOUNT;
  const signer = signerOf(flags.signer ?? env.SOUK_SIGNER, account);
  const directory = folderOf(flags.data ?? env.SOUK_DATA, account);
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
  const rpcUrls = (flags.rpc ?? [env.SOUK_RPC ?? "http://127.0.0.1:8545"]).flatMap((text) => text.split(","));
  for (const url of rpcUrls) {
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) continue;
    throw new SoukError("node.config", `--rpc ${url} is not the URL of an HTTP RPC`, { field: "rpc" });
  }
  return {
    directory,
    signer,
    rpcUrls,
    deployment,
    maxFeePerGas: gwei("--max-fee", flags["max-fee"] ?? env.SOUK_MAX_FEE ?? "500"),
    rates: ratesOf(flags.rates ?? env.SOUK_RATES ?? (deployment.dev ? "chain" : "none")),
    join: multiaddrs("--join", flags.join ?? kept.join ?? []),
    listen: multiaddrs("--listen", flags.listen ?? listenByDefault(kept.listen, flags.local)),
    announce: multiaddrs("--announce", flags.announce ?? []),
    relay: flags.relay ?? false,
    mdns: !flags["no-mdns"],
    uploadLimit:
      flags["upload-limit"] === undefined ? (kept.uploadLimit ?? 0) : integer("--upload-limit", flags["upload-limit"]),
    keepAddressesFor: days(flags["keep-addresses"], kept.keepAddresses),
    hold: holdOf(flags.hold ?? kept.hold ?? "all"),
    quotaBytes: bytes("--quota", flags.quota ?? kept.quota ?? "2GB"),
    http: { host: "127.0.0.1", port: flags.port === undefined ? (kept.port ?? 0) : portOf(flags.port) },
    logLevel: flags.log ?? env.SOUK_LOG ?? "warn",
    passphrase: (isNew) => askPassphrase(deployment, flags["passphrase-file"] ?? env.SOUK_PASSPHRASE_FILE, isNew),
  };
}

/** @throws SoukError `node.config` */
export function folderOf(data: string | undefined, account: string | undefined): string {
  const base = path.resolve(data ?? path.join(homedir(), ".souk"));
  if (!account) return base;
  const name = account.replace(/^0x[0-9a-f]{40}$/i, (digits) => digits.toLowerCase());
  if (/^([a-z0-9][a-z0-9-]{0,31}|0x[0-9a-f]{40})$/.test(name)) return path.join(base, "accounts", name);
  throw new SoukError("node.config", `--account ${account}: a name of small letters, digits and dashes`);
}

const LOOPBACK_HOST = /^(127(\.\d+){3}|localhost|\[::1\])$/;

/** What is wrong with a URL is said without the URL: it may hold a secret. */
function signerOf(text: string | undefined, account: string | undefined): Config["signer"] {
  const external = account !== undefined && /^0x/i.test(account);
  if (!text) {
    if (!external) return undefined;
    throw new SoukError("node.config", `--account ${account}: an address is the account of an external --signer`);
  }
  const url = URL.parse(text);
  const fault = (why: string) => new SoukError("node.config", `--signer ${why}`, { field: "signer" });
  if (!url || !/^https?:$/.test(url.protocol)) throw fault("is not the URL of an HTTP JSON-RPC");
  if (url.username || url.password)
    throw fault("carries a user name or password: these end up in logs; leave them out");
  if (url.protocol === "http:" && !LOOPBACK_HOST.test(url.hostname)) {
    throw fault("would ask another machine in the clear: use https, or a tunnel to it");
  }
  const named = external ? addressText.safeParse(account) : undefined;
  if (named && !named.success) throw fault(`needs an account's address, which ${account} is not`);
  return { url: url.href, account: named?.data };
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

/** Of a node that has started. @param got the addresses it listens on */
export function rememberStart(config: Config, port: number, got: string[]): void {
  const { directory, deployment, listen, hold, quotaBytes, uploadLimit, keepAddressesFor: keep } = config;
  const kept = { chain: deployment.chainId, port, listen: listenAgain(listen, got) };
  const keepAddresses = keep === null ? {} : { keepAddresses: keep / 86_400 };
  remember(directory, { ...kept, hold, uploadLimit, quota: sizeText(quotaBytes), ...keepAddresses });
}

/** A port that the system chose is asked for by number from now on, on the same interfaces. */
export function listenAgain(asked: string[], got: string[]): string[] {
  return asked.map((text) => {
    const [, host, tail = ""] = /^(\/ip[46]\/[^/]+)\/tcp\/0(\/.*)?$/.exec(text) ?? [];
    if (host === undefined) return text;
    const shown = host.replace(/\/0\.0\.0\.0$/, "/127.0.0.1").replace(/\/::$/, "/::1");
    const begin = `${shown}/tcp/`;
    const ports = got.filter((address) => address.startsWith(begin)).map((address) => address.slice(begin.length));
    const port = ports.find((rest) => new RegExp(`^\\d+${tail}/p2p/\\w+$`).test(rest))?.split("/")[0];
    return port === undefined ? text : `${host}/tcp/${port}${tail}`;
  });
}

function readRemembered(directory: string): Remembered {
  const file = path.join(directory, CONFIG_FILE);
  if (!existsSync(file)) return {};
  try {
    return remembered.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new SoukError(
      "node.config",
      `${CONFIG_FILE} in the data folder cannot be read: mend or delete it (it only keeps ports, limits and peers to join)`,
      { cause },
    );
  }
}

function integer(flag: string, text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new SoukError("node.config", `${flag} ${text}: expected a whole number`);
  return Number(text);
}

function portOf(text: string): number {
  const port = integer("--port", text);
  if (port <= 65_535) return port;
  throw new SoukError("node.config", `--port ${text}: ports go up to 65535; 0 takes any that is free`);
}

/** @returns wei */
function gwei(flag: string, text: string): bigint {
  const [, whole, decimals = ""] = /^([0-9]{1,6})(?:\.([0-9]{1,9}))?$/.exec(text) ?? [];
  const wei = whole === undefined ? 0n : BigInt(whole + decimals.padEnd(9, "0"));
  if (wei > 0n) return wei;
  throw new SoukError("node.config", `${flag} ${text}: expected a number of gwei above 0, such as 50 or 0.05`);
}

const ratesOf = (text: string): Config["rates"] =>
  text === "none" || text === "chain" ? { source: text } : { source: "list", file: path.resolve(text) };

function days(flag: string | undefined, kept: number | undefined): number | null {
  const count = flag === undefined ? kept : integer("--keep-addresses", flag);
  return count === undefined ? null : count * 86_400;
}

function holdOf(text: string): Hold {
  const hold = HOLDS.find((known) => known === text);
  if (hold) return hold;
  throw new SoukError("node.config", `--hold ${text}: expected ${HOLDS.join(" or ")}`);
}

const UNITS = { MB: 1e6, GB: 1e9, TB: 1e12 };
const MIN_QUOTA = "64MB";

function bytes(flag: string, text: string): number {
  const [, number, unit] = /^([0-9]{1,6}(?:\.[0-9]{1,3})?) ?(MB|GB|TB)$/i.exec(text) ?? [];
  const size = Number(number) * UNITS[unit?.toUpperCase() as keyof typeof UNITS];
  if (size >= 64e6) return Math.floor(size);
  throw new SoukError("node.config", `${flag} ${text}: expected a size of at least ${MIN_QUOTA}, such as 2GB`);
}

/** As --quota takes it. */
const sizeText = (size: number): string => `${Math.round(size / 1e3) / 1e3}MB`;

function listenByDefault(kept: string[] | undefined, local = false): string[] {
  if (!local) return kept ?? LAN;
  return kept?.every((text) => text.startsWith("/ip4/127.0.0.1/")) ? kept : LOOPBACK;
}

function multiaddrs(flag: string, list: string[]): string[] {
  for (const text of list) {
    try {
      multiaddr(text);
    } catch (cause) {
      throw new SoukError("node.config", `${flag} ${text} is not a multiaddr, such as /ip4/203.0.113.7/tcp/4001`, {
        cause,
      });
    }
  }
  return list;
}

async function askPassphrase({ dev }: Deployment, file: string | undefined, isNew: boolean): Promise<string> {
  if (file === undefined && dev) return DEV_PASSPHRASE;
  return isNew ? askNewSecret(file, "Choose a passphrase for this node's keys: ") : askSecret(file, "Passphrase: ");
}
