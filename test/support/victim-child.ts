// The process of a node under attack, so that its memory is its own: tells what it stores, and what the attack cost it.
import { boundHeap } from "../../node/heap.ts";
import type { Asked, Cost, Told } from "./victim-process.ts";

boundHeap(); // as node/main.ts does
const { blockRecord, createNode } = await import("./p2p-node.ts");
const [, , directory, join] = process.argv as [string, string, string, string];
const tell = (message: Told) => process.send!(message);
const node = createNode("victim", directory, { join: [join] });
node.journals.onEntry(({ owner, sequence }) => tell({ stored: owner, sequence }));

let most = 0;
const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);

function cost(): Cost {
  const heads = node.journals.heads().map(({ owner, sequence }): [string, number] => [owner, sequence]);
  return { rss: most, reasons: node.network.refusals().map(({ reason }) => reason), heads: Object.fromEntries(heads) };
}

async function answer({ ask }: Asked): Promise<void> {
  if (ask === "write") {
    const start = performance.now();
    await node.journals.append([blockRecord(1)]);
    tell({ wrote: performance.now() - start });
  } else if (ask === "cost") {
    tell({ cost: cost() });
  } else {
    clearInterval(timer);
    await node.stop();
    process.disconnect();
  }
}

process.on("message", (message) => void answer(message as Asked));
await node.start();
tell({ address: node.address() });
