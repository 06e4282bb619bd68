// A floor of the media bench: the file's bytes over four streams of stock libp2p (noise, yamux), neither named, checked nor stored.
import type { Libp2p } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p } from "libp2p";
import { type MediaCalls, fileOf } from "./media-peer.ts";
import { serve } from "./peer.ts";

const PROTOCOL = "/bench/bytes/1.0.0";

/** One alone stands still until its window of 256 KiB is given back. */
const LANES = 4;

let libp2p: Libp2p;
let lanes = 0;
let seed: string | undefined;
const parts: Uint8Array[] = [];

serve<MediaCalls>({
  async open({ join = [] }) {
    libp2p = await createLibp2p({
      addresses: { listen: ["/ip4/127.0.0.1/tcp/0"] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    });
    await libp2p.handle(PROTOCOL, async (stream) => {
      const lane = lanes++ % LANES;
      for (const [index, part] of parts.entries()) {
        if (index % LANES === lane && !stream.send(part)) await stream.onDrain();
      }
      await stream.close();
    });
    seed = join[0];
    if (seed) await libp2p.dial(multiaddr(seed));
    return libp2p.getMultiaddrs()[0]!.toString();
  },
  async add({ bytes }) {
    for await (const part of fileOf(bytes)) parts.push(part);
    return "";
  },
  async meets() {}, // `open` has dialled
  async fetch() {
    const start = performance.now();
    let bytes = 0;
    const read = async () => {
      for await (const part of await libp2p.dialProtocol(multiaddr(seed!), PROTOCOL)) bytes += part.byteLength;
    };
    await Promise.all(Array.from({ length: LANES }, read));
    return { ms: performance.now() - start, bytes, heldBytes: 0, duplicateBytes: 0 };
  },
  reaches: () => Promise.reject(new Error("a floor tells no progress")),
});
