// So many at a time; others wait in the order in which they came.

export type Turns = ReturnType<typeof createTurns>;

export function createTurns(atOnce: number) {
  let running = 0;
  const waiting: (() => void)[] = [];

  /** @throws the reason of the signal, if it is aborted when the turn comes */
  return async function inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (running < atOnce) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
