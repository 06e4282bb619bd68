// The other floor of the media bench: the file's bytes over a bare socket.
import { type AddressInfo, connect, createServer } from "node:net";
import { pipeline } from "node:stream/promises";
import { type MediaCalls, fileOf } from "./media-peer.ts";
import { serve } from "./peer.ts";

let seed: string | undefined;
const parts: Uint8Array[] = [];

serve<MediaCalls>({
  async open({ join = [] }) {
    seed = join[0];
    const server = createServer((socket) => void pipeline(parts, socket).catch(() => {}));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return String((server.address() as AddressInfo).port);
  },
  async add({ bytes }) {
    for await (const part of fileOf(bytes)) parts.push(part);
    return "";
  },
  async meets() {},
  async fetch() {
    const start = performance.now();
    let bytes = 0;
    for await (const part of connect(Number(seed), "127.0.0.1")) bytes += (part as Uint8Array).length;
    return { ms: performance.now() - start, bytes, heldBytes: 0, duplicateBytes: 0 };
  },
  reaches: () => Promise.reject(new Error("a floor tells no progress")),
});
