// The page's one client of its node.
import { createClient } from "../client/client.ts";
import { createStore } from "./store.ts";
import { noted } from "./session.ts";

const client = createClient({ baseUrl: "" });

/** False after a call that got no answer, until the next that did. */
export const reachable = createStore(true);

/** `read((api) => api.listings({ query }))`: also keeps count of a lost session and a lost node. */
export async function ask<T>(question: (api: typeof client) => Promise<T>): Promise<T> {
  try {
    const answer = await question(client);
    reachable.set(true);
    return answer;
  } catch (error) {
    if ((error as Error).name === "NodeUnreachable") reachable.set(false);
    if ((error as Error).name === "ApiProblem") reachable.set(true);
    return noted(error);
  }
}
