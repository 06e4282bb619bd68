// Commands to buy: one article, or a cart of several sellers' articles in one payment, all or none.
import { randomBytes } from "node:crypto";
import type { Cart, Purchase } from "../../protocol/api/inputs.ts";
import type { CourtAdapter } from "../../protocol/deployments.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { type Order, orderId } from "../../protocol/order.ts";
import { joinedIn } from "../../protocol/shipping.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { SoukError } from "../core/errors.ts";
import { type Choice, choose, orderFor } from "../core/purchase.ts";
import type { PurchaseCommands } from "../core/ports/commands.ts";
import type { SignedPurchase } from "../core/ports/chain.ts";
import type { ListingReader } from "../core/ports/readers.ts";
import type { Correspondence, Outgoing } from "./correspondence.ts";
import type { OperationRunner } from "./operations.ts";

type CartItem = Required<SignedPurchase> & { id: Hex32 };

export function createPurchaseCommands({
  domain,
  self,
  courts,
  listings,
  correspondence,
  operations,
  now,
}: {
  domain: Domain;
  self: Address;
  courts: readonly CourtAdapter[];
  listings: Pick<ListingReader, "listed" | "edition" | "stock">;
  correspondence: Correspondence;
  operations: OperationRunner;
  /** Chain time, unix seconds. */
  now: () => number;
}): PurchaseCommands {
  /** @param taken units of the seller's stock that the same cart has taken already */
  function decide(purchase: Purchase, taken: (sku: Hex32) => number = () => 0): Choice {
    return choose({
      purchase,
      buyer: self,
      listed: listings.listed(purchase.seller, purchase.listing),
      stock(sku) {
        const { sold, ...rest } = listings.stock(purchase.seller, sku);
        return { ...rest, sold: sold + taken(sku) };
      },
      courts,
      now: now(),
    });
  }

  function open(choice: Choice, units: number, joined: boolean): CartItem {
    const salt = randomBytes(8).readBigUInt64BE();
    const purchase = orderFor(choice, { domain, buyer: self, units, salt, joined });
    return { ...purchase, id: orderId(domain, purchase.order) };
  }

  /** What one seller ships travels together: the dearest way is paid as if alone, all else as further units. */
  function decideAll({ items, delivery }: Cart): CartItem[] {
    const chosen: { choice: Choice; seller: Address; units: number }[] = [];
    for (const [place, item] of items.entries()) {
      const { seller, units } = item;
      const taken = (sku: Hex32) =>
        chosen
          .filter((before) => before.seller === seller && before.choice.variant.sku === sku)
          .reduce((sum, before) => sum + before.units, 0);
      try {
        chosen.push({ choice: decide({ ...item, delivery }, taken), seller, units });
      } catch (error) {
        throw about(items, place, error);
      }
    }
    const joined = joinedIn(
      chosen.map(({ choice: { listed, option }, seller }) => ({
        group: `${seller}/${listed.listing.currency}`,
        first: option && BigInt(option.first),
      })),
    );
    return chosen.map(({ choice, units }, place) => open(choice, units, joined[place]!));
  }

  /** A file needs none, so none is told, even if the buyer gave it. */
  async function tellAddress(mail: Outgoing, id: Hex32, { offer }: Order, delivery: Purchase["delivery"]) {
    if (delivery && !listings.edition(offer.terms)?.file) await mail.write("delivery", id, offer.seller, delivery);
  }

  return {
    async buy(purchase) {
      const { id, ...signed } = open(decide(purchase), purchase.units, false);
      const { order } = signed;
      return correspondence.accompany(async (mail) => {
        await tellAddress(mail, id, order, purchase.delivery);
        const { messages } = mail;
        return operations.run({ kind: "buy", subject: id, call: { call: "open", ...signed }, messages });
      });
    },
    async buyCart(cart) {
      const { items, delivery } = cart;
      const decided = decideAll(cart);
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
  // The address is the whole cart's.
  const path = field?.startsWith("delivery") ? field : [`items.${place}`, field].filter(Boolean).join(".");
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
