// Where one transaction at a time is prepared and signed, beside the queue's passes: whoever confirms at the signer may take minutes.
import { setTimeout } from "node:timers/promises";

/** A signer that asks nobody answers within; for a person the queue goes on without. */
const SOON_MS = 250;

interface Work {
  key: string;
  done: Promise<unknown>;
  isDone: boolean;
  cancel: AbortController;
}

export interface SigningDesk {
  /**
   * Begins a work if the desk is free.
   * @returns what it came to, once; undefined while it goes on, or while there is another one
   */
  take<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Promise<{ value: T } | undefined>;
  /** The key of the work that is on the desk. */
  holds(): string | undefined;
  /** Clears the desk of a work that is not wanted any more. */
  drop(): void;
  stop(): Promise<void>;
}

/** @param onDone called when a work ends that was not waited for */
export function createSigningDesk(onDone: () => void): SigningDesk {
  let current: Work | undefined;

  function begin(key: string, work: (signal: AbortSignal) => Promise<unknown>): Work {
    const cancel = new AbortController();
    const begun: Work = { key, done: work(cancel.signal), isDone: false, cancel };
    const end = () => {
      begun.isDone = true;
      if (current === begun) onDone();
    };
    begun.done.then(end, end);
    return begun;
  }

  function drop(): void {
    current?.cancel.abort();
    current = undefined;
  }

  return {
    async take<T>(key: string, work: (signal: AbortSignal) => Promise<T>) {
      current ??= begin(key, work);
      const mine = current;
      if (mine.key !== key) return undefined;
      const soon = new AbortController();
      await Promise.race([mine.done.catch(() => {}), setTimeout(SOON_MS, undefined, soon).catch(() => {})]);
      soon.abort();
      if (!mine.isDone || current !== mine) return undefined;
      current = undefined;
      return { value: (await mine.done) as T };
    },
    holds: () => current?.key,
    drop,
    async stop() {
      const last = current?.done;
      drop();
      await last?.catch(() => {});
    },
  };
}
