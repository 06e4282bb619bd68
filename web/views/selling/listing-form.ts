// What is being typed into the form of a listing, and how it starts: empty, or from a draft that is kept.
import type { CurrencyView, ListingDetail } from "../../../protocol/api/schemas.ts";
import type { ShopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { DigitalFile } from "../../../protocol/goods.ts";
import type { Picture } from "../../../protocol/picture.ts";
import { categoryName } from "../browse/categories.tsx";

export const DAY = 86_400;

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
  /** Of a shipping profile, instead of `ways`; empty for none. */
  shippingProfile: string;
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

/** What it costs is for the seller to say: nobody is to send things around the world for nothing by oversight. */
export const emptyWay = (title = ""): WayForm => ({
  key: Math.random(),
  title,
  first: "",
  further: "",
  to: ["*"],
  days: null,
});

/** What a shop has settled for all it lists. */
export interface Usual {
  currency: string;
  shipsFrom?: string;
  arbitrator?: Pick<ListingForm, "arbitrator" | "feeBps">;
}

export const emptyListing = ({ currency, shipsFrom = "", arbitrator }: Usual): ListingForm => ({
  title: "",
  description: "",
  category: "",
  tags: "",
  condition: "new",
  currency,
  shipsFrom,
  shippingProfile: "",
  ways: [emptyWay("Parcel")],
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
  ...arbitrator,
});

/** `home/kitchen-tools` → `Home / Kitchen tools`, as it is chosen and typed */
export const categoryTyped = (path: string): string => categoryName(path).replaceAll("›", "/");

/** @param draft as it is kept: anything may be missing. @param fallback the currency where it names none that is known */
export function formOf(
  draft: ShopDraft,
  id: string,
  currencies: readonly CurrencyView[],
  fallback: string,
): ListingForm {
  const empty = emptyListing({ currency: fallback });
  const { arbitration: rules, pictures = [] } = draft;
  const named = draft.currency?.toLowerCase();
  const currency = currencies.find(({ address, symbol }) => address === named || symbol.toLowerCase() === named);
  const inDays = (seconds: number | undefined, days: string) =>
    seconds === undefined ? days : String(Math.round((seconds / DAY) * 1_000) / 1_000);
  return {
    ...empty,
    id,
    title: draft.title ?? "",
    description: draft.description ?? "",
    category: categoryTyped(draft.category ?? ""),
    tags: (draft.tags ?? []).join(", "),
    condition: draft.condition ?? empty.condition,
    currency: currency?.address ?? fallback,
    shipsFrom: draft.shipsFrom ?? "",
    shippingProfile: draft.shippingProfile ?? "",
    ways: draft.shipping?.map(wayFormOf) ?? empty.ways,
    service: draft.service ?? false,
    pictures,
    file: draft.file ?? null,
    variants: draft.variants?.map((variant) => variantFormOf(variant, pictures.length)) ?? empty.variants,
    shipDays: inDays(draft.shipWindow, empty.shipDays),
    inspectionDays: inDays(draft.inspectionWindow, empty.inspectionDays),
    arbitrator: rules?.arbitrator ?? "",
    feeBps: rules?.feeBps ?? empty.feeBps,
    rulingDays: inDays(rules?.rulingWindow, empty.rulingDays),
    defaultBuyerBps: rules?.defaultBuyerBps ?? empty.defaultBuyerBps,
    fallback: rules?.fallback ?? null,
  };
}

const wayFormOf = ({ id, ...way }: NonNullable<ShopDraft["shipping"]>[number]): WayForm => ({
  ...(id ? { id } : {}),
  key: Math.random(),
  title: way.title,
  first: way.first,
  further: way.further ?? "",
  to: way.to,
  days: way.days,
});

const variantFormOf = (
  { id, title, price, stock, sku, weight, picture }: NonNullable<ShopDraft["variants"]>[number],
  pictures: number,
): VariantForm => ({
  ...emptyVariant(),
  ...(id ? { id } : {}),
  sku,
  weight,
  title,
  price,
  picture: picture !== null && picture < pictures ? picture : null,
  stock: stock === null ? "" : String(stock),
});
