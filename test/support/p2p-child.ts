// A p2p node in a process of its own, to be killed: appends one record after the other and prints each acknowledged sequence.
import { blockRecord, createNode } from "./p2p-node.ts";

const [seed, directory] = process.argv.slice(2);
const node = createNode(seed!, directory!);
await node.start();
for (let number = 0; ; number++) {
  const { sequence } = await node.journals.append([blockRecord(number, 100)]);
  process.stdout.write(`${sequence}\n`);
}
