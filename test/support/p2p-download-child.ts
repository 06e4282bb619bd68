// A p2p node in a process of its own, to be killed: fetches a file and prints after each progress how many bytes are stored.
import { createNode } from "./p2p-node.ts";

const [seed, directory, cid, ...join] = process.argv.slice(2);
const node = createNode(seed!, directory!, { join });
await node.start();
await node.media.fetch(cid!, {
  maxBytes: 2 ** 30,
  signal: AbortSignal.timeout(60_000),
  onProgress: ({ bytes }) => void process.stdout.write(`${bytes}\n`),
});
