// The id that a request has reserved for its operation: on disk under the client's key before anything begins, so that it is found again.
import { AsyncLocalStorage } from "node:async_hooks";

const reserved = new AsyncLocalStorage<{ id: string | undefined }>();

/** The first operation that the work runs without an id of its own gets this one. */
export function withReservedId<T>(id: string, work: () => Promise<T>): Promise<T> {
  const slot = { id: id as string | undefined };
  // What the work has set going outlives it, and has no claim.
  return reserved.run(slot, work).finally(() => (slot.id = undefined));
}

export function takeReservedId(): string | undefined {
  const slot = reserved.getStore();
  const id = slot?.id;
  if (slot) slot.id = undefined;
  return id;
}
