// Erases delivery addresses of closed orders, the seller's and the buyer's copy alike: looked for at start, when orders close, and every few minutes.
import type { Hex32 } from "../../../protocol/ids.ts";
import { mayErase } from "../../core/erasure.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Mailbox } from "../../core/ports/own.ts";
import type { OrderReader } from "../../core/ports/readers.ts";

const TICK_MS = 300_000;
/** Of one round, between which others get their turn. */
const AT_ONCE = 200;

export interface Erasure {
  /** @returns the orders whose addresses were erased */
  run(): Hex32[];
  start(): void;
  stop(): void;
}

export function createErasure({
  mailbox,
  orders,
  head,
  now,
  finality,
  keepFor,
  logger,
}: {
  mailbox: Pick<Mailbox, "deliveries" | "eraseDeliveries">;
  orders: Pick<OrderReader, "get" | "events">;
  /** Number of the newest block that was ingested. */
  head: () => number;
  /** Chain time, unix seconds. */
  now: () => number;
  finality: number;
  /** Seconds after the close; null: as long as the order's buyer had to inspect. */
  keepFor: number | null;
  logger: Logger;
}): Erasure {
  let timer: NodeJS.Timeout | undefined;
  /** Deleted, but still in the log: somebody was reading. */
  let unpurged = false;
  /** Where the last round ended: of very many open orders not always the same are looked at. */
  let after = "";

  function isDue(id: Hex32): boolean {
    const row = orders.get(id);
    return !!row && mayErase({ row, events: orders.events(id), head: head(), now: now(), finality, keepFor });
  }

  function run(): Hex32[] {
    const held = mailbox.deliveries(after, AT_ONCE);
    after = held.length < AT_ONCE ? "" : held.at(-1)!;
    const due = held.filter(isDue);
    if (due.length === 0 && !unpurged) return [];
    unpurged = !mailbox.eraseDeliveries(due);
    for (const order of due) logger.info({ order }, "the address of a closed order was erased");
    return due;
  }

  function tick(): void {
    try {
      run();
    } catch (error) {
      logger.error({ err: error }, "addresses of closed orders could not be erased");
    }
    timer = setTimeout(tick, after === "" ? TICK_MS : 1_000).unref();
  }

  return {
    run,
    start: tick,
    stop: () => clearTimeout(timer),
  };
}
