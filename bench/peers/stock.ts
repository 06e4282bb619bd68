// Stock OrbitDB 4 `documents` as a peer of the replication bench: awaited puts are the only way to write it.
import { IPFSAccessController } from "@orbitdb/core";
import { multiaddr } from "@multiformats/multiaddr";
import { type StockNode, createStock } from "../../test/support/p2p-stock.ts";
import { atPace, createTally, listingOf, serve, wallClock } from "./peer.ts";

interface Documents {
  address: string;
  put(document: object): Promise<string>;
  events: NodeJS.EventEmitter;
}

const tally = createTally();
let stock: StockNode;
let documents: Documents;
let counted = 0;

const document = (number: number, at = 0) => ({ _id: `item-${number}`, ...listingOf(number, at) });

async function put(from: number, count: number): Promise<number> {
  const start = performance.now();
  for (let number = from; number < from + count; number++) await documents.put(document(number));
  return performance.now() - start;
}

serve({
  async open({ directory, join, reference }) {
    tally.open();
    stock = await createStock({ directory });
    if (join) await stock.helia.libp2p.dial(multiaddr(join));
    const options = {
      type: "documents",
      AccessController: IPFSAccessController({ write: [stock.orbitdb.identity.id] }),
    };
    documents = reference
      ? await stock.orbitdb.open<Documents>(reference)
      : await stock.orbitdb.open<Documents>("shop", options);
    documents.events.on("error", () => {});
    documents.events.on(
      "update",
      ({ payload, clock }: { payload: { value: { at: number } }; clock: { time: number } }) => {
        if (!reference) return;
        // One update for a whole join, when everything behind the head is verified and indexed; the log has one writer.
        tally.add(clock.time - counted, payload.value.at);
        counted = clock.time;
      },
    );
    return { address: stock.address(), reference: documents.address };
  },
  put: ({ from, count }) => put(from, count),
  bulk: ({ from, count }) => put(from, count),
  trickle: ({ from, count, everyMs }) =>
    atPace(count, everyMs, (index) => documents.put(document(from + index, wallClock()))),
  holds: tally.holds,
  latencies: tally.latencies,
  close: () => stock.stop(),
});
