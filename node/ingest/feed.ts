// Feeds the inbox with a long history: enough at once to share transactions and keep the judges busy, and no more in memory.
import type { Inbox, Input } from "./inbox.ts";

const MOST_AT_ONCE = 64;

/** Resolves when all of it is in. @throws the first fault; what was pushed before is settled by then */
export async function feed(inbox: Pick<Inbox, "push">, inputs: AsyncIterable<Input>): Promise<void> {
  const running = new Set<Promise<void>>();
  let fault: { error: unknown } | undefined;
  try {
    for await (const input of inputs) {
      const done = inbox
        .push(input)
        .catch((error: unknown) => void (fault ??= { error }))
        .finally(() => running.delete(done));
      running.add(done);
      if (running.size >= MOST_AT_ONCE) await Promise.race(running);
      if (fault) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (fault) throw fault.error;
}
