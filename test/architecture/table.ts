// The import table of the house (docs/architecture.md): which room may import which, and what from outside.

export interface Room {
  name: string;
  /** Folders (ending in `/`) or single files, from the root. */
  paths: string[];
  /** Names of rooms; its own room is always allowed. `"*"`: any. */
  imports: readonly string[] | "*";
  /** Packages that may be imported; left out, any. */
  packages?: RegExp;
  /** No Node built-ins: it also runs in a browser. */
  portable?: true;
}

const SERVICE = ["core", "ingest", "commands", "store", "p2p", "chain", "http"];

/** The first room whose path fits is a file's room. */
export const ROOMS: readonly Room[] = [
  // A browser gets the one beside it (package.json, `imports`).
  { name: "hash of a node", paths: ["protocol/hashing/sha256-node.ts"], imports: [] },
  {
    name: "protocol",
    paths: ["protocol/"],
    imports: [],
    packages: /^(zod|#keccak|#sha256|hash-wasm|@noble\/[\w-]+|multiformats|@ipld\/dag-cbor)(\/|$)/,
    portable: true,
  },
  { name: "core", paths: ["node/core/"], imports: ["protocol"] },
  { name: "ingest", paths: ["node/ingest/"], imports: ["protocol", "core"] },
  { name: "commands", paths: ["node/commands/"], imports: ["protocol", "core"] },
  { name: "store", paths: ["node/store/"], imports: ["protocol", "core"] },
  { name: "p2p", paths: ["node/p2p/"], imports: ["protocol", "core"] },
  { name: "chain", paths: ["node/chain/"], imports: ["protocol", "core", "contract types"] },
  { name: "http", paths: ["node/http/"], imports: ["protocol", "core", "commands"] },
  { name: "config", paths: ["node/config.ts", "node/flags.ts", "node/secret.ts"], imports: ["protocol", "core"] },
  { name: "metrics", paths: ["node/metrics.ts"], imports: ["protocol", "core"] },
  { name: "logger", paths: ["node/logger.ts"], imports: ["core"] },
  {
    name: "node.ts",
    paths: ["node/node.ts", "node/handlers.ts"],
    imports: ["protocol", ...SERVICE, "config", "logger", "metrics", "judge-worker.ts"],
  },
  {
    name: "rebuild.ts",
    paths: ["node/rebuild.ts"],
    imports: ["protocol", ...SERVICE, "config", "logger", "judge-worker.ts"],
  },
  { name: "judge-worker.ts", paths: ["node/judge-worker.ts"], imports: ["protocol", "ingest", "chain"] },
  { name: "heap", paths: ["node/heap.ts"], imports: [] },
  { name: "main.ts", paths: ["node/main.ts"], imports: ["node.ts", "config", "heap", "logger"] },
  {
    name: "client",
    paths: ["client/"],
    imports: ["protocol"],
    packages: /^(zod|csv-(parse|stringify)\/browser\/esm\/sync)$/,
    portable: true,
  },
  { name: "web", paths: ["web/"], imports: ["protocol", "client"], portable: true },
  { name: "cli", paths: ["cli/"], imports: ["protocol", "client"] },
  { name: "contract types", paths: ["types/"], imports: [] },
  { name: "scripts", paths: ["scripts/"], imports: "*" },
  { name: "test", paths: ["test/"], imports: "*" },
  { name: "bench", paths: ["bench/"], imports: "*" },
  { name: "deployment", paths: ["ignition/", "hardhat.config.ts", "vite.config.ts"], imports: [] },
];

/** The demo proves things over the nodes' APIs alone, so nothing of the service may be in reach of it. */
export const OUTSIDERS: readonly { from: string[]; mayNotReach: string }[] = [
  { from: ["scripts/demo.ts", "scripts/demo/"], mayNotReach: "node/" },
];

/** The only file of a room or program that reads the environment, by the folder it speaks for. */
export const ENVIRONMENT_READERS: Readonly<Record<string, string>> = {
  "node/": "node/config.ts",
  "cli/": "cli/environment.ts",
};

export const MAX_LINES = 300;
export const MEASURED = ["node/", "protocol/", "client/", "web/", "cli/", "scripts/"];

/** Names that say nothing about what is inside. */
export const EMPTY_NAMES = ["util", "utils", "common", "type", "types", "helper", "helpers", "misc", "shared"];

export const contains = (paths: readonly string[], file: string): boolean =>
  paths.some((path) => (path.endsWith("/") ? file.startsWith(path) : file === path));

export const roomOf = (file: string): Room | undefined => ROOMS.find(({ paths }) => contains(paths, file));
