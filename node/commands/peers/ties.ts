// Who is tied to this node: followed, party of its orders and listings, or at least known to have traded.
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import type { Rank } from "../../core/holding.ts";
import type { Following } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader } from "../../core/ports/readers.ts";

export interface Ties {
  followed: ReadonlySet<Address>;
  /** The strongest; undefined for a stranger. */
  of(owner: Address): Exclude<Rank, "free" | "bonded"> | undefined;
  /** @returns whether somebody became a party of something here */
  hear(event: SoukEvent): boolean;
  /** The user follows somebody, or no longer. */
  follow(owner: Address, followed: boolean): void;
}

export function createTies({
  self,
  following,
  orders,
  listings,
}: {
  self: Address;
  following: Pick<Following, "list">;
  orders: Pick<OrderReader, "partners" | "traders">;
  listings: Pick<ListingReader, "listed" | "arbitrators">;
}): Ties {
  const followed = new Set(following.list().map(({ owner }) => owner));
  const parties = new Set([...orders.partners(self), ...listings.arbitrators(self)]);
  const traders = new Set(orders.traders());

  function join(...owners: Address[]): boolean {
    const before = parties.size;
    for (const owner of owners) if (owner !== self && owner !== ZERO_ADDRESS) parties.add(owner);
    return parties.size > before;
  }

  function arbitratorsOf(id: ListingId): Address[] {
    const arbitration = listings.listed(self, id)?.listing.arbitration;
    return arbitration ? [arbitration.arbitrator, arbitration.fallback ?? ZERO_ADDRESS] : [];
  }

  return {
    followed,
    of(owner) {
      if (followed.has(owner)) return "followed";
      if (parties.has(owner)) return "party";
      return traders.has(owner) ? "traded" : undefined;
    },
    hear(event) {
      if (event.type === "listing.published" && event.seller === self) return join(...arbitratorsOf(event.id));
      if (event.type !== "order.changed") return false;
      if (event.status === "released" && event.seller !== event.buyer) traders.add(event.seller);
      return join(...orders.partners(self, event.order));
    },
    follow(owner, isFollowed) {
      if (isFollowed) followed.add(owner);
      else followed.delete(owner);
    },
  };
}
