// Something the node does at once, without an operation to follow: one at a time, with what went wrong.
import { useRef, useState } from "react";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface Deed {
  busy: boolean;
  trouble: Trouble | undefined;
  /** @returns what it answered, or undefined if it failed (see `trouble`) or one is running already; what answers nothing gives null. */
  run: <T>(work: () => Promise<T>) => Promise<NonNullable<T> | null | undefined>;
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const running = useRef(false);
  const run: Deed["run"] = async (work) => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setTrouble(undefined);
    try {
      return (await work()) ?? null;
    } catch (error) {
      setTrouble(troubleOf(error));
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, trouble, run };
}
