// Deletes what a seller's node encrypted for orders that are long over: each copy is of one order, and nobody else has use for it.
import { setImmediate } from "node:timers/promises";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { isCopyOver } from "../../core/goods.ts";
import type { OrderRow } from "../../core/order.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Media } from "../../core/ports/network.ts";
import type { Mailbox } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader } from "../../core/ports/readers.ts";
import { type Housekeeping, createHousekeeping } from "../housekeeping.ts";
import type { Correspondence } from "../orders/correspondence.ts";

const PAGE = 100;

export interface GoodsClearanceDeps {
  self: Address;
  media: Pick<Media, "forget">;
  listings: Pick<ListingReader, "edition">;
  orders: Pick<OrderReader, "list">;
  mailbox: Pick<Mailbox, "of">;
  read: Correspondence["read"];
  /** Chain time, unix seconds. */
  now: () => number;
  logger: Logger;
}

export function createGoodsClearance(deps: GoodsClearanceDeps): Housekeeping {
  const { self, media, listings, orders, mailbox, now, logger } = deps;
  /** In this run of the node: to find again where a copy was, its words have to be opened. */
  const cleared = new Set<Hex32>();

  async function clear({ id, order, ...row }: OrderRow): Promise<boolean> {
    if (cleared.has(id) || !listings.edition(order.offer)?.file) return false;
    const letter = mailbox.of(id).find(({ kind, author }) => kind === "goods" && author === self);
    if (!letter || !isCopyOver(row, letter, now())) return false;
    const read = await deps.read(letter, "goods");
    if (!read) return false;
    media.forget([read.words.cid]);
    cleared.add(id);
    return true;
  }

  async function round(isStopping: () => boolean): Promise<number> {
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = orders.list(self, { role: "seller", open: false, limit: PAGE, cursor });
      for (const row of page.items) {
        if (isStopping()) return count;
        if (await clear(row)) count++;
      }
      await setImmediate(); // own work gets its turn
      cursor = page.next ?? undefined;
    } while (cursor);
    return count;
  }

  return createHousekeeping("copies of files for orders that are over", logger, round);
}
