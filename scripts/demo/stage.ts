// The stage of the demo: the three nodes' HTTP APIs and the dev chain's RPC, of the network that runs or of a temporary one.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Client, createClient } from "../../client/client.ts";
import { type CurrencyView } from "../../protocol/api/schemas.ts";
import type { Address } from "../../protocol/ids.ts";
import { balanceOf } from "../network/balance.ts";
import { type Request, createRequest } from "../network/json-rpc.ts";
import {
  FREE_PORTS,
  type NetworkRole,
  REGISTER_FILE,
  ROLES,
  type Register,
  startNetwork,
  until,
} from "../network/network.ts";

export interface Actor {
  role: NetworkRole;
  address: Address;
  url: string;
  directory: string;
  client: Client;
}

export interface Stage extends Record<NetworkRole, Actor> {
  chain: Rpc;
  escrow: Address;
  currency: (symbol: string) => CurrencyView;
  /** Stops one node's process; its supervisor starts it again some seconds later. */
  stopNode(role: NetworkRole): Promise<void>;
  /** Ends a temporary network; leaves a running one alone. */
  close(): Promise<void>;
}

const RUNNING = path.resolve(import.meta.dirname, "../../.souk/dev");

export async function openStage(say: (what: string) => void): Promise<Stage> {
  const running = await registerOf(RUNNING);
  if (running && (await isUp(running.nodes.seller.url))) {
    say("using the network that is running");
    return stageOf(RUNNING);
  }
  say("no network is running: starting a temporary one");
  const directory = await mkdtemp(path.join(tmpdir(), "souk-demo-"));
  const network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles", supervise: true });
  const close = async () => {
    await network.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...(await stageOf(directory)), close };
}

/** The stage of a network that keeps its things in this folder. */
export async function stageOf(directory: string): Promise<Stage> {
  const register = await registerOf(directory);
  if (!register) throw new Error(`there is no network in ${directory}`);
  const { nodes } = register;
  const actors = {} as Record<NetworkRole, Actor>;
  for (const role of ROLES) {
    const { url, directory: folder, address } = nodes[role];
    const token = (await readFile(path.join(folder, "token"), "utf8")).trim();
    actors[role] = {
      role,
      url,
      directory: folder,
      address: address as Address,
      client: createClient({ baseUrl: url, token }),
    };
  }
  const currencies = await actors.buyer.client.currencies();
  const { chain } = await actors.buyer.client.node();
  return {
    ...actors,
    chain: createRpc(register.chain),
    escrow: chain.escrow,
    currency: (symbol) => currencies.find((currency) => currency.symbol === symbol)!,
    async stopNode(role) {
      const now = await registerOf(path.dirname(actors[role].directory));
      process.kill(now!.nodes[role].pid, "SIGTERM");
      await until(async () => !(await isUp(actors[role].url)), `the ${role}'s node to stop`);
    },
    close: async () => {},
  };
}

export const isUp = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

async function registerOf(directory: string): Promise<Register | undefined> {
  try {
    return JSON.parse(await readFile(path.join(directory, REGISTER_FILE), "utf8"));
  } catch {
    return undefined;
  }
}

export interface Rpc {
  request: Request;
  /** What an account holds, straight from the chain, in the smallest unit. */
  balance(currency: Address, holder: Address): Promise<bigint>;
  /** Makes the chain's clock jump. */
  travel(seconds: number): Promise<void>;
}

function createRpc(url: string): Rpc {
  const request = createRequest(url);
  return {
    request,
    balance: (currency, holder) => balanceOf(request, currency, holder),
    async travel(seconds) {
      await request("evm_increaseTime", [seconds]);
      await request("evm_mine");
    },
  };
}
