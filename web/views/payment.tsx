// The last look before paying: the sum, what is locked and until when, who decides, what happens if nobody acts.
import type { ListingDetail } from "../../protocol/api/schemas.ts";
import { type ShippingOption, shippingCost } from "../../protocol/shipping.ts";
import { ask } from "../api.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { moneyText } from "../design/money.tsx";
import { Notice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import { absoluteText, spanText } from "../design/time.tsx";
import { useNode } from "../node.ts";
import type { Command } from "../operation.ts";
import { useQuery } from "../query.ts";
import { countryName } from "./countries.ts";
import type { Delivery } from "./delivery-form.tsx";
import { GoesTo } from "./goes-to.tsx";
import { Arbitration } from "./protection.tsx";
import { ShippingChoice, costText, optionsTo } from "./shipping.tsx";
import type { Variant } from "./variants.tsx";

export const useBalances = () =>
  useQuery("balances", (signal) => ask((api) => api.balances({ signal })), ["order.", "operation."]);

export function Payment({
  listing,
  variant,
  units,
  delivery,
  option,
  command,
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
  command: Command;
  onOption: (id: string) => void;
  onBack: () => void;
  onPay: () => void;
}) {
  const { currency: find, coin, status } = useNode();
  const { data: balances } = useBalances();
  const currency = find(listing.currency);
  const goods = BigInt(variant.price) * BigInt(units);
  const shipping = option ? shippingCost(option, units) : 0n;
  const total = goods + shipping;
  const held = (address: string | undefined) => {
    const balance = balances?.find((one) => one.currency === address);
    return balance && BigInt(balance.amount);
  };
  const have = held(listing.currency);
  const short = have !== undefined && have < total ? total - have : 0n;
  const noCoin = held(coin?.address) === 0n;
  const tooMany = variant.left !== null && units > variant.left;
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
      <Terms listing={listing} total={moneyText(total, currency)} />
      {option && <GoesTo delivery={delivery} readers="the seller only" disabled={command.busy} onChange={onBack} />}
      {short > 0n && (
        <Notice tone="bad" title="Your balance is too small" data-testid="funds-short">
          <p>
            This costs {moneyText(total, currency)}, you have {moneyText(have!, currency)}: {moneyText(short, currency)}{" "}
            are missing. Send them to your account first, or choose something else.
          </p>
        </Notice>
      )}
      {noCoin && short === 0n && (
        <Notice tone="warn" title={`You have no ${coin?.symbol}`}>
          <p>Every payment needs a little of the chain&apos;s coin as a fee. Send some to your account first.</p>
        </Notice>
      )}
      {variant.unavailable && <Notice tone="bad" title="It can no longer be bought" />}
      {tooMany && !variant.unavailable && <Notice tone="bad" title={`Only ${variant.left} left`} />}
      <Progress command={command} />
      <Button
        kind="primary"
        icon="lock"
        wide
        busy={command.busy}
        disabled={short > 0n || variant.unavailable !== null || tooMany || !status?.chain.reachable}
        onClick={onPay}
        data-testid="pay"
      >
        Pay {moneyText(total, currency)} into escrow
      </Button>
    </div>
  );
}

function Terms({ listing, total }: { listing: ListingDetail; total: string }) {
  const { now, coin } = useNode();
  const { shipWindow, inspectionWindow, arbitration } = listing;
  const shipBy = absoluteText(new Date(now.getTime() + shipWindow * 1_000));
  return (
    <section className="card stack" aria-labelledby="terms">
      <h2 id="terms">What happens to your money</h2>
      <ol className="protection" data-testid="terms">
        <li>
          <Icon name="lock" />
          <p>
            <strong>{total}</strong> leave your account and are locked in the escrow contract. The network&apos;s fee is
            paid in {coin?.symbol ?? "the chain's coin"} on top.
          </p>
        </li>
        <li>
          <Icon name="truck" />
          <p>
            Not marked shipped by about <strong>{shipBy}</strong> ({spanText(shipWindow)})? Then anybody can send
            everything back to you.
          </p>
        </li>
        <li>
          <Icon name="check" />
          <p>You receive it, look at it and confirm: that moment the seller is paid.</p>
        </li>
        <li>
          <Icon name="clock" />
          <p>
            <strong>If you do nothing</strong>, the seller can be paid {spanText(inspectionWindow)} after shipping
            {arbitration ? ". Until then you can open a dispute." : "."}
          </p>
        </li>
      </ol>
      <Arbitration arbitration={arbitration} />
    </section>
  );
}
