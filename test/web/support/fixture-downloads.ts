// Files that the fixture's node fetches: one that has come, one that comes further each time the page asks.
import type { NetworkView } from "../../../protocol/api/node-schemas.ts";
import { fakeCid } from "./fixture-shop.ts";

const PEER = "12D3KooWGoodPeerGoodPeerGoodPeer";
export const ARRIVED: NetworkView["downloads"][number] = {
  cid: fakeCid("a file that came"),
  state: "complete",
  totalBytes: 2_400_000,
  bytes: 2_400_000,
  heldBytes: 400_000,
  duplicateBytes: 0,
  blocks: 10,
  sources: [
    { peerId: PEER, bytes: 1_500_000, bytesPerSecond: 900_000 },
    { peerId: "bitswap", bytes: 500_000, bytesPerSecond: 200_000 },
  ],
};

/** Further each time it is asked about. */
export function createArriving(): () => NetworkView["downloads"][number] {
  let bytes = 1_000_000;
  return () => {
    bytes = Math.min(bytes + 3_000_000, 12_000_000);
    const sources = [{ peerId: PEER, bytes, bytesPerSecond: 3_000_000 }];
    const state = bytes < 12_000_000 ? "running" : "complete";
    const cid = fakeCid("a file on its way");
    return { cid, state, totalBytes: 12_000_000, bytes, heldBytes: 0, duplicateBytes: 0, blocks: 4, sources };
  };
}
