// Hyperbee over Hypercore 11 as a peer of the replication bench: its own replication over a TCP socket on loopback.
import { createServer, connect } from "node:net";
import { join as joinPath } from "node:path";
import { atPace, createTally, listingOf, serve, wallClock } from "./peer.ts";

interface Core {
  key: Buffer;
  length: number;
  ready(): Promise<void>;
  close(): Promise<void>;
  replicate(stream: unknown): { pipe?: unknown; on(event: string, listener: () => void): void };
  download(range: { start: number; end: number }): { done(): Promise<void> };
  on(event: string, listener: () => void): void;
  get(index: number): Promise<unknown>;
  update(options?: object): Promise<boolean>;
}
interface Bee {
  ready(): Promise<void>;
  put(key: string, value: object): Promise<void>;
  batch(): { put(key: string, value: object): Promise<void>; flush(): Promise<void> };
  get(key: string): Promise<{ value: { at: number } } | null>;
}

// Installed into bench/ by the bench itself, so not known to the type checker of the house.
const hypercore = "hypercore";
const hyperbee = "hyperbee";
const { default: Hypercore } = (await import(hypercore)) as { default: new (...args: unknown[]) => Core };
const { default: Hyperbee } = (await import(hyperbee)) as { default: new (...args: unknown[]) => Bee };

const tally = createTally();
let core: Core;
let bee: Bee;

serve({
  async open({ directory, join, reference }) {
    tally.open();
    const key = reference ? Buffer.from(reference, "hex") : undefined;
    core = new Hypercore(joinPath(directory, "hypercore"), ...(key ? [key] : []));
    await core.ready();
    bee = new Hyperbee(core, { keyEncoding: "utf-8", valueEncoding: "json" });
    await bee.ready();
    if (join) {
      const socket = connect(Number(join), "127.0.0.1");
      socket.on("error", () => {});
      const stream = (core as unknown as { replicate(initiator: boolean): NodeJS.ReadWriteStream }).replicate(true);
      stream.on("error", () => {});
      socket.pipe(stream).pipe(socket);
      let held = 0;
      core.on("append", () => {
        const { length } = core;
        void core
          .download({ start: held, end: length })
          .done()
          .then(() => {
            if (length <= held) return;
            // Block 0 is the tree's header.
            const count = length - Math.max(1, held);
            held = length;
            tally.add(count);
          });
      });
    }
    const server = createServer((socket) => {
      socket.on("error", () => {});
      const stream = (core as unknown as { replicate(initiator: boolean): NodeJS.ReadWriteStream }).replicate(false);
      stream.on("error", () => {});
      socket.pipe(stream).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { address: String((server.address() as { port: number }).port), reference: core.key.toString("hex") };
  },
  async put({ from, count }) {
    const start = performance.now();
    for (let number = from; number < from + count; number++) await bee.put(`item-${number}`, listingOf(number));
    return performance.now() - start;
  },
  async bulk({ from, count }) {
    const start = performance.now();
    const batch = bee.batch();
    for (let number = from; number < from + count; number++) await batch.put(`item-${number}`, listingOf(number));
    await batch.flush();
    return performance.now() - start;
  },
  trickle: ({ from, count, everyMs }) =>
    atPace(count, everyMs, (index) => bee.put(`item-${from + index}`, listingOf(from + index, wallClock()))),
  holds: tally.holds,
  latencies: tally.latencies,
  close: () => core.close(),
});
