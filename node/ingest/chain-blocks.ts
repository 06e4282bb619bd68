// Ingests what the chain follower hands over: a range of blocks that connects to the cursor, or a rollback.
import type { RecordedEvent } from "../core/order.ts";
import { type BlockHeader, type ChainInput, HEADER_WINDOW } from "../core/ports/chain.ts";
import type { ReadModelRows } from "../core/ports/read-model.ts";
import { deriveFrom } from "./derive.ts";

/** `defer`: the range belongs later; `ignore`: it is already in. */
export type ChainVerdict = "accept" | "ignore" | "defer";

/** @param firstBlock where the escrow's history begins: an empty read model takes nothing else first */
export function ingestChain(rows: ReadModelRows, input: ChainInput, firstBlock: number): ChainVerdict {
  return input.kind === "rollback" ? rollBack(rows, input.to) : extend(rows, input, firstBlock);
}

function rollBack(rows: ReadModelRows, to: number): ChainVerdict {
  const head = rows.head();
  if (!head || head.number <= to) return "ignore";
  deriveFrom(rows, rows.dropAbove(to));
  return "accept";
}

function extend(rows: ReadModelRows, input: Extract<ChainInput, { kind: "blocks" }>, firstBlock: number): ChainVerdict {
  const cursor = rows.head();
  if (cursor) {
    if (input.head.number <= cursor.number) return "ignore";
    if (input.from !== cursor.number + 1 || input.parentHash !== cursor.hash) return "defer";
  } else if (input.from !== firstBlock) {
    return "defer";
  }
  const headers = new Map(input.headers.map((header) => [header.number, header]));
  const events: RecordedEvent[] = input.events.map((event) => {
    const header = headers.get(event.block) as BlockHeader;
    return { ...event, blockHash: header.hash, time: header.timestamp };
  });
  rows.putHeaders(input.headers, input.head.number - HEADER_WINDOW + 1);
  rows.putEvents(events);
  deriveFrom(rows, events);
  return "accept";
}
