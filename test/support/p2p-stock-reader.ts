// A process with stock @orbitdb/core and nothing of Souk's: reads a whole journal from its head over Bitswap and prints its payloads' sequences.
import { multiaddr } from "@multiformats/multiaddr";
import { Entry, Log } from "@orbitdb/core";
import { createStock } from "./p2p-stock.ts";

const [directory, peer, logId, head] = process.argv.slice(2);
const stock = await createStock({ directory: directory! });
await stock.helia.libp2p.dial(multiaddr(peer!));
const cache = new Map<string, Uint8Array>();
const entryStorage = {
  async get(hash: string) {
    const bytes = cache.get(hash) ?? (await stock.block(hash, AbortSignal.timeout(10_000)));
    cache.set(hash, bytes);
    return bytes;
  },
  put: async (hash: string, bytes: Uint8Array) => void cache.set(hash, bytes),
  close: async () => {},
};
const log = await Log(stock.orbitdb.identity, { logId, entryStorage });
await log.joinEntry(await Entry.decode(await entryStorage.get(head!)));
const values = await log.values();
console.log(JSON.stringify(values.map(({ payload }) => (payload as { sequence: number }).sequence)));
await stock.stop();
process.exit(0);
