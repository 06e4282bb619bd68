// A floor of the media bench: the file's bytes over one stream of stock libp2p (noise, yamux), neither named, checked nor stored.
import type { Libp2p } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { createLibp2p } from "libp2p";
import { type MediaCalls, fileOf } from "./media-peer.ts";
import { serve } from "./peer.ts";

const PIECE = Number(process.env["PIECE"] ?? 65507);
const PROTOCOL = "/bench/bytes/1.0.0";

let libp2p: Libp2p;
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
      for (const part of parts)
        for (let at = 0; at < part.length; at += PIECE)
          if (!stream.send(part.subarray(at, at + PIECE))) await stream.onDrain();
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
    const stream = await libp2p.dialProtocol(multiaddr(seed!), PROTOCOL);
    for await (const part of stream) bytes += part.byteLength;
    return { ms: performance.now() - start, bytes, heldBytes: 0, duplicateBytes: 0 };
  },
  reaches: () => Promise.reject(new Error("a floor tells no progress")),
});
