// Live events of the node, handed to whoever shows what changed.
import { useEffect, useRef } from "react";
import { liveEvents } from "../client/events.ts";
import type { SoukEvent } from "../protocol/events.ts";
import { reachable } from "./api.ts";
import { session } from "./session.ts";

const listeners = new Set<(event: SoukEvent) => void>();
let wasConnected = false;

/** Runs until `signal`; after a break everybody reads again, as if the node had said `reset`. */
export async function follow(signal: AbortSignal): Promise<void> {
  const tell = (event: SoukEvent) => {
    for (const listener of listeners) listener(event);
  };
  const onState = (connected: boolean) => {
    if (connected) reachable.set(true);
    if (connected && wasConnected) tell({ type: "reset", epoch: "" });
    wasConnected = true;
  };
  try {
    for await (const { event } of liveEvents({ baseUrl: "", signal, onState })) tell(event);
  } catch {
    session.set("lost");
  }
}

const SETTLE_MS = 120;

/** Calls back, once for a burst, when an event of one of the given kinds (`order.`, `listing.published`) arrives. */
export function useLive(kinds: readonly string[], onChange: () => void): void {
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const key = kinds.join(" ");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wanted = key.split(" ").filter(Boolean);
    const listener = ({ type }: SoukEvent) => {
      if (type !== "reset" && !wanted.some((kind) => type.startsWith(kind))) return;
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), SETTLE_MS);
    };
    listeners.add(listener);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, [key]);
}
