// What each call of the escrow asks of a person, says about the money, and sends.
import type { ReactNode } from "react";
import type { OrderDetail, Operation } from "../../protocol/api/schemas.ts";
import { type OrderCall, splitOf } from "../../protocol/order.ts";
import { tidy } from "../../protocol/text.ts";
import { ask } from "../api.ts";
import type { ButtonKind } from "../design/button.tsx";
import { TextArea, TextField } from "../design/field.tsx";
import type { IconName } from "../design/icon.tsx";
import { moneyText } from "../design/money.tsx";
import type { CallInput, Words } from "./order-words.ts";
import { percent } from "./protection.tsx";
import { ReviewFields } from "./review-fields.tsx";
import { ShareFields } from "./share-fields.tsx";

export interface CallView {
  name: string;
  icon: IconName;
  kind: ButtonKind;
  /** On the button that does it. */
  deed: string;
  effect: (input: CallInput) => ReactNode;
  fields?: (input: CallInput) => ReactNode;
  /** Why it cannot be sent as it is filled in. */
  missing?: (words: Words) => string | undefined;
  send: (order: OrderDetail, words: Words) => Promise<Operation>;
}

const WAIT = 20;
const at = ({ id }: OrderDetail) => ({ params: { order: id }, wait: WAIT });
const total = ({ order, currency }: CallInput) => <strong>{moneyText(order.total, currency)}</strong>;

export const CALLS: Record<OrderCall, CallView> = {
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
    deed: "Confirm and pay the seller",
    fields: ReviewFields,
    effect: (input) => <>{total(input)} go to the seller at once. This cannot be undone.</>,
    missing: ({ rating, title, text }) =>
      rating === 0 && (title || text) ? "Choose the stars for your review, or clear the words." : undefined,
    send: (order, { rating, title, text }) =>
      ask((api) =>
        api.confirm({
          ...at(order),
          body: { review: rating === 0 ? null : { rating, title: tidy(title), text: tidy(text) } },
        }),
      ),
  },
  cancel: {
    name: "Give the money back",
    icon: "refund",
    kind: "plain",
    deed: "Return the money",
    effect: (input) => (
      <>
        {total(input)} go back to the buyer, all of it, and the order is closed.
        {input.order.roles.includes("seller") && " You keep the goods and get nothing."}
      </>
    ),
    send: (order) => ask((api) => api.cancel(at(order))),
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
    missing: ({ text }) => (tidy(text) ? undefined : "Say what is wrong, so that it can be judged."),
    send: (order, { text }) => ask((api) => api.dispute({ ...at(order), body: { text: tidy(text) } })),
  },
  rule: {
    name: "Decide",
    icon: "scale",
    kind: "plain",
    deed: "Rule and pay out",
    fields: ShareFields,
    effect: () => <>The contract pays out as shown. Your ruling is final.</>,
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
