// Souk's own downloads as a peer of the media bench: real p2p nodes, blocks stored in SQLite.
import { setTimeout as delay } from "node:timers/promises";
import { recover } from "../../node/chain/recover.ts";
import type { Download } from "../../node/core/ports/network.ts";
import { type TestNode, createNode } from "../../test/support/p2p-node.ts";
import { type MediaCalls, fileOf } from "./media-peer.ts";
import { serve } from "./peer.ts";

const MAX_BYTES = 2 ** 30;
const DEADLINE_MS = 120_000;

let node: TestNode;

serve<MediaCalls>({
  async open({ directory, join = [], uploadBytesPerSecond }) {
    const options = { join, recover, antiEntropyMs: 10_000 };
    node = createNode(directory, directory, uploadBytesPerSecond ? { ...options, uploadBytesPerSecond } : options);
    await node.start();
    return node.address();
  },
  async add({ bytes }) {
    return (await node.media.addFile(fileOf(bytes), { maxBytes: bytes, signal: AbortSignal.timeout(DEADLINE_MS) })).cid;
  },
  async meets({ peers }) {
    while (node.network.peers().filter(({ latencyMs }) => latencyMs !== null).length < peers) await delay(20);
  },
  async fetch({ cid }) {
    const start = performance.now();
    await node.media.fetch(cid, { maxBytes: MAX_BYTES, signal: AbortSignal.timeout(DEADLINE_MS) });
    const ms = performance.now() - start;
    const { bytes, heldBytes, duplicateBytes } = latest()!;
    return { ms, bytes, heldBytes, duplicateBytes };
  },
  async reaches({ bytes }) {
    while ((latest()?.bytes ?? 0) < bytes) await delay(5);
    return latest()!.bytes;
  },
});

const latest = (): Download | undefined => node.media.downloads()[0];
