// Commands to buy: one article, or a cart of several sellers' articles in one payment, all or none.
import type { Cart, Purchase } from "../../../protocol/api/purchase-inputs.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { isShipped } from "../../../protocol/listing.ts";
import type { Order } from "../../../protocol/order.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { SoukError } from "../../core/errors.ts";
import type { SignedPurchase } from "../../core/ports/chain.ts";
import type { AddressCommands, PurchaseCommands } from "../../core/ports/commands.ts";
import type { TrustedArbitrators } from "../../core/ports/own.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import { chosen } from "../../core/purchase.ts";
import { untrustedOf } from "../../core/trust.ts";
import type { OperationRunner } from "../operations.ts";
import type { Correspondence, Outgoing } from "../orders/correspondence.ts";
import { type Articles, ordersFor } from "./articles.ts";

type CartItem = Required<SignedPurchase> & { id: Hex32 };

export function createPurchaseCommands({
  domain,
  self,
  articles,
  addresses,
  trusted,
  listings,
  correspondence,
  operations,
}: {
  domain: Domain;
  self: Address;
  articles: Articles;
  addresses: Pick<AddressCommands, "deliveryOf">;
  trusted: Pick<TrustedArbitrators, "list">;
  listings: Pick<ListingReader, "edition">;
  correspondence: Correspondence;
  operations: OperationRunner;
}): PurchaseCommands {
  function checkTrust({ offer }: Order): void {
    const [untrusted] = untrustedOf(
      offer,
      trusted.list().map(({ owner }) => owner),
    );
    if (!untrusted) return;
    const message = `In a dispute ${untrusted} would decide, who is not among the arbitrators you trust: add them, or accept them for this purchase`;
    throw new SoukError("arbitrator.untrusted", message, { field: "acceptUntrusted", subject: untrusted });
  }

  /** @param named says which item an error is about */
  function decide(cart: Omit<Cart, "addressId">, named: (place: number, error: unknown) => unknown): CartItem[] {
    const choices = articles(cart).map((article, place) => {
      try {
        if (article instanceof SoukError) throw article;
        return { choice: chosen(article), units: article.purchase.units };
      } catch (error) {
        throw named(place, error);
      }
    });
    const decided = ordersFor(domain, self, choices);
    for (const [place, { order }] of decided.entries()) {
      try {
        if (!cart.acceptUntrusted) checkTrust(order);
      } catch (error) {
        throw named(place, error);
      }
    }
    return decided;
  }

  /** What is not shipped needs none, so none is told, even if the buyer gave it. */
  async function tellAddress(mail: Outgoing, id: Hex32, { offer }: Order, delivery: Purchase["delivery"]) {
    const listing = listings.edition(offer);
    if (delivery && (!listing || isShipped(listing))) await mail.write("delivery", id, offer.seller, delivery);
  }

  return {
    async buy({ delivery: told, acceptUntrusted, addressId, ...item }) {
      const delivery = await addresses.deliveryOf({ delivery: told, addressId });
      const [{ id, ...signed }] = decide({ items: [item], delivery, acceptUntrusted }, (_, error) => error) as [
        CartItem,
      ];
      return correspondence.accompany(async (mail) => {
        await tellAddress(mail, id, signed.order, delivery);
        const { messages } = mail;
        return operations.run({ kind: "buy", subject: id, call: { call: "open", ...signed }, messages });
      });
    },
    async buyCart(cart) {
      const { items } = cart;
      const delivery = await addresses.deliveryOf(cart);
      const decided = decide({ ...cart, delivery }, (place, error) => about(items, place, error));
      const purchases = decided.map(({ order, signature, proof }) => ({ order, signature, proof }));
      const subject = decided.map(({ id }) => id).join(",");
      return correspondence.accompany(async (mail) => {
        for (const [place, { id, order }] of decided.entries()) {
          await tellAddress(mail, id, order, delivery).catch((error: unknown) => {
            throw about(items, place, error);
          });
        }
        const { messages } = mail;
        const call = { call: "openMany", purchases } as const;
        return operations.run({ kind: "buyCart", subject, call, messages }).catch((error: unknown) => {
          throw aboutRefused(items, error);
        });
      });
    },
  };
}

/** Says which item of the cart an error is about, so that the buyer can leave it out and try again. */
function about(items: Cart["items"], place: number, error: unknown): unknown {
  if (!(error instanceof SoukError)) return error;
  const { seller, listing } = items[place]!;
  const { code, message, retryable, field } = error;
  // The address is the whole cart's, and so is whom its buyer accepts.
  const path = /^(delivery|addressId|acceptUntrusted)/.test(field ?? "")
    ? field
    : [`items.${place}`, field].filter(Boolean).join(".");
  return new SoukError(code, `Item ${place + 1} of the cart: ${message}`, {
    retryable,
    cause: error,
    field: path,
    subject: `${seller}/${listing}`,
  });
}

/** The same of what the escrow refused. */
function aboutRefused(items: Cart["items"], error: unknown): unknown {
  const [, index] = (error instanceof SoukError && /^purchases\.(\d+)$/.exec(error.field ?? "")) || [];
  if (index === undefined || !(error instanceof SoukError)) return error;
  const { code, retryable } = error;
  const message = error.message.replace(/^item \d+ of the cart: /, "");
  return about(items, Number(index), new SoukError(code, message, { retryable, cause: error }));
}
