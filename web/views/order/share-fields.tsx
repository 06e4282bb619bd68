// A split: the buyer's share on a slider, and the amounts that follow from it.
import { useId } from "react";
import { splitOf } from "../../../protocol/order.ts";
import { Button } from "../../design/button.tsx";
import { moneyText, percent } from "../../design/money.tsx";
import type { CallInput } from "./order-words.ts";

const STEP = 100;
/** As on the slider, from left to right. */
const SHARES = [
  { name: "All to the seller", bps: 0 },
  { name: "Half each", bps: 5_000 },
  { name: "All to the buyer", bps: 10_000 },
];

/** @param feeBps what an arbitrator who rules keeps, 0 where the parties agree */
export function ShareFields({ order, currency, words, onWords, feeBps }: CallInput & { feeBps: number }) {
  const id = useId();
  const { buyerBps } = words;
  const split = splitOf(BigInt(order.total), feeBps, buyerBps, 0);
  const choose = (bps: number) => onWords({ buyerBps: bps, shareChosen: true });
  return (
    <div className="stack">
      <div className="field">
        <label htmlFor={id}>
          {feeBps > 0 ? "Of what is left after the fee, the" : "The"} buyer gets {percent(buyerBps)}, the seller{" "}
          {percent(10_000 - buyerBps)}
        </label>
        <input
          id={id}
          className="slider"
          type="range"
          min={0}
          max={10_000}
          step={STEP}
          value={buyerBps}
          aria-valuetext={`${percent(buyerBps)} to the buyer`}
          onChange={(event) => choose(Number(event.target.value))}
          data-testid="share"
        />
        <div className="shares">
          {SHARES.map(({ name, bps }) => (
            <Button key={bps} kind="quiet" compact onClick={() => choose(bps)}>
              {name}
            </Button>
          ))}
        </div>
      </div>
      <div className="sum number" aria-live="polite">
        <div>
          <span>Buyer {order.buyerName}</span>
          <span data-testid="share-buyer">{moneyText(split.buyer, currency)}</span>
        </div>
        <div>
          <span>Seller {order.sellerName}</span>
          <span data-testid="share-seller">{moneyText(split.seller, currency)}</span>
        </div>
        {feeBps > 0 && (
          <div>
            <span>You, for ruling ({percent(feeBps)})</span>
            <span>{moneyText(split.arbitrator, currency)}</span>
          </div>
        )}
      </div>
    </div>
  );
}
