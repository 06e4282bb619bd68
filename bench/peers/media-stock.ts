// Stock Helia over Bitswap as a peer of the media bench: UnixFS with its own defaults, blocks in memory.
import { type UnixFS, unixfs } from "@helia/unixfs";
import { multiaddr } from "@multiformats/multiaddr";
import { CID } from "multiformats/cid";
import { type StockNode, createStock } from "../../test/support/p2p-stock.ts";
import { type MediaCalls, fileOf } from "./media-peer.ts";
import { serve } from "./peer.ts";

const DEADLINE_MS = 120_000;

let stock: StockNode;
let files: UnixFS;

serve<MediaCalls>({
  async open({ directory, join = [] }) {
    stock = await createStock({ directory });
    files = unixfs(stock.helia);
    for (const address of join) await stock.helia.libp2p.dial(multiaddr(address));
    return stock.address();
  },
  add: async ({ bytes }) => String(await files.addByteStream(fileOf(bytes))),
  async meets() {}, // `open` has dialled
  async fetch({ cid }) {
    const start = performance.now();
    let bytes = 0;
    for await (const part of files.cat(CID.parse(cid), { signal: AbortSignal.timeout(DEADLINE_MS) })) {
      bytes += part.length;
    }
    return { ms: performance.now() - start, bytes, heldBytes: 0, duplicateBytes: 0 };
  },
  reaches: () => Promise.reject(new Error("stock tells no progress")),
});
