// The last look before a cart is paid: one order per article, the sum in each currency, and what is missing of it.
import { cart } from "../cart.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { moneyText } from "../design/money.tsx";
import { Notice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import { spanText } from "../design/time.tsx";
import { useNode } from "../node.ts";
import type { Command } from "../operation.ts";
import { type Line, keyOfLine, totalsOf } from "./cart-lines.ts";
import type { Delivery } from "./delivery-form.tsx";
import { GoesTo } from "./goes-to.tsx";
import { useBalances } from "./payment.tsx";
import { ShippingChoice, optionsTo } from "./shipping.tsx";

export function CartPayment({
  lines,
  delivery,
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
  command: Command;
  /** The article that the node did not take. */
  refused: Line | undefined;
  /** Something changed since: there is nothing to pay as it is. */
  blocked: boolean;
  onOption: (line: Line, id: string) => void;
  onBack: () => void;
  onChangeAddress: () => void;
  onPay: () => void;
}) {
  const { currency: find, coin, status } = useNode();
  const { data: balances } = useBalances();
  const totals = totalsOf(lines, find);
  const missing = totals.flatMap(({ currency, total }) => {
    const balance = balances?.find((one) => one.currency === currency.address);
    const have = balance && BigInt(balance.amount);
    return have !== undefined && have < total ? [{ currency, total, have }] : [];
  });
  const orders = lines.length === 1 ? "1 order" : `${lines.length} orders`;
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
          {lines.map(({ item, listing, variant, goods, shipping, joined }) => (
            <div key={`${item.seller} ${item.listing} ${item.variant}`}>
              <span>
                {item.units} × {listing?.title}
                {variant?.title && `, ${variant.title}`}
                <br />
                <span className="muted small">
                  from {listing?.sellerName ?? "its seller"}
                  {joined
                    ? `, sent together${shipping > 0n ? `: + ${moneyText(shipping, listing && find(listing.currency))}` : ""}`
                    : shipping > 0n && `, shipping ${moneyText(shipping, listing && find(listing.currency))}`}
                </span>
              </span>
              <span>{moneyText(goods + shipping, listing && find(listing.currency))}</span>
            </div>
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
      <section className="card stack" aria-labelledby="terms">
        <h2 id="terms">What happens to your money</h2>
        <ol className="protection" data-testid="terms">
          <li>
            <Icon name="lock" />
            <p>
              One transaction locks all of it in the escrow contract as {orders}: <strong>all or none</strong>. If one
              article cannot be had any more, nothing is paid.
            </p>
          </li>
          <li>
            <Icon name="box" />
            <p>
              From then on each order goes its own way: its seller {delivery ? "ships" : "delivers"} it, and you confirm
              it by itself.
            </p>
          </li>
          {lines.map(({ item, listing }) => (
            <li key={`${item.seller} ${item.listing} ${item.variant}`}>
              <Icon name={listing?.arbitration ? "scale" : "alert"} />
              <p>
                <strong>{listing?.title}</strong>: {spanText(listing?.shipWindow ?? 0)} to ship, then{" "}
                {spanText(listing?.inspectionWindow ?? 0)} to receive and check it.{" "}
                {listing?.arbitration
                  ? `${listing.arbitration.arbitratorName ?? "An arbitrator"} decides in a dispute.`
                  : "Nobody decides in a dispute: you are not protected after shipping."}
              </p>
            </li>
          ))}
        </ol>
      </section>
      {delivery && (
        <GoesTo delivery={delivery} readers="each seller" disabled={command.busy} onChange={onChangeAddress} />
      )}
      {missing.map(({ currency, total, have }) => (
        <Notice key={currency.address} tone="bad" title={`Your balance in ${currency.symbol} is too small`}>
          <p data-testid="funds-short">
            This costs {moneyText(total, currency)}, you have {moneyText(have, currency)}.
            {currency.address === coin?.address && " The network's fee comes on top."}
          </p>
        </Notice>
      ))}
      {blocked && !command.busy && (
        <Notice tone="warn" title="Something in your cart has changed">
          <p>
            <Button compact onClick={onBack}>
              Look at it again
            </Button>
          </p>
        </Notice>
      )}
      <Progress command={command} />
      {refused && (
        <p>
          <Button icon="trash" onClick={() => cart.remove(refused.item)} data-testid="leave-out">
            Leave out {refused.listing?.title ?? "it"}
          </Button>
        </p>
      )}
      <Button
        kind="primary"
        icon="lock"
        wide
        busy={command.busy}
        disabled={missing.length > 0 || blocked || !status?.chain.reachable}
        onClick={onPay}
        data-testid="pay"
      >
        Pay {totals.map(({ currency, total }) => moneyText(total, currency)).join(" and ")} into escrow
      </Button>
    </div>
  );
}
