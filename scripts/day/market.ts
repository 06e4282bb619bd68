// The market of a day: a chain and eight nodes, each its own process, which may be killed, stopped and started again.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseUnits } from "ethers";
import type { Client } from "../../client/client.ts";
import type { Address } from "../../protocol/ids.ts";
import { type DevChain, startDevChain } from "../devchain.ts";
import { type NodeProcess, startNode } from "../network/node-process.ts";
import { until } from "../network/network.ts";

export const NAMES = ["Ada", "Bruno", "Carla", "Dario", "Elif", "Femi", "Greta", "Hugo"] as const;
export type Name = (typeof NAMES)[number];
export const SELLERS = ["Ada", "Bruno"] as const satisfies Name[];
export const BUYERS = ["Carla", "Dario", "Elif", "Femi", "Greta"] as const satisfies Name[];
export const ARBITRATOR = "Hugo" satisfies Name;

export interface Actor {
  name: Name;
  address: Address;
  directory: string;
  /** Of the node as it runs now. */
  readonly client: Client;
}

export interface Market {
  chain: DevChain;
  actor(name: Name): Actor;
  actors: readonly Actor[];
  /** As a power cut would, and on again. */
  cut(name: Name): Promise<void>;
  leave(name: Name): Promise<void>;
  comeBack(name: Name): Promise<void>;
  /** Stops every node that runs; the chain stays. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

const POCKET = { coin: parseUnits("40", 18), tUSD: parseUnits("20000", 6) };

export async function openMarket(directory: string, onProgress: (what: string) => void): Promise<Market> {
  await mkdir(directory, { recursive: true });
  onProgress("starting the chain");
  const chain = await startDevChain({ logFile: path.join(directory, "chain.log") });
  const running = new Map<Name, NodeProcess>();
  const actors: Actor[] = [];

  async function start(name: Name): Promise<NodeProcess> {
    const node = await startNode({
      name,
      directory: path.join(directory, name),
      rpc: chain.url,
      // A chain or a peer that is away for a moment is what this day is about.
      log: "error",
      join: [...running.values()].flatMap(({ multiaddrs }) => multiaddrs),
    });
    running.set(name, node);
    return node;
  }

  const nodeOf = (name: Name): NodeProcess => {
    const node = running.get(name);
    if (!node) throw new Error(`${name}'s node is not running`);
    return node;
  };

  async function close(): Promise<void> {
    await Promise.all([...running.values()].map((node) => node.stop()));
    running.clear();
  }

  async function stop(): Promise<void> {
    await close();
    await chain.stop();
  }

  try {
    // The first two know each other; the others come to them, all at once.
    onProgress("starting the shops' nodes");
    for (const name of SELLERS) await start(name);
    onProgress("starting six more nodes");
    await Promise.all(NAMES.filter((name) => !running.has(name)).map(start));
    for (const name of NAMES) {
      const address = nodeOf(name).address as Address;
      actors.push({
        name,
        address,
        directory: path.join(directory, name),
        get client() {
          return nodeOf(name).client;
        },
      });
      await chain.fund(address, POCKET);
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const leave = async (name: Name) => {
    await nodeOf(name).stop();
    running.delete(name);
  };
  return {
    chain,
    actors,
    actor: (name) => actors.find((actor) => actor.name === name)!,
    async cut(name) {
      await nodeOf(name).kill();
      running.delete(name);
      await start(name);
    },
    leave,
    comeBack: async (name) => void (await start(name)),
    close,
    stop,
  };
}

/** Waits until a node has ingested the chain's newest block. */
export async function upToDate({ client, name }: Actor, { request }: Pick<DevChain, "request">): Promise<void> {
  const height = Number(await request("eth_blockNumber"));
  await until(async () => ((await client.node()).chain.block ?? -1) >= height, `block ${height} at ${name}`, 60_000);
}
