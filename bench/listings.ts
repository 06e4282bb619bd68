// Listings like a real market's: words by Zipf's law, few sellers with many listings, categories, prices, pictures. Seeded.
import { type Address, type ListingId, ZERO_ADDRESS } from "../protocol/ids.ts";
import { type Listing, encodeListing } from "../protocol/listing.ts";
import { type ListedListing, variantsOf } from "../node/core/listing.ts";
import { named, placedAt } from "../test/support/store-rows.ts";

export const NOW = 1_900_000_000;
const TUSD = `0x${"e7".repeat(20)}` as Address;
const WORDS = 30_000;

const FUNCTION_WORDS =
  "the and of to in a is with for it on by from this are as or that not be new has all you your our can will made hand".split(
    " ",
  );
const ONSETS = "b c d f g h j k l m n p r s t v w z br ch cl cr dr fl fr gl gr kn pl pr qu sc sh sk sl sm sn sp st str sw th tr tw wh".split(" "); // prettier-ignore
const VOWELS = "a e i o u ai ea ee ie oa oo ou".split(" ");
const CODAS = ["", "", "n", "r", "l", "s", "t", "ck", "ng", "nd", "rk", "sh", "m", "p", "d"];
const ENDINGS = ["", "", "", "er", "ing", "s", "y", "en", "et", "ow"];

const TREE: Record<string, string[]> = {
  home: ["kitchen", "light", "textile", "furniture", "decor", "garden"],
  clothing: ["women", "men", "children", "shoes", "bags"],
  electronics: ["audio", "phones", "computers", "parts", "cameras"],
  books: ["fiction", "science", "art", "children"],
  tools: ["wood", "metal", "garden", "measuring"],
  sport: ["cycling", "climbing", "water", "running"],
  art: ["prints", "ceramics", "painting", "supplies"],
  food: ["coffee", "tea", "spices", "preserves"],
};
const CATEGORIES = Object.entries(TREE).flatMap(([top, leaves]) => leaves.map((leaf) => `${top}/${leaf}`));

/** mulberry32: numbers in [0, 1) that are the same on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const picker =
  (random: () => number) =>
  <T>(from: readonly T[]): T =>
    from[Math.floor(random() * from.length)]!;

export interface Market {
  /** The n-th listing; `seller` replaces the drawn one. */
  listing(number: number, seller?: Address): Listing;
  /** As the inbox hands it over, signatures left out. */
  listed(number: number, seller?: Address): ListedListing;
  /** Few have many listings. */
  seller(): Address;
  /** By how common they are. */
  words: readonly string[];
  random: () => number;
  pick<T>(from: readonly T[]): T;
}

/** Every market has the same vocabulary; the seed draws what is listed. */
export function createMarket(seed: number): Market {
  const random = createRandom(seed);
  const pick = picker(random);
  const words = VOCABULARY;
  const zipf = createZipf(words.length, random);
  const anyWord = () => words[zipf()]!;
  /** Titles and tags name things: no function words. */
  const noun = () => {
    for (;;) {
      const rank = zipf();
      if (rank >= FUNCTION_WORDS.length) return words[rank]!;
    }
  };
  const many = (least: number, most: number, make: () => string) =>
    Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, make);
  const sellerZipf = createZipf(2_000, random);

  const seller = () => addressOf(sellerZipf());

  function listing(number: number, owner = seller()): Listing {
    const cents = Math.round(Math.exp(1.5 + random() * 5) * 100);
    const title = many(4, 7, noun).join(" ");
    return {
      v: 1,
      kind: "listing",
      seller: owner,
      id: `item-${number}` as ListingId,
      title: title[0]!.toUpperCase() + title.slice(1),
      description: `${many(20, 80, anyWord).join(" ")}.`,
      category: pick(CATEGORIES),
      tags: [...new Set(many(2, 5, noun))],
      condition: pick(["new", "like-new", "used", "refurbished", "handmade"] as const),
      currency: random() < 0.7 ? TUSD : ZERO_ADDRESS,
      shipsFrom: pick(["PT", "DE", "FR", "US", "JP"]),
      ...shippingTo(random() < 0.6 ? ["*"] : ["DE", "ES", "FR", "PT"]),
      file: null,
      service: false,
      pictures: Array.from({ length: 1 + Math.floor(random() * 3) }, (_item, index) => pictureOf(number * 4 + index)),
      variants: Array.from({ length: 1 + Math.floor(random() * 2.5) }, (_item, index) => ({
        id: `v${index}` as ListingId,
        title: noun(),
        sku: "",
        price: `${cents + index * 100}0000`,
        maxUnits: random() < 0.5 ? 0 : 5,
        picture: null,
        weight: 0,
      })),
      shipWindow: 432_000,
      inspectionWindow: 1_209_600,
      arbitration: null,
    };
  }

  return {
    listing,
    seller,
    listed(number, owner) {
      const value = listing(number, owner);
      const block = encodeListing(value);
      // One in ten has expired.
      const validUntil = random() < 0.1 ? NOW - 1 : NOW + 86_400;
      const place = placedAt({ validUntil, sequence: 1 });
      return { listing: value, ...named(block), block, variants: variantsOf(value), place, sequence: number };
    },
    words,
    random,
    pick,
  };
}

const shippingTo = (to: string[]): Pick<Listing, "shipsTo" | "shipping"> => ({
  shipsTo: to,
  shipping: [
    { id: "parcel" as ListingId, title: "Parcel", to, first: "4500000", further: "1500000", days: { min: 2, max: 6 } },
  ],
});

const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, "5")}` as Address;

const pictureOf = (number: number) => ({
  cid: `bafkrei${number
    .toString(32)
    .replace(/[0189]/g, "z")
    .padStart(52, "a")}`,
  type: "image/webp" as const,
  bytes: 90_000,
  width: 1_200,
  height: 900,
  alt: "",
  thumbnail: { cid: "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", bytes: 18_000 },
});

function inventWords(): string[] {
  const pick = picker(createRandom(1));
  const words = new Set(FUNCTION_WORDS);
  while (words.size < WORDS) {
    const syllable = () => pick(ONSETS) + pick(VOWELS) + pick(CODAS);
    words.add(syllable() + (words.size > 500 ? syllable() : "") + pick(ENDINGS));
  }
  return [...words];
}
const VOCABULARY = inventWords();

/** Draws a rank: the r-th is drawn about 1/r as often as the first. */
function createZipf(size: number, random: () => number): () => number {
  const upTo: number[] = [];
  let sum = 0;
  for (let rank = 0; rank < size; rank++) upTo.push((sum += 1 / (rank + 2.7)));
  return () => {
    const aim = random() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! < aim) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
