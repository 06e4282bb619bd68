// Makes the receipt of an order, for its parties: what it says follows from the chain, but for names and the listing's title.
import type { Receipt } from "../../../protocol/api/receipt-schemas.ts";
import { cidOfDigest } from "../../../protocol/block.ts";
import type { Deployment } from "../../../protocol/deployments.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { offerDigest } from "../../../protocol/offer.ts";
import { totalOf } from "../../../protocol/order.ts";
import { SoukError } from "../../core/errors.ts";
import { variantTitle } from "../../core/listing.ts";
import { isParty } from "../../core/order.ts";
import type { BlockHeader } from "../../core/ports/chain.ts";
import type { ListingReader, OrderReader, ProfileReader } from "../../core/ports/readers.ts";
import { pricesOf } from "./article.ts";

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();

export function createReceipts({
  self,
  deployment,
  orders,
  listings,
  profiles,
  head,
}: {
  self: Address;
  deployment: Deployment;
  orders: Pick<OrderReader, "get" | "events">;
  listings: Pick<ListingReader, "edition">;
  profiles: Pick<ProfileReader, "name">;
  head: () => BlockHeader | undefined;
}): (order: Hex32) => Receipt {
  const { chainId, name, escrow, currencies, finality } = deployment;
  const party = (address: Address) => ({ address, name: profiles.name(address) });

  function currencyOf(address: Address): Receipt["currency"] {
    const { symbol, decimals } = currencies.find((one) => one.address === address) ?? { symbol: address, decimals: 0 };
    return { address, symbol, decimals };
  }

  return (id) => {
    const row = orders.get(id);
    const newest = head();
    if (!row || !newest) {
      throw new SoukError("order.unknown", `There is no order ${id} on this chain, or it has not arrived here yet`, {
        subject: id,
      });
    }
    if (!isParty(row, self)) {
      throw new SoukError("order.wrong-party", `Order ${id} is not yours`, { subject: id });
    }
    const { order, payout } = row;
    const { offer } = order;
    const listing = listings.edition(offer);
    return {
      order: id,
      chain: { id: chainId, name, escrow },
      status: row.status,
      buyer: party(order.buyer),
      seller: party(offer.seller),
      arbitrator: offer.arbitrator === ZERO_ADDRESS ? null : party(offer.arbitrator),
      listing: listing
        ? {
            id: listing.id,
            title: listing.title,
            variant: variantTitle(listing, offer.sku),
            cid: cidOfDigest(offer.terms),
          }
        : null,
      terms: offer.terms,
      offerDigest: offerDigest({ chainId, escrow }, offer),
      currency: currencyOf(offer.currency),
      units: order.units,
      ...pricesOf(listing, order),
      total: totalOf(order).toString(),
      salt: order.salt.toString(),
      referrer: order.referrer,
      paidAt: iso(row.openedAt),
      closedAt: row.closedAt === null ? null : iso(row.closedAt),
      payout: payout && {
        buyer: payout.buyer.toString(),
        seller: payout.seller.toString(),
        arbitrator: payout.arbitrator.toString(),
        referrer: payout.referrer.toString(),
      },
      proof: orders.events(id).map((event) => ({
        event: event.name,
        at: iso(event.time),
        block: event.block,
        blockHash: event.blockHash,
        transaction: event.transaction,
        final: newest.number - event.block >= finality,
      })),
      asOf: { block: newest.number, time: iso(newest.timestamp) },
    };
  };
}
