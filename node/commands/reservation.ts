// What a keyed request has on disk before anything begins: its own name, which its operations carry, and perhaps the id of the only one.
import { AsyncLocalStorage } from "node:async_hooks";

interface Slot {
  request: string | undefined;
  id: string | undefined;
}

const current = new AsyncLocalStorage<Slot>();

/** @param reserves the first operation that the work runs without an id of its own gets the request's name as its id */
export function withinRequest<T>(request: string, reserves: boolean, work: () => Promise<T>): Promise<T> {
  const slot: Slot = { request, id: reserves ? request : undefined };
  // What the work has set going outlives it, and has no claim.
  return current.run(slot, work).finally(() => (slot.request = slot.id = undefined));
}

export function takeReservedId(): string | undefined {
  const slot = current.getStore();
  const id = slot?.id;
  if (slot) slot.id = undefined;
  return id;
}

export const requestUnderWay = (): string | undefined => current.getStore()?.request;
