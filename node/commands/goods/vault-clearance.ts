// Deletes files for sale that nothing has needed for long: no listing, no draft, no order that could still ask for one.
import { setImmediate } from "node:timers/promises";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { UNNEEDED_MS, isFileDue } from "../../core/goods.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Operations, Shelf, Vault } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader } from "../../core/ports/readers.ts";
import { type Housekeeping, createHousekeeping } from "../housekeeping.ts";

const PAGE = 100;
/** A read model whose chain is older may not know of orders that are open. */
const CURRENT_SECONDS = 86_400;

export interface VaultClearanceDeps {
  self: Address;
  vault: Pick<Vault, "list" | "need" | "remove">;
  shelf: Pick<Shelf, "after">;
  listings: Pick<ListingReader, "idsOf" | "listed" | "edition">;
  orders: Pick<OrderReader, "list">;
  operations: Pick<Operations, "pending">;
  /** The last block that was ingested; below 0 before the first. */
  head(): number;
  /** Chain time, unix seconds. */
  now(): number;
  logger: Logger;
}

/** What was not needed in the round before either may go. */
export function createVaultClearance(deps: VaultClearanceDeps): Housekeeping {
  const { self, vault, shelf, listings, orders, operations, logger } = deps;
  let unneeded = new Set<Hex32>();

  const isCurrent = (): boolean =>
    deps.head() >= 0 && deps.now() > Date.now() / 1_000 - CURRENT_SECONDS && operations.pending().length === 0;

  /** @returns undefined while it is not known what some order sold */
  async function needed(): Promise<Set<Hex32> | undefined> {
    const digests = new Set<Hex32>();
    const add = (file: { digest: string } | null | undefined) => void (file && digests.add(file.digest as Hex32));
    for (let after = ""; ;) {
      const rows = shelf.after(after, PAGE);
      for (const { draft, published } of rows) {
        add(draft?.file);
        add(published?.draft.file);
      }
      await setImmediate(); // own work gets its turn
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.id;
    }
    for (const [index, id] of listings.idsOf(self).entries()) {
      add(listings.listed(self, id)?.listing.file);
      if (index % PAGE === 0) await setImmediate();
    }
    let cursor: string | undefined;
    do {
      const page = orders.list(self, { role: "seller", limit: PAGE, cursor });
      for (const { order, closedAt } of page.items) {
        if (!isFileDue({ closedAt }, deps.now())) continue;
        const edition = listings.edition(order.offer);
        if (!edition) return undefined;
        add(edition.file);
      }
      await setImmediate();
      cursor = page.next ?? undefined;
    } while (cursor);
    return digests;
  }

  async function round(isStopping: () => boolean): Promise<number> {
    const files = await vault.list();
    if (files.length === 0) return 0;
    const wanted = await needed();
    const before = unneeded;
    unneeded = new Set();
    if (!wanted || !isCurrent() || isStopping()) return 0;
    let count = 0;
    for (const { digest, neededAt } of files) {
      if (wanted.has(digest)) await vault.need(digest, new Date());
      else if (!before.has(digest)) unneeded.add(digest);
      else if (Date.now() - neededAt.getTime() <= UNNEEDED_MS) unneeded.add(digest);
      else {
        await vault.remove(digest);
        count++;
      }
    }
    return count;
  }

  return createHousekeeping("files that nothing needed for long", logger, round);
}
