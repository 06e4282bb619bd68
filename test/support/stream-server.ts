// An HTTP server of live events in a process of its own, so that what its clients cost is its memory and nobody else's.
import { startHttpNode } from "./http-node.ts";

/** What the test asks: so many events, each with so many bytes; or the memory; or the end. */
export interface StreamAsk {
  emit?: number;
  bytes?: number;
  memory?: true;
  stop?: true;
}
export interface StreamTold {
  port?: number;
  last?: string;
  /** Everything that V8 and Node hold, after a collection. */
  memory?: number;
  /** Streams that were cut so far. */
  cut?: number;
}

const node = await startHttpNode({ live: { stallMs: 1_000 } });
const tell = (told: StreamTold) => void process.send!(told);

process.on("message", ({ emit, bytes = 200, memory, stop }: StreamAsk) => {
  for (let i = 0; i < (emit ?? 0); i++) {
    node.events.emit({ type: "operation.changed", operation: "x".repeat(bytes), status: "done" });
  }
  if (emit !== undefined) tell({ last: node.events.last() });
  if (memory) {
    globalThis.gc!();
    const { heapUsed, external } = process.memoryUsage();
    tell({ memory: heapUsed + external, cut: node.logger.lines.filter(({ details }) => isCut(details)).length });
  }
  if (stop) void node.stop().then(() => process.exit(0));
});
process.on("disconnect", () => process.exit(0));
tell({ port: node.port });

const isCut = (details: object): boolean => "ended" in details && details.ended === false;
