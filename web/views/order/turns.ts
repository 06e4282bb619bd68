// How many open orders wait for this account in each of its roles: read at one place, shown in the navigation and at the tabs.
import { useEffect } from "react";
import { isMyTurn } from "../../../client/order-turn.ts";
import { ask } from "../../api.ts";
import { useLive } from "../../live.ts";
import { createStore } from "../../store.ts";

export type OrderRole = "buyer" | "seller" | "arbitrator";

export interface Turns {
  count: number;
  /** There are open orders that were not looked at. */
  more: boolean;
}

const ROLES: readonly OrderRole[] = ["buyer", "seller", "arbitrator"];
const NONE: Turns = { count: 0, more: false };
/** Of those whose time ends first. */
const PAGE = 50;
/** Undefined until it was asked for the first time. */
const waiting = createStore<Readonly<Record<OrderRole, Turns>> | undefined>(undefined);

let asked = 0;
async function refresh(): Promise<void> {
  const mine = ++asked;
  const turnsOf = async (role: OrderRole): Promise<Turns> => {
    const { items, next } = await ask((api) => api.orders({ query: { role, open: true, sort: "due", limit: PAGE } }));
    return { count: items.filter(isMyTurn).length, more: next !== null };
  };
  try {
    const [buyer, seller, arbitrator] = await Promise.all(ROLES.map(turnsOf));
    if (mine === asked) waiting.set({ buyer: buyer!, seller: seller!, arbitrator: arbitrator! });
  } catch {
    // The lists say what is wrong; what was known stays.
    if (mine === asked) waiting.set(waiting.get() ?? { buyer: NONE, seller: NONE, arbitrator: NONE });
  }
}

/** Keeps the counts fresh while mounted; one component does it. */
export function useTurnsRefresh(): void {
  useEffect(() => void refresh(), []);
  useLive(["order.", "message."], () => void refresh());
}

export const useTurns = waiting.use;

/** The first role that something waits for. */
export const firstWaiting = (turns: Readonly<Record<OrderRole, Turns>>): OrderRole | undefined =>
  ROLES.find((role) => turns[role].count > 0);

export function allOf(turns: Readonly<Record<OrderRole, Turns>>): Turns {
  const each = ROLES.map((role) => turns[role]);
  return { count: each.reduce((sum, { count }) => sum + count, 0), more: each.some(({ more }) => more) };
}

/** "50+" where there may be more. */
export const turnsText = ({ count, more }: Turns): string => (more ? `${count}+` : String(count));
