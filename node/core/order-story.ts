// Tells an order to a person: who is to act now, what happens if nobody does, and what each event meant. All by chain time.
import type { Address } from "../../protocol/ids.ts";
import { BPS } from "../../protocol/money.ts";
import {
  type OrderState,
  type Role,
  deadlineOf,
  hasArbitrator,
  rolesOf,
  rulerAt,
  splitOf,
  totalOf,
} from "../../protocol/order.ts";
import type { OrderRow, RecordedEvent } from "./order.ts";

/** An order that is told; how it was closed only of one that exists. */
type Told = OrderState & Partial<Pick<OrderRow, "payout" | "closedAt">>;

/** What is known beside the chain. */
export interface BesideChain {
  /** The buyer signed a release that is good now. */
  signed?: boolean;
  /** The other party signed a split that is good now. */
  proposed?: boolean;
  /** It is a file, which the seller's node delivers without anybody's help. */
  digital?: boolean;
  /** The payment is so near the chain's head that a reorg could take it back. */
  unsettled?: boolean;
}

/** For `viewer`: what is expected now, of whom. */
export function nextStep(row: Told, viewer: Address, now: number, beside: BesideChain = {}): string {
  const roles = rolesOf(row.order, viewer);
  if (beside.signed && roles.includes("seller")) return "The buyer signed the release: collect your payment.";
  const step = stepOf(row, roles, now, beside);
  if (!beside.proposed) return step;
  return `The ${roles.includes("buyer") ? "seller" : "buyer"} proposes a split: accept it if you agree. ${step}`;
}

function stepOf(row: Told, roles: readonly Role[], now: number, beside: BesideChain): string {
  const { signed, digital, unsettled } = beside;
  const isBuyer = roles.includes("buyer");
  const isSeller = roles.includes("seller");
  if (signed && isBuyer) return "You signed the release: the seller is to collect the payment.";
  const over = now > (deadlineOf(row) ?? Infinity);
  switch (row.status) {
    case "funded":
      if (over)
        return isBuyer
          ? "It was not shipped in time: take your money back."
          : "The shipping window has passed: anyone can return the money to the buyer.";
      if (digital)
        return isSeller
          ? "Your node delivers the file as soon as the payment is settled: keep it running."
          : "The seller's node delivers the file as soon as the payment is settled and it is online.";
      if (!isSeller) return "The seller is to ship it.";
      return unsettled
        ? "Wait until the payment is final, then ship it and mark it shipped."
        : "Ship it, then mark it shipped.";
    case "shipped":
      if (over)
        return isSeller
          ? "The inspection window has passed: collect your payment."
          : "The inspection window has passed: anyone can release the money to the seller.";
      if (digital && isBuyer && hasArbitrator(row.order))
        return "Download the file and check it, then confirm; if something is wrong, open a dispute.";
      if (!isBuyer) return "The buyer is to receive and check it.";
      return hasArbitrator(row.order)
        ? "When it arrives, check it and confirm; if something is wrong, open a dispute."
        : "When it arrives, check it and confirm. This order has no arbitrator, so it cannot be disputed.";
    case "disputed": {
      const ruler = rulerAt(row, now);
      if (ruler && roles.includes(ruler.who)) return "Read both sides and decide the buyer's share.";
      if (ruler?.who === "arbitrator") return "The arbitrator is to rule.";
      // Who passed the case on did not let the time go by.
      const wasToRule = roles.includes("arbitrator") ? row.passedAt === null : roles.includes("fallback");
      if (wasToRule) {
        const left = ruler ? "the fallback arbitrator is to rule" : "anyone can apply the agreed split";
        return `You did not rule in time and earn nothing: ${left}.`;
      }
      return ruler
        ? "The fallback arbitrator is to rule."
        : "No arbitrator ruled in time: anyone can apply the agreed split.";
    }
    case "released":
      return "Closed: the seller was paid.";
    case "refunded":
      return "Closed: the buyer got the money back.";
    case "split":
      return `Closed: ${splitText(row)}.`;
    case "none":
      return "There is no such order.";
  }
}

/** What the contract will do without anybody's goodwill, and from which second of chain time on; null once closed. */
export function ifNobodyActs(row: OrderState): { text: string; at: number } | null {
  const deadline = deadlineOf(row);
  if (deadline === null) return null;
  const at = deadline + 1;
  if (row.status === "funded") return { text: "anyone can return the money to the buyer", at };
  if (row.status === "shipped") return { text: "anyone can release the money to the seller", at };
  const share = row.order.offer.defaultBuyerBps / 100;
  return { text: `anyone can split the money: ${share} % to the buyer, the rest to the seller`, at };
}

const CLOSED_TEXT: Record<string, string> = {
  released: "The money was released to the seller",
  refunded: "The money was returned to the buyer",
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Which call split the money is in no event: who was paid what and when tells it, as far as only one call can have. */
function splitText({ payout, closedAt, ...row }: Told): string {
  if (!payout || closedAt === undefined || closedAt === null) return "the money was split";
  const total = totalOf(row.order);
  const { offer } = row.order;
  const share = shareText(payout.buyer, total - payout.arbitrator);
  const disputed: OrderState = { ...row, status: "disputed" };
  const ruler = row.disputedAt === null ? null : rulerAt(disputed, closedAt);
  if (ruler && payout.arbitrator > 0n) {
    return `the ${ruler.who === "arbitrator" ? "arbitrator" : "fallback arbitrator"} ruled${share && `: ${share}`}`;
  }
  // Without a fee a ruling looks like what both agreed to.
  if (ruler && splitOf(total, offer.arbitratorFeeBps, 0, 0).arbitrator === 0n) {
    return `the money was split${share && `: ${share}`}`;
  }
  const isDefault = payout.buyer === splitOf(total, 0, offer.defaultBuyerBps, 0).buyer;
  if (row.disputedAt !== null && !ruler && isDefault) {
    return `nobody ruled in time, so the split agreed at the beginning was paid${share && `: ${share}`}`;
  }
  return `the money was split as both agreed${share && `: ${share}`}`;
}

/** @returns "" where the amounts are so small that several shares give them */
function shareText(buyer: bigint, shared: bigint): string {
  if (shared < BPS) return "";
  return `${Number((buyer * BPS + shared - 1n) / shared) / 100} % to the buyer`;
}

const WHO: Partial<Record<Role, string>> = {
  buyer: "The buyer",
  seller: "The seller",
  arbitrator: "The arbitrator",
  fallback: "The fallback arbitrator",
};

/** Exact to the hour: windows are at least an hour, and people think in days. */
function duration(seconds: number): string {
  const hours = Math.ceil(seconds / 3_600);
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** What an event meant, for the timeline. */
export function eventText(event: RecordedEvent, row: Told): string {
  switch (event.name) {
    case "Opened":
      return "The buyer paid into escrow";
    case "Shipped":
      return "The seller marked it shipped";
    case "Disputed":
      return "The buyer opened a dispute: the money is frozen";
    case "Extended":
      return `The running window was lengthened: ${duration(event.extension)} more than agreed`;
    case "Evidence":
      return `${rolesOf(row.order, event.party)
        .flatMap((role) => WHO[role] ?? [])
        .join(" and ")} pointed to evidence`;
    case "Skipped":
      return `A batch left this order out (${event.reason}): nothing changed`;
    case "Passed":
      return "The arbitrator passed the case to the fallback";
    case "Reviewed":
      return `The buyer rated it ${event.rating} of 5`;
    case "Closed":
      return event.status === "split" ? capital(splitText(row)) : (CLOSED_TEXT[event.status] ?? "Closed");
    case "Credited":
      return "A payment could not be pushed and waits to be withdrawn";
    case "Withdrawn":
      return "A waiting payment was withdrawn";
    case "Retired":
      return "The seller retired the stock";
    case "FloorRaised":
      return "The seller voided older offers";
  }
}
