// Shows a seller's work: orders to ship with their addresses, parcels to pack, and figures as JSON.
import type { OrderToShip, PackingList, SalesFigures } from "../../../protocol/api/sales-schemas.ts";
import { encodeBlock } from "../../../protocol/block.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { toHex } from "../../../protocol/ids.ts";
import type { DeliveryAddress } from "../../../protocol/message.ts";
import { deadlineOf } from "../../../protocol/order.ts";
import { everyOrder } from "../../commands/orders/order-pages.ts";
import { SoukError } from "../../core/errors.ts";
import { variantTitle } from "../../core/listing.ts";
import type { OrderRow } from "../../core/order.ts";
import type { OrderQueries, SalesQueries } from "../../core/ports/commands.ts";
import type { StoredMessage } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader, ProfileReader } from "../../core/ports/readers.ts";
import { type Sums, salesFigures } from "../../core/sales.ts";
import type { ReadWords } from "./order.ts";

const NEXT_PARCELS = 100;
const DAY = 86_400;

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const secondOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1_000;

export function createSalesViews({
  self,
  orders,
  listings,
  profiles,
  summary,
  messagesOf,
  readWords,
  now,
}: {
  self: Address;
  orders: Pick<OrderReader, "get" | "list" | "sold">;
  listings: Pick<ListingReader, "edition">;
  profiles: Pick<ProfileReader, "name">;
  summary: OrderQueries["summary"];
  messagesOf: (order: Hex32) => StoredMessage[];
  readWords: ReadWords;
  /** Chain time, unix seconds. */
  now: () => number;
}): SalesQueries {
  async function addressOf({ id }: OrderRow): Promise<DeliveryAddress | null> {
    const message = messagesOf(id).find(({ kind }) => kind === "delivery");
    return (message && (await readWords(message, "delivery"))?.words) ?? null;
  }

  /** Sorted by deadline, then id: so a page goes on where the last one ended whatever was shipped meanwhile. */
  const keyOf = (row: OrderRow): string => `${String(deadlineOf(row)).padStart(12, "0")}${row.id}`;
  function toShip(most: number, isAsked: (row: OrderRow) => boolean): OrderRow[] {
    const funded = [...everyOrder(orders, self, { role: "seller", status: ["funded"] })].filter(isAsked);
    const found: OrderRow[] = [];
    for (const row of funded.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
      if (found.length === most) break;
      // Files are shipped by the node. Listings are looked at only as far as the list is read.
      if (!listings.edition(row.order.offer)?.file) found.push(row);
    }
    return found;
  }

  /** What is sent later, the buyer need not pay for. */
  const isInTime = (row: OrderRow): boolean => now() <= deadlineOf(row)!;

  async function shown(row: OrderRow): Promise<OrderToShip> {
    return { ...(await summary(row)), overdue: !isInTime(row), address: await addressOf(row) };
  }

  function ownSale(id: Hex32): OrderRow {
    const row = orders.get(id);
    if (!row) throw new SoukError("order.unknown", `There is no order ${id} here`, { field: "orders", subject: id });
    if (row.order.offer.seller === self) return row;
    throw new SoukError("order.wrong-party", `Order ${id} is not yours to ship`, { field: "orders", subject: id });
  }

  function lineOf({ id, order }: OrderRow): PackingList["parcels"][number]["lines"][number] {
    const listing = listings.edition(order.offer);
    return {
      order: id,
      listing: listing?.id ?? null,
      title: listing?.title ?? "a listing that is not known here",
      variant: variantTitle(listing, order.offer.sku),
      units: order.units,
    };
  }

  return {
    async toShip({ limit, cursor }) {
      if (cursor !== undefined && !/^\d{12}0x[0-9a-f]{64}$/.test(cursor)) {
        const message = "The cursor is not one of this list: begin again without it.";
        throw new SoukError("input.invalid", message, { field: "cursor" });
      }
      const found = toShip(limit + 1, (row) => cursor === undefined || keyOf(row) > cursor);
      const items = found.slice(0, limit);
      return {
        items: await Promise.all(items.map(shown)),
        next: found.length > limit ? keyOf(items.at(-1)!) : null,
      };
    },

    async packingList(ids) {
      const rows = ids ? [...new Set(ids)].map(ownSale) : toShip(NEXT_PARCELS, isInTime);
      const parcels = new Map<string, PackingList["parcels"][number]>();
      for (const row of rows) {
        const { buyer } = row.order;
        const address = await addressOf(row);
        // What has no address goes nowhere together with something else.
        const key = `${buyer} ${address ? toHex(encodeBlock(address)) : row.id}`;
        const shipBy = iso(row.openedAt + row.order.offer.shipWindow + (row.status === "funded" ? row.extension : 0));
        const parcel = parcels.get(key) ?? { buyer, buyerName: profiles.name(buyer), address, shipBy, lines: [] };
        parcel.lines.push(lineOf(row));
        parcels.set(key, { ...parcel, shipBy: shipBy < parcel.shipBy ? shipBy : parcel.shipBy });
      }
      const seller = { address: self, name: profiles.name(self) };
      return { at: iso(now()), seller, parcels: [...parcels.values()] };
    },

    figures({ from, to, by }): SalesFigures {
      const first = from === undefined ? 0 : secondOf(from);
      const last = to === undefined ? Number.MAX_SAFE_INTEGER : secondOf(to) + DAY - 1;
      if (last < first) throw new SoukError("input.invalid", "to: it is before `from`", { field: "to" });
      const { periods, totals } = salesFigures(orders.sold(self, first, last), by);
      return {
        by,
        periods: periods.map(({ from: day, sums }) => ({ from: day, sums: sums.map(sumsView) })),
        totals: totals.map(sumsView),
      };
    },
  };
}

const sumsView = ({ gross, pending, refunded, fees, net, ...counts }: Sums): SalesFigures["totals"][number] => ({
  ...counts,
  gross: gross.toString(),
  pending: pending.toString(),
  refunded: refunded.toString(),
  fees: fees.toString(),
  net: net.toString(),
});
