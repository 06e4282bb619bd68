// What a seeded listing is: a listing draft of the API whose pictures are named, not yet stored.
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import { formatAmount, parseAmount } from "../../protocol/money.ts";
import type { PictureName } from "./pictures.ts";

/** A file to sell, made when it is needed. */
export interface SeedFile {
  name: string;
  mediaType: string;
  text: () => string;
}

export interface SeedListing extends Omit<ListingDraftInput, "pictures" | "file"> {
  /** Fixed, so that a second seeding knows what is already there. */
  id: string;
  pictures: readonly PictureName[];
  file?: SeedFile;
}

/** What a department says of its goods; the shop adds where it is, how it sends, and who arbitrates. */
export type Goods = Omit<SeedListing, "arbitration" | "shipsFrom" | "shipping"> & {
  /** Of the first unit as a tracked parcel; each further one is half of it. Nothing for a file. */
  shipping: string;
  /** The same by courier, where the shop offers that. */
  courier?: string;
  shipsTo: string[];
  /** Cheap or made to measure: sold without a third party, which the page says plainly. */
  unarbitrated?: true;
};

export const DAY = 86_400;
export const NEAR = ["BE", "NL", "LU", "FR", "DE"];
export const EUROPE = "BE NL LU FR DE AT CH CZ DK EE ES FI GB IE IT LT LV NO PL PT SE SI SK".split(" ");

/** Exact, whatever the currency. */
const half = (price: string): string => formatAmount(parseAmount(price, 18) / 2n, 18);

export const shippingOf = ({ shipping, courier, shipsTo, file }: Goods): SeedListing["shipping"] => {
  if (file) return [];
  const parcel = { id: "parcel", title: "Tracked parcel", to: shipsTo, first: shipping, further: half(shipping) };
  const days = shipsTo === NEAR ? { min: 2, max: 4 } : { min: 3, max: 9 };
  return [
    { ...parcel, days },
    ...(courier
      ? [
          {
            ...parcel,
            id: "courier",
            title: "Courier",
            first: courier,
            further: half(courier),
            days: { min: 1, max: 2 },
          },
        ]
      : []),
  ];
};
