// What a search has, counted: one table of all that can be chosen, in the words of the options that choose it.
import type { ListingFacets } from "../../protocol/api/search.ts";
import { printable } from "../terminal/text.ts";
import { table } from "../terminal/table.ts";
import { type Facts, moneyText, partyText, symbolText } from "./facts.ts";

type Row = readonly [option: string, value: string, listings: number];

export function facetsTable(facets: ListingFacets, facts: Facts): string {
  const rows: Row[] = [
    ["", "all of these", facets.total],
    ...facets.categories.map(({ value, listings }): Row => ["--category", value, listings]),
    ...facets.conditions.map(({ value, listings }): Row => ["--condition", value, listings]),
    ...facets.currencies.map((one): Row => ["--currency", rangeText(one.value, one, facts), one.listings]),
    ...(facets.prices
      ? [["--price-in", rangeText(facets.prices.currency, facets.prices, facts), facets.prices.listings] as const]
      : []),
    ["--ships-to", "everywhere", facets.shipsTo.everywhere],
    ...facets.shipsTo.countries.map(({ value, listings }): Row => ["--ships-to", value, listings]),
    ...facets.shipsFrom.map(({ value, listings }): Row => ["--ships-from", value, listings]),
    ...facets.ratings.map(({ atLeast, listings }): Row => ["--rating", String(atLeast), listings]),
    ...facets.sellers.map(({ value, name, listings }): Row => ["--seller", partyText(facts, name, value), listings]),
    ["--available", "on sale", facets.availability.available],
    ["--no-available", "sold out or expired", facets.availability.unavailable],
    ...facets.loosen.map(({ filter, listings }): Row => ["leaving out", filter, listings]),
    ...facets.words.map(({ word, listings }): Row => ["without", word, listings]),
  ];
  const counts = table<Row>(
    [
      { title: "option", cell: ([option]) => option },
      { title: "value", cell: ([, value]) => value, shrinks: true },
      { title: "listings", cell: ([, , listings]) => String(listings), right: true },
    ],
    rows.filter(([option, , listings]) => option === "" || listings > 0),
    facts,
  );
  return [...facets.spelling.map(spellingText), counts].join("\n");
}

const rangeText = (currency: string, { lowest, highest }: { lowest: string; highest: string }, facts: Facts): string =>
  `${symbolText(facts, currency)}, ${moneyText(facts, lowest, currency)} to ${moneyText(facts, highest, currency)}`;

/** A word that few or no listings have. */
export const spellingText = ({ word, instead, searched }: ListingFacets["spelling"][number]): string =>
  printable(
    searched
      ? `nothing has "${word}": searched for ${instead.join(", ")}`
      : `few have "${word}": did you mean ${instead.join(", ")}?`,
  );
