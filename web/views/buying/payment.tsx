// The last look before one article is paid: the sum, how it is sent, then what paying does.
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import { type ShippingOption, shippingCost } from "../../../protocol/shipping.ts";
import { useBalances } from "../../balances.ts";
import { moneyText } from "../../design/money.tsx";
import { useNode } from "../../node.ts";
import type { Command } from "../../operation.ts";
import { GoesTo } from "../address/goes-to.tsx";
import { countryName } from "../countries.ts";
import { ShippingChoice, costText, optionsTo } from "../listing/shipping.tsx";
import type { Variant } from "../listing/variants.tsx";
import type { Delivery } from "./delivery-form.tsx";
import { PayStep } from "./pay-step.tsx";
import type { CartInput, Fault } from "./preview.ts";
import type { Remedy } from "./preview-checks.tsx";

export function Payment({
  listing,
  variant,
  units,
  delivery,
  option,
  cart,
  command,
  remedyOf,
  onOption,
  onBack,
  onPay,
}: {
  listing: ListingDetail;
  variant: Variant;
  units: number;
  delivery: Delivery;
  /** How it is sent; null where nothing is. */
  option: ShippingOption | null;
  /** The same as it is paid. */
  cart: CartInput;
  command: Command;
  remedyOf: (fault: Fault) => Remedy | undefined;
  onOption: (id: string) => void;
  onBack: () => void;
  onPay: (acceptUntrusted: boolean) => void;
}) {
  const { currency: find } = useNode();
  const { data: balances } = useBalances();
  const currency = find(listing.currency);
  const goods = BigInt(variant.price) * BigInt(units);
  const shipping = option ? shippingCost(option, units) : 0n;
  const total = goods + shipping;
  const have = balances?.find((one) => one.currency === listing.currency)?.amount;
  return (
    <div className="stack">
      <section className="card stack" aria-labelledby="sum">
        <h2 id="sum">What you pay</h2>
        <div className="sum number">
          <div>
            <span>
              {units} × {variant.title || listing.title}
            </span>
            <span>{moneyText(goods, currency)}</span>
          </div>
          {option && (
            <div>
              <span>
                {option.title} to {countryName(delivery.country)}
              </span>
              <span>{costText(shipping, currency)}</span>
            </div>
          )}
          <div className="total">
            <span>Total</span>
            <span data-testid="total">{moneyText(total, currency)}</span>
          </div>
        </div>
        {option && (
          <ShippingChoice
            options={optionsTo(listing, delivery.country)}
            chosen={option}
            {...{ units, currency }}
            disabled={command.busy}
            onChoose={onOption}
          />
        )}
        {have !== undefined && <p className="muted small">Your balance: {moneyText(have, currency)}</p>}
      </section>
      <PayStep
        {...{ cart, command, remedyOf, onPay }}
        amount={moneyText(total, currency)}
        blocked={false}
        aside={
          option && <GoesTo delivery={delivery} readers="the seller only" disabled={command.busy} onChange={onBack} />
        }
      />
    </div>
  );
}
