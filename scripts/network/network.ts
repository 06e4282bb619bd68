// The development network: a chain in this process and three nodes, each its own process with its own folder.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseUnits } from "ethers";
import type { Address } from "../../protocol/ids.ts";
import { type DevChain, startDevChain } from "../devchain.ts";
import { seedProfile, seedStore } from "../seed/seed.ts";
import { profiles } from "../seed/catalogue.ts";
import { type NodeProcess, startNode } from "./node-process.ts";
import { checkPorts } from "./ports.ts";

export const ROLES = ["seller", "buyer", "arbitrator"] as const;
export type NetworkRole = (typeof ROLES)[number];

/** 0 everywhere takes free ports, which nodes then keep. */
export interface Ports {
  chain: number;
  http: Record<NetworkRole, number>;
  p2p: Record<NetworkRole, number>;
}

export const FIXED_PORTS: Ports = {
  chain: 8545,
  http: { seller: 4101, buyer: 4102, arbitrator: 4103 },
  p2p: { seller: 4111, buyer: 4112, arbitrator: 4113 },
};

/** What each port is for, as a person would say it. */
const usesOf = ({ chain, http, p2p }: Ports): [port: number, use: string][] => [
  [chain, "the chain"],
  ...ROLES.map((role): [number, string] => [http[role], `the ${role}'s page`]),
  ...ROLES.map((role): [number, string] => [p2p[role], `the ${role}'s peers`]),
];

const NONE = { seller: 0, buyer: 0, arbitrator: 0 };
export const FREE_PORTS: Ports = { chain: 0, http: NONE, p2p: NONE };

export interface NetworkOptions {
  /** Everything the network keeps; a second start continues from it. */
  directory: string;
  ports: Ports;
  /** Delete what was kept. */
  fresh?: boolean;
  /** Publish profiles and the sample store; `profiles` alone leaves the store empty. */
  seed?: "store" | "profiles" | "nothing";
  /** Start a node again some seconds after it stopped by itself. */
  supervise?: boolean;
  /** Of all nodes: how much they log, and the descriptor of the file that gets it. */
  logs?: { log: string; stderr: number };
  /** Of all nodes, see {@link startNode}. */
  sources?: boolean;
  onProgress?: (what: string) => void;
  signal?: AbortSignal;
}

export interface DevNetwork extends Record<NetworkRole, NodeProcess> {
  chain: DevChain;
  directory: string;
  /** Stops one role until `resume`. */
  halt(role: NetworkRole): Promise<void>;
  resume(role: NetworkRole): Promise<NodeProcess>;
  stop(): Promise<void>;
}

/** Long enough to show that the market goes on without a node. */
const RESTART_MS = 5_000;

/** What each account has to play with. */
export const POCKET = { coin: parseUnits("25", 18), tUSD: parseUnits("5000", 6) };

/** @throws Error in words for a port in use, a node that cannot start, or a folder in use */
export async function startNetwork(options: NetworkOptions): Promise<DevNetwork> {
  const {
    directory,
    ports,
    fresh = false,
    seed = "store",
    supervise = false,
    logs,
    sources = false,
    onProgress = () => {},
    signal,
  } = options;
  await checkPorts(usesOf(ports));
  if (fresh) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const running = {} as Record<NetworkRole, NodeProcess>;
  let chain: DevChain | undefined;
  /** Nodes that start side by side are written one after the other. */
  let registered = Promise.resolve();
  const halted = new Set<NetworkRole>();
  const restarts = new Set<Promise<unknown>>();
  let stopping = false;

  async function start(role: NetworkRole): Promise<NodeProcess> {
    const node = await startNode({
      name: role,
      directory: path.join(directory, role),
      rpc: chain!.url,
      ...logs,
      sources,
      join: ROLES.filter((other) => other !== role && running[other]).flatMap((other) => running[other].multiaddrs),
      ...(ports.http[role] ? { port: ports.http[role] } : {}),
      ...(ports.p2p[role] ? { listen: `/ip4/127.0.0.1/tcp/${ports.p2p[role]}` } : {}),
    });
    running[role] = node;
    registered = registered.then(() => writeRegister(directory, chain!.url, running));
    await registered;
    if (supervise) void node.exited.then(() => startAgain(role));
    return node;
  }

  async function startAgain(role: NetworkRole) {
    await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
    if (stopping || halted.has(role)) return;
    const restart = start(role).catch((error: Error) =>
      onProgress(`${role} could not be started again: ${error.message}`),
    );
    restarts.add(restart);
    await restart;
    restarts.delete(restart);
  }

  async function stop() {
    stopping = true;
    // A node that is just being started again would outlive us.
    await Promise.all(restarts);
    await Promise.all(Object.values(running).map((node) => node.stop()));
    await chain?.stop();
  }

  try {
    onProgress("starting the chain");
    chain = await startDevChain({ port: ports.chain, logFile: path.join(directory, "chain.log") });
    signal?.throwIfAborted();
    onProgress("starting the seller's node");
    await start("seller");
    onProgress("starting the buyer's and the arbitrator's nodes");
    await Promise.all([start("buyer"), start("arbitrator")]);
    signal?.throwIfAborted();
    for (const role of ROLES) await fundOnce(chain, running[role]);
    if (seed !== "nothing") await seedProfiles(running);
    if (seed === "store") await seedListings(running, onProgress, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    get seller() {
      return running.seller;
    },
    get buyer() {
      return running.buyer;
    },
    get arbitrator() {
      return running.arbitrator;
    },
    chain,
    directory,
    async halt(role) {
      halted.add(role);
      await running[role].stop();
    },
    resume(role) {
      halted.delete(role);
      return start(role);
    },
    stop,
  };
}

async function fundOnce(chain: DevChain, { address, client, name }: NodeProcess): Promise<void> {
  // A node that starts again shows the block it had reached before its RPC has answered.
  const followed = async () => {
    const { block, head } = (await client.node()).chain;
    return block !== null && head !== null;
  };
  await until(followed, `the chain at the ${name}`);
  const balances = await client.balances({});
  if (balances.every(({ amount }) => amount === "0")) await chain.fund(address as Address, POCKET);
}

async function seedProfiles(nodes: Record<NetworkRole, NodeProcess>): Promise<void> {
  await Promise.all(ROLES.map((role) => seedProfile({ client: nodes[role].client, profile: profiles[role] })));
  // The seller's node lets only those arbitrate who have said so: wait until it has heard.
  const { client } = nodes.seller;
  const heard = async () => (await client.profiles({ query: { arbitrators: true } })).length > 0;
  await until(heard, "the arbitrator's profile to reach the seller");
}

async function seedListings(
  { seller, buyer, arbitrator }: Record<NetworkRole, NodeProcess>,
  onProgress: (what: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  await seedStore({
    client: seller.client,
    arbitrator: arbitrator.address as Address,
    onProgress: (done, total, what) => onProgress(`${what} ${done}/${total}`),
    ...(signal ? { signal } : {}),
  });
  const count = async ({ client }: NodeProcess) => (await client.node()).counts.listings;
  const published = await count(seller);
  for (const node of [buyer, arbitrator]) {
    await until(async () => (await count(node)) >= published, `the listings to reach the ${node.name}`, 30_000);
  }
}

/** Where a running network is, for the demo. */
export interface Register {
  chain: string;
  nodes: Record<NetworkRole, { url: string; pid: number; directory: string; address: string }>;
}

export const REGISTER_FILE = "network.json";

async function writeRegister(directory: string, chain: string, running: Record<NetworkRole, NodeProcess>) {
  const nodes = Object.fromEntries(
    Object.entries(running).map(([role, { url, pid, address }]) => [
      role,
      { url, pid, address, directory: path.join(directory, role) },
    ]),
  );
  const file = path.join(directory, REGISTER_FILE);
  await writeFile(`${file}.new`, JSON.stringify({ chain, nodes }, null, 2));
  await rename(`${file}.new`, file);
}

/** Polls something cheap until it holds. @throws Error naming what did not happen */
export async function until(holds: () => Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${ms / 1_000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
