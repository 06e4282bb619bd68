// The last look before a cart is paid: one order per article, the sum in each currency, then what paying does.
import { Fragment } from "react";
import { cart } from "../../cart.ts";
import { Button } from "../../design/button.tsx";
import { moneyText } from "../../design/money.tsx";
import { Notice } from "../../design/notice.tsx";
import { useNode } from "../../node.ts";
import type { Command } from "../../operation.ts";
import { GoesTo } from "../address/goes-to.tsx";
import { countryName } from "../countries.ts";
import { ShippingChoice, costText, optionsTo } from "../listing/shipping.tsx";
import { type Line, keyOfLine, totalsOf } from "./cart-lines.ts";
import type { Delivery } from "./delivery-form.tsx";
import { PayStep } from "./pay-step.tsx";
import type { CartInput } from "./preview.ts";

export function CartPayment({
  lines,
  delivery,
  cart: body,
  command,
  refused,
  blocked,
  onOption,
  onBack,
  onChangeAddress,
  onPay,
}: {
  lines: Line[];
  /** Null where everything is a file. */
  delivery: Delivery | null;
  /** The same as it is paid, in the same order. */
  cart: CartInput;
  command: Command;
  /** The article that the node did not take. */
  refused: Line | undefined;
  /** Something changed since: there is nothing to pay as it is. */
  blocked: boolean;
  onOption: (line: Line, id: string) => void;
  onBack: () => void;
  onChangeAddress: () => void;
  onPay: (acceptUntrusted: boolean) => void;
}) {
  const { currency: find } = useNode();
  const totals = totalsOf(lines, find);
  return (
    <div className="stack">
      <section className="card stack" aria-labelledby="sum">
        <div className="row between">
          <h2 id="sum">What you pay</h2>
          <Button kind="quiet" compact onClick={onBack} disabled={command.busy}>
            Change
          </Button>
        </div>
        <div className="sum number">
          {lines.map((line) => (
            <Fragment key={keyOfLine(line)}>
              <Goods line={line} />
              {line.option && <Sent line={line} country={delivery?.country ?? ""} />}
            </Fragment>
          ))}
          {totals.map(({ currency, total }) => (
            <div key={currency.address} className="total">
              <span>{totals.length > 1 ? `Total in ${currency.symbol}` : "Total"}</span>
              <span data-testid="total">{moneyText(total, currency)}</span>
            </div>
          ))}
        </div>
        {lines.map(
          (line) =>
            line.listing && (
              <ShippingChoice
                key={keyOfLine(line)}
                label={`${line.listing.title} is sent by`}
                options={delivery ? optionsTo(line.listing, delivery.country) : []}
                chosen={line.option}
                units={line.item.units}
                currency={find(line.listing.currency)}
                disabled={command.busy}
                onChoose={(id) => onOption(line, id)}
              />
            ),
        )}
      </section>
      {blocked && !command.busy && (
        <Notice tone="warn" title="Something in your cart has changed">
          <p>
            <Button compact onClick={onBack}>
              Look at it again
            </Button>
          </p>
        </Notice>
      )}
      {refused && (
        <Notice tone="bad" title={`${refused.listing?.title ?? "An article"} cannot be had as it is`}>
          <p>
            <Button icon="trash" onClick={() => cart.remove(refused.item)} data-testid="leave-out">
              Leave it out
            </Button>
          </p>
        </Notice>
      )}
      <PayStep
        {...{ command, blocked, onPay }}
        cart={body}
        amount={totals.map(({ currency, total }) => moneyText(total, currency)).join(" and ")}
        remedyOf={({ check: { check }, item }) => {
          if (check === "destination" && delivery) return { name: "Change the address", act: onChangeAddress };
          const line = item === null ? undefined : lines[item];
          if (!line || check === "consent") return undefined;
          if (check === "units" || check === "stock") return { name: "Change how many", act: onBack };
          return { name: "Leave it out", act: () => cart.remove(line.item) };
        }}
        aside={
          delivery && (
            <GoesTo delivery={delivery} readers="each seller" disabled={command.busy} onChange={onChangeAddress} />
          )
        }
      />
    </div>
  );
}

function Goods({ line: { item, listing, variant, goods } }: { line: Line }) {
  const { currency: find } = useNode();
  return (
    <div data-testid="paid-goods">
      <span>
        {item.units} × {listing?.title}
        {variant?.title && `, ${variant.title}`}
        <br />
        <span className="muted small">from {listing?.sellerName ?? "its seller"}</span>
      </span>
      <span>{moneyText(goods, listing && find(listing.currency))}</span>
    </div>
  );
}

function Sent({ line: { listing, option, joined, shipping }, country }: { line: Line; country: string }) {
  const { currency: find } = useNode();
  return (
    <div className="muted" data-testid="paid-shipping">
      <span>
        {option?.title} to {countryName(country)}
        {joined && ", sent together"}
      </span>
      <span>{costText(shipping, listing && find(listing.currency))}</span>
    </div>
  );
}
