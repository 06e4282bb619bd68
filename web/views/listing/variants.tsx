// Choosing a variant and how many units.
import { useId } from "react";
import type { CurrencyView, ListingDetail } from "../../../protocol/api/schemas.ts";
import { Icon } from "../../design/icon.tsx";
import { moneyText } from "../../design/money.tsx";

export type Variant = ListingDetail["variants"][number];

/** The chosen variant, else the first that can be bought, else the first. */
export function chosenVariant({ variants }: ListingDetail, choice: string | null | undefined): Variant {
  return variants.find(({ id }) => id === choice) ?? variants.find(({ unavailable }) => !unavailable) ?? variants[0]!;
}

export function VariantChoice({
  listing,
  chosen,
  onChoose,
  currency,
}: {
  listing: ListingDetail;
  chosen: Variant;
  onChoose: (id: string) => void;
  currency: CurrencyView | undefined;
}) {
  const name = useId();
  if (listing.variants.length < 2) return null;
  return (
    <fieldset className="stack tight" data-testid="variants">
      <legend className="legend">Choose a variant</legend>
      {listing.variants.map((variant) => (
        <label key={variant.id} className="choice">
          <input
            type="radio"
            name={name}
            checked={variant.id === chosen.id}
            disabled={variant.unavailable !== null}
            onChange={() => onChoose(variant.id)}
            data-testid={`variant-${variant.id}`}
          />
          <span className="fill">
            {variant.title || "Standard"}
            {variant.unavailable ? (
              <span className="muted small"> · {variant.unavailable.replace("-", " ")}</span>
            ) : (
              variant.left !== null && <span className="muted small"> · {variant.left} left</span>
            )}
          </span>
          <span className="strong number">{moneyText(variant.price, currency)}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function Units({ value, most, onValue }: { value: number; most: number; onValue: (units: number) => void }) {
  return (
    <div className="stepper" role="group" aria-label="How many">
      <button type="button" aria-label="One less" disabled={value <= 1} onClick={() => onValue(value - 1)}>
        <Icon name="minus" size={18} />
      </button>
      <output className="number" data-testid="units">
        {value}
      </output>
      <button type="button" aria-label="One more" disabled={value >= most} onClick={() => onValue(value + 1)}>
        <Icon name="plus" size={18} />
      </button>
    </div>
  );
}
