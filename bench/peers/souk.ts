// Souk's own journals as a peer of the replication bench: real p2p nodes, own entries committed with synchronous=FULL.
import * as dagCbor from "@ipld/dag-cbor";
import { recover } from "../../node/chain/recover.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { type TestNode, createNode } from "../../test/support/p2p-node.ts";
import { placedAt } from "../../test/support/store-rows.ts";
import { atPace, createTally, listingOf, serve, wallClock } from "./peer.ts";

const tally = createTally();
let node: TestNode;

const record = (number: number, at = 0): JournalRecord => ({
  kind: "listing",
  block: dagCbor.encode(listingOf(number, at)),
  ...placedAt({ validUntil: 1_900_000_000, sequence: 1 }),
});

serve({
  async open({ directory, join }) {
    tally.open();
    node = createNode(directory, directory, { join: join ? [join] : [], recover, antiEntropyMs: 10_000 });
    node.journals.onEntry(({ records }) => {
      const first = records[0]!;
      const at = records.length === 1 && "block" in first ? (dagCbor.decode(first.block) as { at: number }).at : 0;
      tally.add(records.length, at);
    });
    await node.start();
    return { address: node.address(), reference: "" };
  },
  async put({ from, count }) {
    const start = performance.now();
    for (let number = from; number < from + count; number++) await node.journals.append([record(number)]);
    return performance.now() - start;
  },
  async bulk({ from, count }) {
    const start = performance.now();
    await node.journals.append(Array.from({ length: count }, (_, index) => record(from + index)));
    return performance.now() - start;
  },
  trickle: ({ from, count, everyMs }) =>
    atPace(count, everyMs, (index) => node.journals.append([record(from + index, wallClock())])),
  holds: tally.holds,
  latencies: tally.latencies,
  close: () => node.stop(),
});
