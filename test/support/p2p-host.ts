// A bare libp2p host of ours on loopback, with nothing above it: to relay, to be relayed, and to misbehave.
import { randomBytes } from "node:crypto";
import { createBlocks } from "../../node/p2p/media/blocks.ts";
import { openDatabase } from "../../node/p2p/database.ts";
import { type Host, type HostOptions, createHost } from "../../node/p2p/net/host.ts";

/** What makes a host dialable in its own eyes, so that it reserves no place on a relay. */
export const DIALABLE = { announce: ["/ip4/203.0.113.7/tcp/1"] };
/** Nobody can dial it; it reserves a place on relays it meets. */
export const HIDDEN = { listen: [] };

const stops: (() => Promise<void>)[] = [];

export const startHost = async (directory: string, options: Partial<HostOptions> = {}): Promise<Host> =>
  (await startHelia(directory, options)).libp2p;

/** With what is below the host. */
export async function startHelia(directory: string, options: Partial<HostOptions> = {}) {
  const database = openDatabase(directory);
  const helia = createHost({
    listen: ["/ip4/127.0.0.1/tcp/0"],
    announce: [],
    privateKey: randomBytes(32),
    topics: ["topic"],
    blockstore: createBlocks(database),
    relay: undefined,
    onNeighbour: undefined,
    chainId: 31_337,
    bitswap: { awaits: () => true, onExcess: () => {} },
    ...options,
  });
  await helia.start();
  stops.push(async () => {
    await helia.stop();
    database.close();
  });
  return helia;
}

export async function stopHosts(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}
