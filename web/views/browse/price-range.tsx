// The price facet: one currency and a range in it. Prices of different currencies are not compared.
import { useEffect, useId, useState } from "react";
import type { ListingFacets } from "../../../protocol/api/search.ts";
import { moneyText } from "../../design/money.tsx";
import { useNode } from "../../node.ts";
import { type Asked, type Change, amountOf } from "./search-query.ts";

export function PriceRange({
  currencies,
  asked,
  change,
}: {
  currencies: ListingFacets["currencies"];
  asked: Asked;
  change: Change;
}) {
  const { currency: find } = useNode();
  const chosen = asked.currency && find(asked.currency);
  const range = currencies.find(({ value }) => value === asked.currency);
  const select = (currency: string) => change({ currency: currency || undefined, min: undefined, max: undefined });
  return (
    <fieldset className="facet">
      <legend>Price</legend>
      <select
        className="input"
        aria-label="Currency"
        value={asked.currency ?? ""}
        onChange={(event) => select(event.target.value)}
        data-testid="currency"
      >
        <option value="">Any currency</option>
        {asked.currency && !range && <option value={asked.currency}>{chosen ? chosen.symbol : asked.currency}</option>}
        {currencies.map(({ value, listings }) => (
          <option key={value} value={value}>
            {find(value)?.symbol ?? value} ({listings})
          </option>
        ))}
      </select>
      {chosen && (
        <div className="range">
          <Limit name="min" label="From" asked={asked} change={change} isAmount={(text) => isAmount(text)} />
          <Limit name="max" label="To" asked={asked} change={change} isAmount={(text) => isAmount(text)} />
          {range && (
            <p className="muted small">
              {moneyText(range.lowest, chosen)} to {moneyText(range.highest, chosen)}
            </p>
          )}
        </div>
      )}
    </fieldset>
  );

  function isAmount(text: string): boolean {
    return !text || !chosen || amountOf(text, chosen) !== undefined;
  }
}

/** Taken when the field is left or with Enter, so that half a number filters nothing. */
function Limit({
  name,
  label,
  asked,
  change,
  isAmount,
}: {
  name: "min" | "max";
  label: string;
  asked: Asked;
  change: Change;
  isAmount: (text: string) => boolean;
}) {
  const given = asked[name] ?? "";
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  const id = useId();
  const isWrong = !isAmount(text.trim());
  const take = () => {
    if (!isWrong && text.trim() !== given) change({ [name]: text.trim() || undefined });
  };
  return (
    <div className="field">
      <label htmlFor={id} className="small">
        {label}
      </label>
      <input
        id={id}
        className="input"
        inputMode="decimal"
        value={text}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-about` : undefined}
        data-testid={`price-${name}`}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          take();
        }}
      />
      {isWrong && (
        <p className="wrong" role="alert" id={`${id}-about`}>
          Write it like 12.50
        </p>
      )}
    </div>
  );
}
