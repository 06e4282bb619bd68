// A read model that keeps only headers and events, in memory: what the follower's tests ingest into.
import assert from "node:assert/strict";
import type { BlockHeader, ChainCursor, ChainInput, EscrowEvent } from "../../node/core/ports/chain.ts";

const WINDOW = 64;

export interface MemoryReadModel extends ChainCursor {
  ingest(input: ChainInput): Promise<void>;
  inputs: ChainInput[];
  events(): EscrowEvent[];
  headers(): BlockHeader[];
  /** Resolves when `condition` holds after an input. Rejects after the deadline. */
  until(condition: () => boolean, what: string, milliseconds?: number): Promise<void>;
}

export function createMemoryReadModel(): MemoryReadModel {
  let headers = new Map<number, BlockHeader>();
  let events: EscrowEvent[] = [];
  const inputs: ChainInput[] = [];
  const waiting = new Set<() => void>();
  const head = (): BlockHeader | undefined => headers.get(Math.max(...headers.keys()));

  return {
    head,
    at: (number) => headers.get(number),
    inputs,
    events: () => events,
    headers: () => [...headers.values()].toSorted((a, b) => a.number - b.number),
    async ingest(input) {
      inputs.push(input);
      if (input.kind === "rollback") {
        headers = new Map([...headers].filter(([number]) => number <= input.to));
        events = events.filter((event) => event.block <= input.to);
      } else {
        const before = head();
        if (before) {
          assert.equal(input.from, before.number + 1, "a range starts after the cursor");
          assert.equal(input.parentHash, before.hash, "a range connects to the cursor");
        }
        assert.deepEqual(input.headers.at(-1), input.head);
        const numbers = input.headers.map((header) => header.number);
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].toSorted((a, b) => a - b),
          "headers ascend",
        );
        for (const header of input.headers) headers.set(header.number, header);
        for (const event of input.events) {
          assert(headers.has(event.block), `the header of block ${event.block} comes with its events`);
          events.push(event);
        }
        for (const number of headers.keys()) if (number <= input.head.number - WINDOW) headers.delete(number);
      }
      for (const check of waiting) check();
    },
    until(condition, what, milliseconds = 60_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`not within ${milliseconds} ms: ${what}`));
        }, milliseconds);
        function check() {
          if (!condition()) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        }
        waiting.add(check);
        check();
      });
    },
  };
}
