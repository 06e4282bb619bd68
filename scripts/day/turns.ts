// Plays one part of the day: every order's turns in their order, and every actor's one at a time.
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { until } from "../network/network.ts";
import type { Turn } from "./fates.ts";
import { ARBITRATOR, type Actor, type Market, type Name } from "./market.ts";
import type { Placed } from "./purchases.ts";

export type Part = "morning" | "noon" | "evening";

const SEEN_MS = 90_000;

export async function playPart(
  market: Market,
  part: Part,
  orders: readonly Placed[],
  onProgress: (what: string) => void,
): Promise<void> {
  /** Who is at work now: their next turn begins after. */
  const busy = new Map<Name, Promise<unknown>>();
  const total = orders.reduce((sum, { fate }) => sum + (fate[part]?.length ?? 0), 0);
  let done = 0;

  function inTurn(actor: Actor, work: () => Promise<unknown>): Promise<unknown> {
    const next = (busy.get(actor.name) ?? Promise.resolve()).then(work);
    busy.set(
      actor.name,
      next.catch(() => {}),
    );
    return next;
  }

  await Promise.all(
    orders.map(async ({ id, buyer, seller, number, fate }) => {
      const names: Record<Turn["by"], Name> = { buyer, seller, arbitrator: ARBITRATOR };
      for (const turn of fate[part] ?? []) {
        const actor = market.actor(names[turn.by]);
        await seen(actor, id, turn, `order ${number} (${fate.name}) at ${actor.name}`);
        await inTurn(actor, () => turn.act(actor, id)).catch((error: Error) => {
          throw new Error(`order ${number} (${fate.name}): ${actor.name}: ${error.message}`, { cause: error });
        });
        onProgress(`${part}: turns ${++done}/${total}`);
      }
    }),
  );
}

const seen = ({ client }: Actor, order: Hex32, { sees }: Turn, what: string): Promise<void> =>
  until(
    async () => {
      const view: OrderDetail | undefined = await client.order({ params: { order } }).catch(() => undefined);
      return view !== undefined && (typeof sees === "string" ? view.status === sees : sees(view));
    },
    what,
    SEEN_MS,
  );
