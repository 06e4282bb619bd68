// Whether this browser may talk to the node: the code of the printed link is changed into a cookie, once.
import { ApiProblem } from "../client/call.ts";
import { openSession } from "../client/session.ts";
import { createStore } from "./store.ts";

export const session = createStore<"starting" | "open" | "lost">("starting");

export async function signIn(): Promise<void> {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1];
  if (!code && session.get() !== "starting") return;
  if (code) {
    // Gone from the address bar and the history before anything else can read it.
    history.replaceState(null, "", "#/");
    // A used code is no harm if the cookie of an earlier visit still serves.
    await openSession({ baseUrl: "" }, code).catch(() => undefined);
  }
  session.set("open");
}

/** Passes an error on, and notes when it says that the session is over. */
export function noted(error: unknown): never {
  if (error instanceof ApiProblem && error.status === 401) session.set("lost");
  throw error;
}
