// Orders as tables, and one order with its money, deadline, words and timeline.
import { dueOf } from "../../client/order-turn.ts";
import type { OrderDetail, OrderSummary } from "../../protocol/api/order-schemas.ts";
import type { DeliveryAddress } from "../../protocol/message.ts";
import type { OrderCall, OrderStatus } from "../../protocol/order.ts";
import { entries, titleOf } from "../commands.ts";
import type { Tone } from "../terminal/style.ts";
import { printable, printableLines } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { durationText, relativeText } from "../terminal/time.ts";
import { type Facts, NOTHING, articleText, idText, moneyText, partyText, percentText, whenText } from "./facts.ts";

const TONES: Partial<Record<OrderStatus, Tone>> = {
  released: "good",
  disputed: "bad",
  funded: "open",
  shipped: "open",
};

export const orderTable = (items: readonly OrderSummary[], facts: Facts): string =>
  table<OrderSummary>(
    [
      { title: "order", cell: ({ id }) => idText(facts, id) },
      { title: "status", cell: ({ status }) => status, tone: ({ status }) => TONES[status] },
      { title: "as", cell: ({ roles }) => roles.filter((role) => role !== "anyone").join(", ") },
      {
        title: "what",
        cell: ({ units, listing: of }) => `${units} × ${of ? articleText(of) : "unknown"}`,
        shrinks: true,
      },
      { title: "total", cell: ({ total, currency }) => moneyText(facts, total, currency), right: true },
      { title: "deadline", cell: (order) => dueText(order, facts) },
      { title: "next", cell: ({ next }) => next, shrinks: true },
    ],
    items,
    facts,
  );

function dueText(order: OrderSummary, { now }: Facts): string {
  const due = dueOf(order);
  return due ? relativeText(due, now) : NOTHING;
}

const SINCE = { changed: "the listing has changed", gone: "the listing is not here any more" };

export function orderPage(order: OrderDetail, facts: Facts): string {
  const { currency, payout, listing, review, release, delivery, bought } = order;
  const money = (amount: string) => moneyText(facts, amount, currency);
  const head = record(
    [
      ["order", order.id],
      ["status", facts.style(TONES[order.status] ?? "strong", order.status)],
      ["next", printable(order.next)],
      ["you can", order.allowed.length > 0 ? order.allowed.map(commandOf).join(", ") : undefined],
      ["deadline", order.deadline ? whenText(facts, order.deadline) : undefined],
      ["lengthened", order.extension > 0 ? `by ${durationText(order.extension)}` : undefined],
      [
        "otherwise",
        order.ifNobodyActs
          ? `${printable(order.ifNobodyActs.text)} ${whenText(facts, order.ifNobodyActs.at)}`
          : undefined,
      ],
      ["what", `${order.units} × ${listing ? printable(articleText(listing)) : "a listing that is not known here"}`],
      ["since then", bought && bought.now !== "same" ? SINCE[bought.now] : undefined],
      ["total", `${money(order.total)} (${money(order.unitPrice)} each, shipping ${money(order.shipping)})`],
      ["sent by", shippingText(order)],
      ["together with", order.combinedWith.length > 0 ? order.combinedWith.join("\n") : undefined],
      ["paid out", payout ? payoutText(payout, money) : undefined],
      ["seller", partyText(facts, order.sellerName, order.seller)],
      ["buyer", partyText(facts, order.buyerName, order.buyer)],
      [
        "arbitrator",
        order.arbitrator
          ? `${partyText(facts, order.arbitratorName, order.arbitrator)}, ${percentText(order.arbitratorFeeBps)}`
          : "none",
      ],
      ["address", order.file ? undefined : deliveryText(delivery)],
      ["file", order.file ? fileText(order.file) : undefined],
      ["tracking", order.tracking ? printable(order.tracking) : undefined],
      ["release", release ? `signed, ${release.state}, good until ${whenText(facts, release.deadline)}` : undefined],
      [
        "review",
        review
          ? `${review.rating} of 5 ${printableLines([review.text?.title, review.text?.body].filter(Boolean).join("\n"))}`.trim()
          : undefined,
      ],
      ["reply", review?.reply ? printableLines(review.reply) : undefined],
    ],
    facts,
  );
  const offers = order.settlements.map(
    ({ by, buyerBps, buyer, seller, deadline }) =>
      `${idText(facts, by)} signed a split: ${percentText(buyerBps)} for the buyer (${money(buyer)}), ${money(seller)} for the seller, until ${whenText(facts, deadline)}`,
  );
  const words = order.statements.map(
    ({ author, text, at }) =>
      `${idText(facts, author)} said${at ? ` ${whenText(facts, at)}` : ""}:\n${printableLines(text)}`,
  );
  const timeline = table<OrderDetail["timeline"][number]>(
    [
      { title: "when", cell: ({ at }) => whenText(facts, at) },
      { title: "what happened", cell: ({ text }) => text, shrinks: true },
      { title: "transaction", cell: ({ transaction }) => idText(facts, transaction) },
      { title: "", cell: ({ final }) => (final ? "final" : "") },
    ],
    order.timeline,
    facts,
  );
  return [head, ...offers, ...words, timeline].join("\n\n");
}

function deliveryText({ state, address }: OrderDetail["delivery"]): string {
  if (address) return `${addressText(address)} (${state})`;
  return state === "none" ? "none here" : `not readable here (${state})`;
}

const FILE_STATES: Record<NonNullable<OrderDetail["file"]>["state"], string> = {
  waiting: "the seller's node has not delivered it yet",
  sent: "delivered",
  fetching: "on its way",
  ready: "here: souk orders file gives it out",
  failed: "cannot be had",
};

function fileText({ name, state, bytes, totalBytes, problem }: NonNullable<OrderDetail["file"]>): string {
  const share = state === "fetching" ? ` (${bytes} of ${totalBytes} bytes)` : "";
  return printable(`${name}, ${FILE_STATES[state]}${share}${problem ? `: ${problem.message}` : ""}`);
}

function shippingText({ shippingOption: option, joined, combinedWith }: OrderDetail): string | undefined {
  if (joined && combinedWith.length > 0) return "in the parcel of another order that was paid with it";
  if (joined) return "paid for a joint parcel, but no other order was paid with it: the seller may cancel";
  return option ? printable(option.title) : undefined;
}

export const addressTable = (items: readonly { id: string; address: DeliveryAddress }[], facts: Facts): string =>
  table<(typeof items)[number]>(
    [
      { title: "id", cell: ({ id }) => id },
      { title: "address", cell: ({ address }) => addressText(address), shrinks: true },
    ],
    items,
    facts,
  );

/** A call of the escrow as the command that makes it. */
const commandOf = (call: OrderCall): string =>
  call === "confirmBySignature" ? titleOf(entries.collectReleases) : titleOf(entries[call]);

export const addressText = ({ name, street, postcode, city, region, country, note }: Record<string, string>): string =>
  [name, street, `${postcode} ${city}`, region, country, note]
    .map((part) => printable((part ?? "").trim()))
    .filter(Boolean)
    .join(", ");

const payoutText = (payout: NonNullable<OrderDetail["payout"]>, money: (amount: string) => string): string =>
  Object.entries(payout)
    .filter(([, amount]) => amount !== "0")
    .map(([who, amount]) => `${who} ${money(amount)}`)
    .join(", ");
