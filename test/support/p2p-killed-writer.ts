// A p2p node in a process of its own, to be killed at any moment: says how it opened, then each write that was acknowledged.
import { blockRecord, createNode } from "./p2p-node.ts";

/** Lines of JSON. */
export type Line = { opened: number; sequence: number } | { acknowledged: number; sequence: number };

const [seed, directory, join, first] = process.argv.slice(2);
const say = (line: Line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const began = performance.now();
const node = createNode(seed!, directory!, { join: [join!] });
const { address } = node.account;
await node.start();
say({ opened: performance.now() - began, sequence: node.journals.head(address)?.sequence ?? 0 });

let number = Number(first);
async function write(): Promise<void> {
  const own = number++;
  const { sequence } = await node.journals.append([blockRecord(own, 100)]);
  say({ acknowledged: own, sequence });
}
/** Some writes alone, some that share an entry. */
for (;;) await Promise.all(Array.from({ length: 1 + Math.floor(Math.random() * 4) }, write));
