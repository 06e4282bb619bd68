// What is wrong with the form of a listing, and the draft that the node is given of it: to publish, or to keep unfinished.
import type { z } from "zod";
import type { ListingDraftInput } from "../../../protocol/api/inputs.ts";
import type { CurrencyView } from "../../../protocol/api/schemas.ts";
import type { shopDraft } from "../../../protocol/api/shop-inputs.ts";
import { isShipped } from "../../../protocol/listing.ts";
import { type MoneyError, parseAmount } from "../../../protocol/money.ts";
import { tidy } from "../../../protocol/text.ts";
import { DAY, type ListingForm, type WayForm } from "./listing-form.ts";

/** `Home / Kitchen tools` → `home/kitchen-tools` */
export const categoryPath = (typed: string): string =>
  typed
    .toLowerCase()
    .split(/[/›>]/)
    .map((part) => part.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""))
    .filter(Boolean)
    .join("/");

const tagsOf = (typed: string): string[] => [...new Set(typed.split(",").map(tidy).filter(Boolean))];
const seconds = (days: string): number => Math.round(Number(days) * DAY);

/** @returns why fields cannot stay as they are, by the path of the field in the draft; empty if all is well */
export function wrongFields(form: ListingForm, currency: CurrencyView | undefined): Record<string, string> {
  const wrong: Record<string, string> = {};
  const money = (field: string, text: string, least: bigint) => {
    try {
      if (parseAmount(text, currency?.decimals ?? 18) < least) wrong[field] = "More than nothing, please.";
    } catch (error) {
      wrong[field] =
        text.trim() === "" ? `How much?${least === 0n ? " 0 is free." : ""}` : (error as MoneyError).message;
    }
  };
  const days = (field: string, text: string, least: number) => {
    const value = Number(text);
    if (!(text.trim() !== "" && value >= least && value <= 180)) wrong[field] = `${least || "1 hour"} to 180 days.`;
  };
  if (tidy(form.title).length < 3) wrong["title"] = "At least three letters.";
  if (!/^[a-z0-9-]{1,32}(\/[a-z0-9-]{1,32}){0,3}$/.test(categoryPath(form.category))) {
    wrong["category"] = "Something like Home / Kitchen.";
  }
  if (!form.shipsFrom) wrong["shipsFrom"] = "Choose a country.";
  if (tagsOf(form.tags).length > 16) wrong["tags"] = "At most 16 words.";
  if (isShipped(form) && !form.shippingProfile) {
    form.ways.forEach(({ title, first, further, to }, index) => {
      const field = (name: string) => `shipping.${index}.${name}`;
      if (!tidy(title)) wrong[field("title")] = "How is it sent?";
      if (to.length === 0) wrong[field("to")] = "Choose at least one country, or everywhere.";
      money(field("first"), first, 0n);
      if (further.trim() !== "") money(field("further"), further, 0n);
    });
  }
  form.variants.forEach(({ price, stock, title }, index) => {
    money(`variants.${index}.price`, price, 1n);
    if (stock.trim() !== "" && !/^(0|[1-9][0-9]{0,5})$/.test(stock.trim())) {
      wrong[`variants.${index}.stock`] = "0 or more, or empty.";
    }
    if (form.variants.length > 1 && !tidy(title)) wrong[`variants.${index}.title`] = "What tells it apart?";
  });
  days("shipWindow", form.shipDays, 1 / 24);
  days("inspectionWindow", form.inspectionDays, 1 / 24);
  if (form.arbitrator) days("arbitration.rulingWindow", form.rulingDays, 1);
  return wrong;
}

const wayOf = ({ id, title, first, further, to, days }: WayForm) => ({
  ...(id ? { id } : {}),
  title: tidy(title),
  to,
  first: first.trim(),
  ...(further.trim() === "" ? {} : { further: further.trim() }),
  days,
});

/** Call it only when nothing is wrong. */
export function draftOf(form: ListingForm): ListingDraftInput {
  const title = tidy(form.title);
  return {
    ...(form.id ? { id: form.id } : {}),
    title,
    description: tidy(form.description),
    category: categoryPath(form.category),
    tags: tagsOf(form.tags),
    condition: form.condition,
    currency: form.currency,
    shipsFrom: form.shipsFrom,
    shipping: isShipped(form) ? form.ways.map(wayOf) : [],
    file: form.file,
    service: form.service && !form.file,
    pictures: form.pictures.map((picture) => ({ ...picture, alt: picture.alt || title })),
    variants: form.variants.map(({ id, title: name, price, stock, sku, picture, weight }) => ({
      ...(id ? { id } : {}),
      title: tidy(name),
      price: price.trim(),
      stock: stock.trim() === "" ? null : Number(stock),
      sku,
      weight,
      picture: picture !== null && picture < form.pictures.length ? picture : null,
    })),
    shipWindow: seconds(form.shipDays),
    inspectionWindow: seconds(form.inspectionDays),
    arbitration: form.arbitrator
      ? {
          arbitrator: form.arbitrator,
          fallback: form.fallback === form.arbitrator ? null : form.fallback,
          feeBps: form.feeBps,
          rulingWindow: seconds(form.rulingDays),
          defaultBuyerBps: form.defaultBuyerBps,
        }
      : null,
  };
}

export type ShopDraftInput = z.input<typeof shopDraft>;

/** With a shipping profile, if it names one; call it only when nothing is wrong. */
export function shopDraftOf(form: ListingForm): ShopDraftInput {
  const { shipping, ...draft } = draftOf(form);
  return form.shippingProfile && isShipped(form)
    ? { ...draft, shippingProfile: form.shippingProfile }
    : { ...draft, shipping };
}

/** What of an unfinished form can be kept: everything that says something. */
export function unfinishedOf(form: ListingForm): ShopDraftInput {
  const { title, shipsFrom, variants, shipping, shipWindow, inspectionWindow, arbitration, ...draft } =
    shopDraftOf(form);
  return {
    ...draft,
    ...(title!.length >= 3 && { title }),
    ...(shipsFrom && { shipsFrom }),
    ...(shipping?.every((way) => way.title && way.first && way.to!.length > 0) && { shipping }),
    ...(Number.isSafeInteger(shipWindow) && { shipWindow }),
    ...(Number.isSafeInteger(inspectionWindow) && { inspectionWindow }),
    ...((arbitration === null || Number.isSafeInteger(arbitration!.rulingWindow)) && { arbitration }),
    ...(variants!.some(({ price }) => price) && {
      variants: variants!
        .filter(({ price }) => price)
        .map((variant) => ({ ...variant, stock: Number.isSafeInteger(variant.stock ?? 0) ? variant.stock : null })),
    }),
  };
}
