// What every screen knows of the node: its account, its currencies, and the chain's clock.
import { useEffect } from "react";
import type { NodeStatus } from "../protocol/api/node-schemas.ts";
import type { CurrencyView } from "../protocol/api/schemas.ts";
import { ZERO_ADDRESS } from "../protocol/ids.ts";
import { ask } from "./api.ts";
import { useLive } from "./live.ts";
import { createStore } from "./store.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

interface Known {
  status: NodeStatus | undefined;
  currencies: readonly CurrencyView[];
  trouble: Trouble | undefined;
}

const known = createStore<Known>({ status: undefined, currencies: [], trouble: undefined });
const POLL_MS = 4_000;

async function refresh(): Promise<void> {
  try {
    const status = await ask((api) => api.node());
    const { currencies } = known.get();
    const all = currencies.length > 0 ? currencies : await ask((api) => api.currencies());
    known.set({ status, currencies: all, trouble: undefined });
  } catch (error) {
    known.set({ ...known.get(), trouble: troubleOf(error) });
  }
}

/** Keeps the status fresh while mounted; one component does it. */
export function useNodeRefresh(): void {
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refresh();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, []);
  useLive(["order.", "profile."], () => void refresh());
}

export interface NodeView extends Known {
  me: string | undefined;
  /** Chain time: the clock of every deadline. */
  now: Date;
  currency: (address: string) => CurrencyView | undefined;
  /** The chain's own coin, which transactions are paid with. */
  coin: CurrencyView | undefined;
}

export function useNode(): NodeView {
  const all = known.use();
  const { status, currencies } = all;
  const currency = (address: string) => currencies.find((one) => one.address === address);
  return {
    ...all,
    me: status?.address,
    // Before the first block is known the wall clock is the best guess for words like "2 hours ago".
    now: status?.chain.time ? new Date(status.chain.time) : new Date(),
    currency,
    coin: currency(ZERO_ADDRESS),
  };
}
