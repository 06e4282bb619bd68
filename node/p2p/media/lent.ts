// The blocks as Bitswap gets them. It gathers all that a peer wants in memory before it sends, to peers that may never read: so it gets
// so many bytes a second for all peers together, and beyond that a block is away for now. Peers of ours use /souk/blocks.
import { createRate } from "../net/rate.ts";
import { type Blocks, away } from "./blocks.ts";

/** Bitswap gives up sending after ten seconds, so it holds what it got in them at most. */
const LENT = { burst: 8 * 2 ** 20, perSecond: 4 * 2 ** 20 };

export function createLent(blocks: Blocks): Blocks {
  const lend = createRate(LENT);
  return {
    ...blocks,
    // `has` stays true: where it is false Helia asks the network.
    async *get(cid) {
      if (!lend("", blocks.sizeOf(cid.multihash.digest) ?? 0)) throw away(cid);
      yield* blocks.get(cid);
    },
  };
}
