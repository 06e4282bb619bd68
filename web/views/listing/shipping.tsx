// Ways to send an article: which of them go to a country, what they cost, and choosing one.
import type { CurrencyView, ListingDetail } from "../../../protocol/api/schemas.ts";
import { type ShippingOption, reaches, shippingCost } from "../../../protocol/shipping.ts";
import { Select } from "../../design/field.tsx";
import { moneyText } from "../../design/money.tsx";
import { countriesText } from "../countries.ts";

type Shipped = Pick<ListingDetail, "shipping">;

/** The cheapest first. @param country empty: not known yet */
export const optionsTo = ({ shipping }: Shipped, country: string): ShippingOption[] =>
  shipping
    .filter((option) => country === "" || reaches(option, country))
    .toSorted((a, b) => Number(BigInt(a.first) - BigInt(b.first)));

/** The one that was chosen if it goes there, else the cheapest that does; null where nothing is sent. */
export function chosenOption(listing: Shipped, country: string, choice: string | undefined): ShippingOption | null {
  const there = optionsTo(listing, country);
  return there.find(({ id }) => id === choice) ?? there[0] ?? null;
}

export const costText = (cost: bigint, currency: CurrencyView | undefined): string =>
  cost === 0n ? "free" : moneyText(cost, currency);

/** Nothing to see where there is no choice. */
export function ShippingChoice({
  options,
  chosen,
  units,
  currency,
  label = "Sent by",
  disabled,
  onChoose,
}: {
  options: readonly ShippingOption[];
  chosen: ShippingOption | null;
  units: number;
  currency: CurrencyView | undefined;
  label?: string;
  disabled: boolean;
  onChoose: (id: string) => void;
}) {
  if (options.length < 2) return null;
  return (
    <Select label={label} value={chosen?.id ?? ""} disabled={disabled} onValue={onChoose} data-testid="shipping-option">
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.title} · {costText(shippingCost(option, units), currency)}
          {option.days && ` · ${daysText(option.days)}`}
        </option>
      ))}
    </Select>
  );
}

export function ShippingTable({ listing, currency }: { listing: ListingDetail; currency: CurrencyView | undefined }) {
  return (
    <>
      {listing.shipping.map((option) => (
        <p key={option.id} data-testid="shipping-way">
          {option.title}: {costText(BigInt(option.first), currency)}
          {option.first !== "0" && `, each further ${costText(BigInt(option.further), currency)}`}
          {option.days && `, ${daysText(option.days)}`}
          <br />
          <span className="muted">{countriesText(option.to)}</span>
        </p>
      ))}
    </>
  );
}

const daysText = ({ min, max }: { min: number; max: number }): string =>
  min === max ? (min === 1 ? "1 day" : `${min} days`) : `${min} to ${max} days`;
