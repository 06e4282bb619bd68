// How a buyer confirms: by a transaction of their own, or by a signature that the seller submits; and what they say of it.
import { useId } from "react";
import { useNode } from "../node.ts";
import type { CallInput } from "./order-words.ts";
import { ReviewFields } from "./review-fields.tsx";

export function ConfirmFields(input: CallInput) {
  const { coin } = useNode();
  const { order, words, onWords } = input;
  const name = useId();
  return (
    <>
      <ReviewFields {...input} />
      {/* A dispute voids a signed release. */}
      {order.status !== "disputed" && (
        <fieldset className="stack tight">
          <legend className="legend">How</legend>
          {[
            {
              signed: false,
              title: "Pay the seller now",
              about: `You send a transaction, and its fee in ${coin?.symbol}.`,
            },
            {
              signed: true,
              title: "Sign, and let the seller collect",
              about: "Costs you nothing; the seller is paid when they collect.",
            },
          ].map(({ signed, title, about }) => (
            <label key={title} className="choice">
              <input
                type="radio"
                name={name}
                checked={words.signed === signed}
                onChange={() => onWords({ signed })}
                data-testid={signed ? "by-signature" : "by-transaction"}
              />
              <span className="fill">
                {title}
                <br />
                <span className="muted small">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
