// A split: the buyer's share on a slider, and the amounts that follow from it.
import { useId } from "react";
import { splitOf } from "../../../protocol/order.ts";
import { moneyText, percent } from "../../design/money.tsx";
import type { CallInput } from "./order-words.ts";

const STEP = 100;

/** @param feeBps what an arbitrator who rules keeps, 0 where the parties agree */
export function ShareFields({ order, currency, words, onWords, feeBps }: CallInput & { feeBps: number }) {
  const id = useId();
  const { buyerBps } = words;
  const split = splitOf(BigInt(order.total), feeBps, buyerBps, 0);
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
          onChange={(event) => onWords({ buyerBps: Number(event.target.value) })}
          data-testid="share"
        />
        <div className="row between small muted">
          <span>all to the seller</span>
          <span>all to the buyer</span>
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
