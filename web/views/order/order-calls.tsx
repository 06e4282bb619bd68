// What each call of the escrow asks of a person, says about the money, and sends.
import type { ReactNode } from "react";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import type { Operation } from "../../../protocol/api/schemas.ts";
import { RELEASE_LIFETIME } from "../../../protocol/consent.ts";
import { splitOf } from "../../../protocol/order.ts";
import { tidy } from "../../../protocol/text.ts";
import { ask } from "../../api.ts";
import type { ButtonKind } from "../../design/button.tsx";
import { TextArea, TextField } from "../../design/field.tsx";
import type { IconName } from "../../design/icon.tsx";
import { moneyText, percent } from "../../design/money.tsx";
import { reviewFault, reviewOf } from "../review/review-draft.ts";
import { ReviewFields } from "../review/review-fields.tsx";
import { ConfirmFields } from "./confirm-fields.tsx";
import { ExtendFields } from "./extend-fields.tsx";
import type { CallInput, Deed, Words } from "./order-words.ts";
import { RefundFields, refunded } from "./refund-fields.tsx";
import { ShareFields } from "./share-fields.tsx";

export interface CallView {
  name: string;
  icon: IconName;
  kind: ButtonKind;
  /** On the button that does it. */
  deed: string | ((words: Words) => string);
  effect: (input: CallInput) => ReactNode;
  fields?: (input: CallInput) => ReactNode;
  /** What else may be said, below what it does to the money. */
  more?: (input: CallInput) => ReactNode;
  /** Why it cannot be sent as it is filled in. */
  missing?: (input: CallInput) => string | undefined;
  send: (order: OrderDetail, words: Words) => Promise<Operation>;
}

const RELEASE_DAYS = RELEASE_LIFETIME / 86_400;
const WAIT = 20;
const at = ({ id }: OrderDetail) => ({ params: { order: id }, wait: WAIT });
const total = ({ order, currency }: CallInput) => <strong>{moneyText(order.total, currency)}</strong>;

export const CALLS: Record<Deed, CallView> = {
  ship: {
    name: "Mark as shipped",
    icon: "truck",
    kind: "plain",
    deed: "Mark as shipped",
    fields: ({ words, onWords }) => (
      <TextField
        label="Tracking (optional)"
        hint="Only the buyer can read it; the chain sees a fingerprint."
        value={words.text}
        maxLength={200}
        onValue={(text) => onWords({ text })}
        data-testid="tracking"
      />
    ),
    effect: (input) => (
      <>
        Nothing moves yet: {total(input)} stay in escrow. The buyer&apos;s time to check starts now; when they confirm,
        or say nothing until it ends, you are paid.
      </>
    ),
    send: (order, { text }) => ask((api) => api.ship({ ...at(order), body: { tracking: tidy(text) } })),
  },
  confirm: {
    name: "I have it: confirm",
    icon: "check",
    kind: "plain",
    deed: ({ signed }) => (signed ? "Sign the release" : "Confirm and pay the seller"),
    fields: ConfirmFields,
    more: ({ words, onWords }) => <ReviewFields words={words} onWords={onWords} />,
    effect: (input) =>
      input.words.signed ? (
        <>
          Nothing moves yet. Your signature lets the seller collect {total(input)} within {RELEASE_DAYS} days, with a
          transaction that they pay for. A dispute before that voids it; nothing else takes it back.
        </>
      ) : (
        <>{total(input)} go to the seller at once. This cannot be undone.</>
      ),
    missing: ({ words }) => reviewFault(words),
    send(order, words) {
      const body = { review: reviewOf(words) };
      return ask((api) => (words.signed ? api.release({ ...at(order), body }) : api.confirm({ ...at(order), body })));
    },
  },
  extend: {
    name: "Give more time",
    icon: "clock",
    kind: "plain",
    deed: "Give more time",
    fields: ExtendFields,
    effect: (input) => (
      <>
        No money moves: {total(input)} stay in escrow.{" "}
        {input.order.status === "funded"
          ? "The seller may ship later, and you can take the money back only after that."
          : "The buyer may check and dispute longer, and you can collect only after that."}{" "}
        Time that was given cannot be taken back.
      </>
    ),
    send: (order, { days }) => ask((api) => api.extend({ ...at(order), body: { days } })),
  },
  settle: {
    name: "Propose a split",
    icon: "scale",
    kind: "plain",
    deed: "Sign the proposal",
    fields: (input) => <ShareFields {...input} feeBps={0} />,
    effect: () => (
      <>
        Nothing moves yet. Your signature lets the other party split the money so, for the next 24 hours. You cannot
        take it back before that; an arbitrator may still rule meanwhile, and whatever comes first counts.
      </>
    ),
    send: (order, { buyerBps }) => ask((api) => api.proposeSettlement({ ...at(order), body: { buyerBps } })),
  },
  submitEvidence: {
    name: "Add evidence",
    icon: "message",
    kind: "plain",
    deed: "Send it to everybody involved",
    fields: ({ words, onWords }) => (
      <TextArea
        label="What should the others know?"
        hint="Buyer, seller and arbitrators can read it, nobody else. Its fingerprint on the chain proves when you said it."
        value={words.text}
        maxLength={4_000}
        onValue={(text) => onWords({ text })}
        data-testid="statement"
      />
    ),
    effect: (input) => <>No money moves: {total(input)} stay where they are.</>,
    missing: ({ words: { text } }) => (tidy(text) ? undefined : "Write what the others should know."),
    send: (order, { text }) => ask((api) => api.submitEvidence({ ...at(order), body: { text: tidy(text) } })),
  },
  cancel: {
    name: "Give the money back",
    icon: "refund",
    kind: "plain",
    deed: ({ part }) => (part ? "Sign the refund" : "Return the money"),
    fields: RefundFields,
    effect: (input) => {
      const { words, currency, order } = input;
      const amount = words.part ? refunded(input) : undefined;
      if (words.part)
        return (
          <>
            Nothing moves yet: you sign that the buyer gets{" "}
            <strong>{amount === undefined ? "the amount above" : moneyText(amount, currency)}</strong>, and you the
            rest, once they accept it within a day.
          </>
        );
      return (
        <>
          {total(input)} go back to the buyer, all of it, and the order is closed.
          {order.roles.includes("seller") && " You keep the goods and get nothing."}
        </>
      );
    },
    missing: (input) =>
      input.words.part && refunded(input) === undefined ? "More than nothing, and no more than was paid." : undefined,
    async send(order, { part, amount }) {
      if (!order.roles.includes("seller")) return ask((api) => api.cancel(at(order)));
      const body = part ? { amount: amount.trim() } : {};
      return (await ask((api) => api.refund({ ...at(order), body }))).operations[0]!;
    },
  },
  claim: {
    name: "Pay the seller",
    icon: "coins",
    kind: "plain",
    deed: "Pay the seller",
    effect: (input) => (
      <>{total(input)} go to the seller. The buyer&apos;s time to check is over, so anybody may do this.</>
    ),
    send: (order) => ask((api) => api.claim(at(order))),
  },
  dispute: {
    name: "Something is wrong",
    icon: "alert",
    kind: "danger",
    deed: "Open the dispute",
    fields: ({ words, onWords }) => (
      <TextArea
        label="What is wrong?"
        hint="The seller and the arbitrators can read it, nobody else."
        value={words.text}
        maxLength={4_000}
        onValue={(text) => onWords({ text })}
        data-testid="statement"
      />
    ),
    effect: (input) => (
      <>
        {total(input)} are frozen: the seller cannot collect them. {input.order.arbitratorName ?? "The arbitrator"}{" "}
        decides who gets how much and keeps {percent(input.order.arbitratorFeeBps)} for it.
      </>
    ),
    missing: ({ words: { text } }) => (tidy(text) ? undefined : "Say what is wrong, so that it can be judged."),
    send: (order, { text }) => ask((api) => api.dispute({ ...at(order), body: { text: tidy(text) } })),
  },
  rule: {
    name: "Decide",
    icon: "scale",
    kind: "plain",
    deed: "Rule and pay out",
    fields: (input) => <ShareFields {...input} feeBps={input.order.arbitratorFeeBps} />,
    effect: () => <>The contract pays out as shown. Your ruling is final.</>,
    missing: ({ words }) => (words.shareChosen ? undefined : "Choose first who gets how much."),
    send: (order, { buyerBps }) => ask((api) => api.rule({ ...at(order), body: { buyerBps } })),
  },
  pass: {
    name: "Pass to the fallback",
    icon: "right",
    kind: "plain",
    deed: "Pass the case on",
    effect: (input) => (
      <>
        No money moves: {total(input)} stay frozen. The fallback arbitrator decides from now on, and you earn nothing.
      </>
    ),
    send: (order) => ask((api) => api.pass(at(order))),
  },
  expire: {
    name: "Apply the agreed split",
    icon: "scale",
    kind: "plain",
    deed: "Split the money",
    effect: ({ order, currency }) => {
      const split = splitOf(BigInt(order.total), 0, order.defaultBuyerBps, 0);
      return (
        <>
          Nobody ruled in time. <strong>{moneyText(split.buyer, currency)}</strong> go to the buyer and{" "}
          <strong>{moneyText(split.seller, currency)}</strong> to the seller, as both agreed when the order was made.
        </>
      );
    },
    send: (order) => ask((api) => api.expire(at(order))),
  },
};
