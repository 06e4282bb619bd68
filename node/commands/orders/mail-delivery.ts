// Delivers waiting private messages once their order is on chain, and tries again, ever slower, until the recipient acknowledges.
import type { Hex32 } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import { mayTravel } from "../../core/message.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Messages } from "../../core/ports/network.ts";
import type { Mailbox, StoredMessage } from "../../core/ports/own.ts";
import type { OrderReader } from "../../core/ports/readers.ts";

const SEND_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const TICK_MS = 500;
/** Messages under way: of thousands that wait for buyers who are gone, few are tried at a time. */
const AT_ONCE = 64;

export interface MailDelivery {
  start(): void;
  /** Something happened to an order that may let its messages through: they are tried at once. */
  poke(order: Hex32): void;
  stop(): Promise<void>;
}

export function createMailDelivery({
  mailbox,
  messages,
  orders,
  logger,
}: {
  mailbox: Pick<Mailbox, "waiting" | "find" | "of" | "delivered">;
  messages: Messages;
  orders: Pick<OrderReader, "get">;
  logger: Logger;
}): MailDelivery {
  const abort = new AbortController();
  /** Per message: when to try next, and the pause after that. */
  const pauses = new Map<Hex32, { at: number; pause: number }>();
  const running = new Map<Hex32, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const rest = (id: Hex32, pause: number): void => void pauses.set(id, { at: performance.now() + pause, pause });

  async function deliver(message: StoredMessage): Promise<void> {
    const order = orders.get(message.order);
    // Its order's next event wakes it; a letter whose order was closed first may wait for ever.
    if (!order || !mayTravel(message, order)) return rest(message.id, LONGEST_PAUSE_MS);
    try {
      await messages.send(
        message.recipient,
        message.envelope,
        AbortSignal.any([abort.signal, AbortSignal.timeout(SEND_MS)]),
      );
      mailbox.delivered(message.id);
      pauses.delete(message.id);
    } catch (error) {
      const pause = Math.min((pauses.get(message.id)?.pause ?? FIRST_PAUSE_MS) * 2, LONGEST_PAUSE_MS);
      rest(message.id, pause);
      const code = error instanceof SoukError ? error.code : "internal";
      logger.debug({ order: message.order, kind: message.kind, code, retryMs: pause }, "a message waits");
    }
  }

  function begin(id: Hex32): void {
    const message = mailbox.find(id);
    if (message?.state !== "waiting") return;
    const done = deliver(message)
      .catch((error: unknown) => logger.error({ err: error }, "mail delivery failed"))
      .finally(() => running.delete(id));
    running.set(id, done);
  }

  /** Those that failed least come first. */
  function run(): void {
    const now = performance.now();
    const pauseOf = (id: Hex32): number => pauses.get(id)?.pause ?? 0;
    const due = mailbox.waiting().filter((id) => !running.has(id) && (pauses.get(id)?.at ?? 0) <= now);
    for (const id of due.toSorted((a, b) => pauseOf(a) - pauseOf(b))) {
      if (running.size >= AT_ONCE) return;
      begin(id);
    }
  }

  function tryRun(): void {
    try {
      run();
    } catch (error) {
      logger.error({ err: error }, "mail delivery failed");
    }
  }

  return {
    start() {
      timer = setInterval(tryRun, TICK_MS);
      tryRun();
    },
    poke(order) {
      if (!timer) return;
      const waiting = mailbox.of(order).filter(({ state }) => state === "waiting");
      for (const { id } of waiting) pauses.delete(id);
      if (waiting.length > 0) tryRun();
    },
    async stop() {
      clearInterval(timer);
      abort.abort();
      await Promise.all(running.values());
    },
  };
}
