// What the HTTP API accepts of a buyer: addresses, one article, or a cart of several.
import { z } from "zod";
import { address, listingId } from "../ids.ts";
import { deliveryAddress } from "../message.ts";

export const delivery = deliveryAddress
  .extend({
    region: deliveryAddress.shape.region.default(""),
    postcode: deliveryAddress.shape.postcode.default(""),
    note: deliveryAddress.shape.note.default(""),
  })
  .meta({ id: "Delivery" });
export const addressId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "expected small letters, digits and dashes, like home");
const article = z.strictObject({
  seller: address,
  listing: listingId,
  variant: listingId,
  units: z.int().min(1).max(10_000).default(1),
  option: listingId
    .optional()
    .meta({ description: "of the listing's shipping options; needed where several go to the country of `delivery`" }),
  cid: z.string().max(80).meta({ description: "of the listing that the buyer was shown: bought as seen, or refused" }),
});

const acceptUntrusted = z
  .boolean()
  .default(false)
  .meta({ description: "also arbitrators who are not on this user's list, if there is a list" });

const fromBook = addressId.optional().meta({ description: "of an address in the book, instead of `delivery`" });

export const purchase = article
  .extend({
    acceptUntrusted,
    addressId: fromBook,
    delivery: delivery
      .nullable()
      .default(null)
      .meta({ description: "sealed to the seller; left out where the article is a file" }),
  })
  .meta({ id: "Purchase" });
export type Purchase = z.output<typeof purchase>;

export const cart = z
  .strictObject({
    acceptUntrusted,
    addressId: fromBook,
    items: z
      .array(article.meta({ id: "CartItem" }))
      .min(1)
      .max(50)
      .meta({
        description:
          "of any sellers and currencies, each an order of its own; cheaper where items in one currency stand together",
      }),
    delivery: delivery
      .nullable()
      .default(null)
      .meta({ description: "sealed to each seller; left out where all articles are files" }),
  })
  .meta({ id: "Cart" });
export type Cart = z.output<typeof cart>;
