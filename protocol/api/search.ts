// Searching listings: the query, a page of what is found, and the facets of a query.
import { z } from "zod";
import { address } from "../ids.ts";
import { CONDITIONS } from "../listing.ts";
import { amountText } from "../money.ts";
import { country } from "../shipping.ts";
import { cursor, limit } from "./inputs.ts";
import { page } from "./route.ts";
import { listingSummary } from "./schemas.ts";

/** The facets that can be filtered by; `price` is the currency with its range. */
export const LISTING_FILTERS = [
  "category",
  "price",
  "shipsTo",
  "shipsFrom",
  "condition",
  "rating",
  "seller",
  "available",
] as const;

export const priceIn = address
  .optional()
  .meta({ description: "sort, filter and show prices in this currency, by GET /rates" });

/** Which listings; the facets of a query are counted with the same. */
const listingFilters = {
  q: z.string().max(500).optional().meta({ description: 'words, and phrases "in quotes"' }),
  category: z.string().max(140).optional().meta({ description: "with everything below it" }),
  seller: address.optional(),
  currency: address.optional(),
  priceIn,
  minPrice: amountText
    .optional()
    .meta({ description: "whole number of the smallest unit of `priceIn`, else of `currency`: one is needed" }),
  maxPrice: amountText
    .optional()
    .meta({ description: "whole number of the smallest unit of `priceIn`, else of `currency`: one is needed" }),
  condition: z
    .string()
    .max(80)
    .transform((names) => names.split(","))
    .pipe(z.array(z.enum(CONDITIONS)))
    .optional()
    .meta({ description: `one or several of ${CONDITIONS.join(", ")}, with commas between` }),
  shipsTo: country.optional(),
  shipsFrom: country.optional(),
  rating: z.coerce.number().min(1).max(5).optional().meta({ description: "sellers whose average is not below it" }),
  available: z.stringbool().optional(),
};
interface PriceRange {
  currency?: unknown;
  priceIn?: unknown;
  minPrice?: unknown;
  maxPrice?: unknown;
}
const isOfOneCurrency = ({ currency, priceIn: wanted, minPrice, maxPrice }: PriceRange): boolean =>
  currency !== undefined || wanted !== undefined || (minPrice === undefined && maxPrice === undefined);
const ONE_CURRENCY = { path: ["currency"], message: "minPrice and maxPrice are amounts of one currency: name it" };

export const facetQuery = z.strictObject(listingFilters).refine(isOfOneCurrency, ONE_CURRENCY);
export type FacetQuery = z.output<typeof facetQuery>;
export const listingQuery = z
  .strictObject({
    ...listingFilters,
    sort: z.enum(["relevance", "newest", "price-low", "price-high", "rating"]).default("relevance"),
    limit,
    cursor,
  })
  .refine(isOfOneCurrency, ONE_CURRENCY);
export type ListingQuery = z.output<typeof listingQuery>;

/** A word that few or no listings have, and what is called nearly so. */
const correction = z.object({
  word: z.string(),
  instead: z.array(z.string()),
  /** True: no listing has the word, so these were searched for. False: only proposed. */
  searched: z.boolean(),
});

export const listingPage = page(listingSummary)
  .extend({ spelling: z.array(correction) })
  .meta({ id: "ListingPage" });
export type ListingPage = z.output<typeof listingPage>;

const listings = z.int();
/** Each facet is counted with all filters but its own: what choosing something else in it would show. */
export const listingFacets = z
  .object({
    /** With all filters. */
    total: z.int(),
    /** Of the tree, each with all below it; the commonest. */
    categories: z.array(z.object({ value: z.string(), listings })),
    conditions: z.array(z.object({ value: z.enum(CONDITIONS), listings })),
    /** With the lowest and highest price, in the currency's smallest unit. */
    currencies: z.array(z.object({ value: address, listings, lowest: amountText, highest: amountText })),
    /** Of all that can be converted, in `priceIn`; null without it. */
    prices: z.object({ currency: address, listings, lowest: amountText, highest: amountText }).nullable(),
    /** Countries that sellers name, each with what is sent everywhere; other countries get only that. */
    shipsTo: z.object({ everywhere: z.int(), countries: z.array(z.object({ value: z.string(), listings })) }),
    /** Where goods are sent from; of what is not sent, where its seller says to be. */
    shipsFrom: z.array(z.object({ value: z.string(), listings })),
    ratings: z.array(z.object({ atLeast: z.int(), listings })),
    /** The twenty with most. */
    sellers: z.array(z.object({ value: address, name: z.string().nullable(), listings })),
    availability: z.object({ available: z.int(), unavailable: z.int() }),
    /** What leaving out one filter would add. */
    loosen: z.array(z.object({ filter: z.enum(LISTING_FILTERS), listings })),
    /** If nothing is found: what leaving out one word would find. */
    words: z.array(z.object({ word: z.string(), listings })),
    spelling: z.array(correction),
  })
  .meta({ id: "ListingFacets" });
export type ListingFacets = z.output<typeof listingFacets>;
