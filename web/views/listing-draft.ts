// What is being typed into the form of a listing, what is wrong with it, and the draft the node is given.
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { CurrencyView, ListingDetail } from "../../protocol/api/schemas.ts";
import type { DigitalFile } from "../../protocol/goods.ts";
import type { Picture } from "../../protocol/picture.ts";
import { isShipped } from "../../protocol/listing.ts";
import { type MoneyError, formatAmount, parseAmount } from "../../protocol/money.ts";
import { tidy } from "../../protocol/text.ts";

const DAY = 86_400;

export interface VariantForm {
  key: number;
  id?: string;
  title: string;
  price: string;
  /** Empty: not counted. */
  stock: string;
  /** Kept as they are. */
  sku: string;
  picture: number | null;
  weight: number;
}

/** A way to send it. */
export interface WayForm {
  key: number;
  id?: string;
  title: string;
  first: string;
  /** Empty: as the first. */
  further: string;
  to: string[];
  days: { min: number; max: number } | null;
}

export interface ListingForm {
  id?: string;
  title: string;
  description: string;
  category: string;
  tags: string;
  condition: ListingDetail["condition"];
  currency: string;
  shipsFrom: string;
  ways: WayForm[];
  service: boolean;
  pictures: Picture[];
  file: DigitalFile | null;
  variants: VariantForm[];
  shipDays: string;
  inspectionDays: string;
  /** Empty: nobody rules. */
  arbitrator: string;
  feeBps: number;
  rulingDays: string;
  defaultBuyerBps: number;
  fallback: string | null;
}

export const emptyVariant = (): VariantForm => ({ key: Math.random(), title: "", price: "", stock: "", ...UNSAID });
const UNSAID = { sku: "", picture: null, weight: 0 };

export const emptyWay = (first: string): WayForm => ({
  key: Math.random(),
  title: first === "" ? "" : "Parcel",
  first,
  further: "",
  to: ["*"],
  days: null,
});

export const emptyListing = (currency: string): ListingForm => ({
  title: "",
  description: "",
  category: "",
  tags: "",
  condition: "new",
  currency,
  shipsFrom: "",
  ways: [emptyWay("0")],
  service: false,
  pictures: [],
  file: null,
  variants: [emptyVariant()],
  shipDays: "5",
  inspectionDays: "14",
  arbitrator: "",
  feeBps: 300,
  rulingDays: "7",
  defaultBuyerBps: 5_000,
  fallback: null,
});

export function formOf(listing: ListingDetail, decimals: number): ListingForm {
  const { arbitration: rules } = listing;
  const { id, title, description, category, condition, currency, shipsFrom, pictures, file, service } = listing;
  return {
    id,
    title,
    description,
    category,
    condition,
    currency,
    shipsFrom,
    pictures,
    file,
    service,
    tags: listing.tags.join(", "),
    ways: listing.shipping.map(({ first, further, ...way }) => ({
      ...way,
      key: Math.random(),
      first: formatAmount(BigInt(first), decimals),
      further: formatAmount(BigInt(further), decimals),
    })),
    variants: listing.variants.map((variant) => ({
      ...emptyVariant(),
      id: variant.id,
      sku: variant.sku,
      picture: variant.picture !== null && variant.picture < pictures.length ? variant.picture : null,
      weight: variant.weight,
      title: variant.title,
      price: formatAmount(BigInt(variant.price), decimals),
      stock: variant.left === null ? "" : String(variant.left),
    })),
    shipDays: String(listing.shipWindow / DAY),
    inspectionDays: String(listing.inspectionWindow / DAY),
    arbitrator: rules?.arbitrator ?? "",
    feeBps: rules?.feeBps ?? 300,
    rulingDays: String((rules?.rulingWindow ?? 7 * DAY) / DAY),
    defaultBuyerBps: rules?.defaultBuyerBps ?? 5_000,
    fallback: rules?.fallback ?? null,
  };
}

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
      wrong[field] = text.trim() === "" ? "How much?" : (error as MoneyError).message;
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
  if (isShipped(form)) {
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
    if (stock.trim() !== "" && !/^[1-9][0-9]{0,5}$/.test(stock.trim())) {
      wrong[`variants.${index}.stock`] = "1 or more, or empty.";
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
