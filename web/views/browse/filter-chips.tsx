// The filters that are on, each to be taken off with a click, and what was searched for instead of a mistyped word.
import type { ListingFacets, ListingPage } from "../../../protocol/api/search.ts";
import { Icon } from "../../design/icon.tsx";
import { shortAddress } from "../../design/party.tsx";
import { useNode } from "../../node.ts";
import { countryName } from "../countries.ts";
import { categoryName } from "./categories.tsx";
import { conditionName } from "./facets.tsx";
import { type Asked, type Change, conditionsOf, hrefOf, starsText } from "./search-query.ts";

interface Chip {
  name: string;
  without: Parameters<Change>[0];
}

/** @param facets to name sellers */
export function useChips(asked: Asked, facets: ListingFacets | undefined): Chip[] {
  const { currency: find } = useNode();
  const conditions = conditionsOf(asked);
  const chips: Chip[] = [];
  const { category, currency, min, max, shipsTo, shipsFrom, rating, seller, available } = asked;
  if (category) chips.push({ name: categoryName(category), without: { category: undefined } });
  if (currency) {
    const symbol = find(currency)?.symbol ?? shortAddress(currency);
    const range = min && max ? `${min} to ${max}` : min ? `from ${min}` : max ? `up to ${max}` : "priced in";
    chips.push({ name: `${range} ${symbol}`, without: { currency: undefined, min: undefined, max: undefined } });
  }
  if (shipsTo) chips.push({ name: `Ships to ${countryName(shipsTo)}`, without: { shipsTo: undefined } });
  if (shipsFrom) chips.push({ name: `Ships from ${countryName(shipsFrom)}`, without: { shipsFrom: undefined } });
  for (const condition of conditions) {
    const others = conditions.filter((other) => other !== condition).join(",");
    chips.push({ name: conditionName(condition), without: { condition: others || undefined } });
  }
  if (rating) chips.push({ name: `Seller: ${starsText(Number(rating))}`, without: { rating: undefined } });
  if (seller) {
    const name = facets?.sellers.find(({ value }) => value === seller)?.name;
    chips.push({ name: `From ${name ?? shortAddress(seller)}`, without: { seller: undefined } });
  }
  if (available === "true") chips.push({ name: "In stock", without: { available: undefined } });
  return chips;
}

export function FilterChips({ chips, asked }: { chips: readonly Chip[]; asked: Asked }) {
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label="Filters" data-testid="chips">
      {chips.map(({ name, without }) => (
        <li key={name}>
          <a className="chip" href={hrefOf(asked, without)} aria-label={`Remove filter: ${name}`}>
            {name}
            <Icon name="close" size={14} />
          </a>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <a className="chip clear" href={hrefOf({ q: asked.q ?? "" })}>
            Clear all
          </a>
        </li>
      )}
    </ul>
  );
}

export function Spelling({ spelling, asked }: { spelling: ListingPage["spelling"]; asked: Asked }) {
  return spelling.map(({ word, instead, searched }) => (
    <p key={word} className="spelling" role="status" data-testid="spelling">
      {searched ? (
        <>
          Nothing is called “{word}”. Showing <strong>{instead.join(", ")}</strong>.
        </>
      ) : (
        <>
          Did you mean{" "}
          {instead.map((other, index) => (
            <span key={other}>
              {index > 0 && " or "}
              <a href={hrefOf(asked, { q: (asked.q ?? "").replace(word, other) })}>{other}</a>
            </span>
          ))}
          ?
        </>
      )}
    </p>
  ));
}
