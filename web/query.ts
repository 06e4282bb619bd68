// Reads something for a component: the last question's answer wins, a known answer is shown at once, events read it again.
import { useCallback, useEffect, useReducer, useRef } from "react";
import { useLive } from "./live.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface Query<T> {
  /** Of this key; undefined until it is read. */
  data: T | undefined;
  trouble: Trouble | undefined;
  reload: () => void;
}

const known = new Map<string, unknown>();
const MAX_KNOWN = 60;

function remember(key: string, value: unknown): void {
  known.delete(key);
  known.set(key, value);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
}

/** @param key names the question: equal keys have equal answers */
export function useQuery<T>(
  key: string,
  read: (signal: AbortSignal) => Promise<T>,
  events: readonly string[] = [],
): Query<T> {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const failed = useRef<{ key: string; trouble: Trouble }>(undefined);
  const running = useRef<AbortController>(undefined);
  const asked = useRef({ key, read });
  useEffect(() => {
    asked.current = { key, read };
  });

  // One function for as long as the component lives: whoever kept it from an earlier question reloads what is asked now.
  const reload = useCallback(() => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const { key: name, read: readNow } = asked.current;
    readNow(signal).then(
      (data) => {
        if (signal.aborted) return;
        failed.current = undefined;
        remember(name, data);
        redraw();
      },
      (error: unknown) => {
        if (signal.aborted) return;
        const trouble = troubleOf(error);
        // It is gone (removed, or its block was reorganised away): what was known of it is no longer true.
        if (trouble.code.endsWith(".unknown")) known.delete(name);
        failed.current = { key: name, trouble };
        redraw();
      },
    );
  }, []);

  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [key, reload]);
  useLive(events, reload);

  return {
    data: known.get(key) as T | undefined,
    trouble: failed.current?.key === key ? failed.current.trouble : undefined,
    reload,
  };
}
