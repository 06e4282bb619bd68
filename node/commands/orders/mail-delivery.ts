// Delivers waiting private messages once their order is on chain, and tries again, ever slower, until the recipient acknowledges.
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

export interface MailDelivery {
  start(): void;
  /** Something changed that may let a message through: try all that wait at once. */
  poke(): void;
  stop(): Promise<void>;
}

export function createMailDelivery({
  mailbox,
  messages,
  orders,
  logger,
}: {
  mailbox: Mailbox;
  messages: Messages;
  orders: Pick<OrderReader, "get">;
  logger: Logger;
}): MailDelivery {
  const abort = new AbortController();
  /** Per message: when to try next, and the pause after that. */
  const pauses = new Map<string, { at: number; pause: number }>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  async function deliver(message: StoredMessage): Promise<void> {
    const order = orders.get(message.order);
    if (!order || !mayTravel(message, order)) return;
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
      pauses.set(message.id, { at: performance.now() + pause, pause });
      const code = error instanceof SoukError ? error.code : "internal";
      logger.debug({ order: message.order, kind: message.kind, code, retryMs: pause }, "a message waits");
    }
  }

  async function round(): Promise<void> {
    const due = mailbox.waiting().filter(({ id }) => (pauses.get(id)?.at ?? 0) <= performance.now());
    await Promise.all(due.map(deliver));
  }

  function run() {
    running ??= round()
      .catch((error: unknown) => logger.error({ err: error }, "mail delivery failed"))
      .finally(() => {
        running = undefined;
      });
  }

  return {
    start() {
      timer = setInterval(run, TICK_MS);
      run();
    },
    poke() {
      pauses.clear();
      run();
    },
    async stop() {
      clearInterval(timer);
      abort.abort();
      await running;
    },
  };
}
