// How a buyer confirms: by a transaction of their own, or by a signature that the seller submits.
import { useId } from "react";
import { Choice } from "../../design/choice.tsx";
import { useNode } from "../../node.ts";
import type { CallInput } from "./order-words.ts";

export function ConfirmFields({ order, words, onWords }: CallInput) {
  const { coin } = useNode();
  const name = useId();
  // A dispute voids a signed release.
  if (order.status === "disputed") return null;
  return (
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
        <Choice
          key={title}
          name={name}
          checked={words.signed === signed}
          onChoose={() => onWords({ signed })}
          title={title}
          about={about}
          testId={signed ? "by-signature" : "by-transaction"}
        />
      ))}
    </fieldset>
  );
}
