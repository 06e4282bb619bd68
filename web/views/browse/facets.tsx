// The filters of the shop with their counts: a column beside the grid, a sheet on a phone.
import type { ReactNode } from "react";
import type { ListingFacets } from "../../../protocol/api/search.ts";
import { Check } from "../../design/field.tsx";
import { shortAddress } from "../../design/party.tsx";
import { countriesOf, countryName } from "../countries.ts";
import { PriceRange } from "./price-range.tsx";
import { type Asked, type Change, conditionsOf, starsText } from "./search-query.ts";

const SHOWN_SELLERS = 8;

export function Facets({ facets, asked, change }: { facets: ListingFacets; asked: Asked; change: Change }) {
  const conditions = conditionsOf(asked);
  const toggled = (name: (typeof conditions)[number], on: boolean) =>
    (on ? [...conditions, name] : conditions.filter((other) => other !== name)).join(",") || undefined;
  const there = facets.conditions.map(({ value }) => value);
  return (
    <div className="facets">
      <Check
        label={<Counted name="In stock only" count={facets.availability.available} />}
        checked={asked.available === "true"}
        onValue={(on) => change({ available: on ? "true" : undefined })}
        data-testid="available"
      />
      <PriceRange currencies={facets.currencies} asked={asked} change={change} />
      <Facet name="Ships to">
        <CountrySelect
          label="Ships to"
          counted={destinationsIn(facets.shipsTo)}
          value={asked.shipsTo}
          onValue={(shipsTo) => change({ shipsTo })}
          data-testid="ships-to"
        />
      </Facet>
      <Facet name="Ships from" isEmpty={facets.shipsFrom.length < 2 && !asked.shipsFrom}>
        <CountrySelect
          label="Ships from"
          counted={originsIn(facets.shipsFrom, asked.shipsFrom)}
          value={asked.shipsFrom}
          onValue={(shipsFrom) => change({ shipsFrom })}
          data-testid="ships-from"
        />
      </Facet>
      <Facet name="Condition" isEmpty={facets.conditions.length + conditions.length === 0}>
        {[...facets.conditions, ...conditions.filter((name) => !there.includes(name)).map(none)].map(
          ({ value, listings }) => (
            <Check
              key={value}
              label={<Counted name={conditionName(value)} count={listings} />}
              checked={conditions.includes(value)}
              onValue={(on) => change({ condition: toggled(value, on) })}
              data-testid={`condition-${value}`}
            />
          ),
        )}
      </Facet>
      <Facet name="Seller's rating" isEmpty={!asked.rating && facets.ratings.every(({ listings }) => listings === 0)}>
        <Choice name="rating" value="" chosen={asked.rating ?? ""} onValue={() => change({ rating: undefined })}>
          Any
        </Choice>
        {ratingsIn(facets.ratings, asked.rating).map(({ atLeast, listings }) => (
          <Choice
            key={atLeast}
            name="rating"
            value={String(atLeast)}
            chosen={asked.rating ?? ""}
            onValue={(rating) => change({ rating })}
          >
            <Counted name={starsText(atLeast)} count={listings} />
          </Choice>
        ))}
      </Facet>
      <Facet name="Seller" isEmpty={facets.sellers.length < 2 && !asked.seller}>
        <Choice name="seller" value="" chosen={asked.seller ?? ""} onValue={() => change({ seller: undefined })}>
          Anyone
        </Choice>
        {facets.sellers.slice(0, SHOWN_SELLERS).map(({ value, name, listings }) => (
          <Choice
            key={value}
            name="seller"
            value={value}
            chosen={asked.seller ?? ""}
            onValue={(seller) => change({ seller })}
          >
            <Counted name={name ?? shortAddress(value)} count={listings} />
          </Choice>
        ))}
      </Facet>
    </div>
  );
}

const none = <T extends string>(value: T) => ({ value, listings: 0 });

export const conditionName = (value: string): string =>
  (value.charAt(0).toUpperCase() + value.slice(1)).replace("-", " ");

function Facet({ name, isEmpty = false, children }: { name: string; isEmpty?: boolean; children: ReactNode }) {
  if (isEmpty) return null;
  return (
    <fieldset className="facet">
      <legend>{name}</legend>
      {children}
    </fieldset>
  );
}

function Counted({ name, count }: { name: string; count: number }) {
  return (
    <span className="counted">
      <span>{name}</span>
      <span className="count number" aria-label={`${count} listings`}>
        {count}
      </span>
    </span>
  );
}

function Choice({
  name,
  value,
  chosen,
  onValue,
  children,
}: {
  name: string;
  value: string;
  chosen: string;
  onValue: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <label className="check">
      <input
        type="radio"
        name={name}
        checked={value === chosen}
        onChange={() => onValue(value)}
        data-testid={`${name}-${value || "any"}`}
      />
      <span>{children}</span>
    </label>
  );
}

type CountedRating = ListingFacets["ratings"][number];

/** Those that show something, and the one that is chosen. */
function ratingsIn(ratings: readonly CountedRating[], chosen: string | undefined): CountedRating[] {
  const shown = ratings.filter(({ atLeast, listings }) => listings > 0 || chosen === String(atLeast));
  const isMissing = chosen !== undefined && !shown.some(({ atLeast }) => chosen === String(atLeast));
  return isMissing ? [{ atLeast: Number(chosen), listings: 0 }, ...shown] : shown;
}

type CountedCountry = ListingFacets["shipsFrom"][number];

/** Named countries with their counts first, then all others, which get what is sent everywhere. */
function destinationsIn({ everywhere, countries }: ListingFacets["shipsTo"]): CountedCountry[] {
  const named = new Set(countries.map(({ value }) => value));
  const others = countriesOf().filter(({ code }) => !named.has(code));
  return [...countries, ...others.map(({ code }) => ({ value: code, listings: everywhere }))];
}

/** Those that there are, and the one that is chosen. */
const originsIn = (countries: readonly CountedCountry[], chosen: string | undefined): readonly CountedCountry[] =>
  chosen === undefined || countries.some(({ value }) => value === chosen) ? countries : [...countries, none(chosen)];

function CountrySelect({
  label,
  counted,
  value,
  onValue,
  "data-testid": testId,
}: {
  label: string;
  counted: readonly CountedCountry[];
  value: string | undefined;
  onValue: (country: string | undefined) => void;
  "data-testid": string;
}) {
  return (
    <select
      className="input"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onValue(event.target.value || undefined)}
      data-testid={testId}
    >
      <option value="">Any country</option>
      {counted.map(({ value: code, listings }) => (
        <option key={code} value={code}>
          {countryName(code)} ({listings})
        </option>
      ))}
    </select>
  );
}
