// What a seeded listing is: a listing draft of the API whose pictures are named, not yet stored.
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
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

/** What a department says of its goods; the shop adds where it is, and who arbitrates. */
export type Goods = Omit<SeedListing, "arbitration" | "shipsFrom"> & {
  /** Cheap or made to measure: sold without a third party, which the page says plainly. */
  unarbitrated?: true;
};

export const DAY = 86_400;
export const NEAR = ["BE", "NL", "LU", "FR", "DE"];
export const EUROPE = "BE NL LU FR DE AT CH CZ DK EE ES FI GB IE IT LT LV NO PL PT SE SI SK".split(" ");
