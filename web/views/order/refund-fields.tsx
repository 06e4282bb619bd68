// How much a seller gives back: all of it at once, or a part once the buyer accepts.
import { useId } from "react";
import { formatAmount, parseAmount } from "../../../protocol/money.ts";
import { Choice } from "../../design/choice.tsx";
import { TextField } from "../../design/field.tsx";
import type { CallInput } from "./order-words.ts";

/** Only who sold it may give a part of it back. */
const mayRefund = ({ order }: CallInput): boolean => order.roles.includes("seller") && order.allowed.includes("settle");

export function RefundFields(input: CallInput) {
  const { order, currency, words, onWords } = input;
  const name = useId();
  if (!mayRefund(input)) return null;
  const choices = [
    { part: false, title: "All of it, now", about: "The order is closed with it." },
    { part: true, title: "A part of it", about: "Once the buyer accepts, within a day; the rest is yours then." },
  ];
  return (
    <>
      <fieldset className="stack tight">
        <legend className="legend">How much</legend>
        {choices.map(({ part, title, about }) => (
          <Choice
            key={title}
            name={name}
            checked={words.part === part}
            onChoose={() => onWords({ part })}
            title={title}
            about={about}
            testId={part ? "refund-part" : "refund-all"}
          />
        ))}
      </fieldset>
      {words.part && (
        <TextField
          label={`Amount (${currency?.symbol ?? ""})`}
          hint={`Of ${formatAmount(BigInt(order.total), currency?.decimals ?? 0)}`}
          inputMode="decimal"
          value={words.amount}
          onValue={(amount) => onWords({ amount })}
          data-testid="refund-amount"
        />
      )}
    </>
  );
}

/** In the smallest unit; undefined for what is no amount, nothing, or more than there is. */
export function refunded({ order, currency, words }: CallInput): bigint | undefined {
  try {
    const amount = parseAmount(words.amount.trim(), currency?.decimals ?? 0);
    return amount > 0n && amount <= BigInt(order.total) ? amount : undefined;
  } catch {
    return undefined;
  }
}
