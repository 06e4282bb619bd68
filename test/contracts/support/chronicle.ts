// Orders rebuilt from an RPC and the ABI: what anybody can know and do when no journal is left.
import { Interface, type InterfaceAbi, type LogDescription, getBigInt, toBeHex, zeroPadValue } from "ethers";

/** A node's JSON-RPC. */
export interface Rpc {
  send(method: string, params: unknown[]): Promise<unknown>;
}

interface Entry {
  /** Unix seconds of its block. */
  time: bigint;
  event: LogDescription;
}

interface RawLog {
  topics: string[];
  data: string;
  blockHash: string;
}

/** Every event of the order, oldest first. */
export async function chronicleOf(rpc: Rpc, address: string, abi: InterfaceAbi, orderId: string): Promise<Entry[]> {
  const contract = new Interface(abi);
  const filter = { address, fromBlock: "0x0", toBlock: "latest", topics: [null, orderId] };
  const logs = (await rpc.send("eth_getLogs", [filter])) as RawLog[];
  return Promise.all(
    logs.map(async (log) => {
      const block = (await rpc.send("eth_getBlockByHash", [log.blockHash, false])) as { timestamp: string };
      return { time: getBigInt(block.timestamp), event: contract.parseLog(log)! };
    }),
  );
}

/** Ids of the orders that an account bought. */
export async function ordersOf(rpc: Rpc, address: string, abi: InterfaceAbi, buyer: string): Promise<string[]> {
  const { topicHash } = new Interface(abi).getEvent("Opened")!;
  const topics = [topicHash, null, null, zeroPadValue(buyer, 32)];
  const filter = { address, fromBlock: "0x0", toBlock: "latest", topics };
  const logs = (await rpc.send("eth_getLogs", [filter])) as RawLog[];
  return logs.map((log) => log.topics[1]!);
}

/** The order that the calls take, as its `Opened` says it. */
export function orderIn(chronicle: Entry[]) {
  const { args } = chronicle.find(({ event }) => event.name === "Opened")!.event;
  const { offer, buyer, units, salt, referrer } = args;
  return { offer: offer.toObject(), buyer, units, salt, referrer } as {
    offer: Record<string, string | bigint> & { limits: bigint };
    buyer: string;
    units: bigint;
    salt: bigint;
    referrer: string;
  };
}

/** The windows in an offer's limits, by the place that the interface gives them. */
export function windowsIn(limits: bigint) {
  const word = toBeHex(limits, 32).slice(2);
  const [ship, inspection, ruling] = [8, 16, 24].map((start) => BigInt(`0x${word.slice(start, start + 8)}`));
  return { ship: ship!, inspection: inspection!, ruling: ruling! };
}
