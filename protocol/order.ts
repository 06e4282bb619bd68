// An order: its id, its states, who may do what when (the escrow's transition table as data), and its deadlines.
import { concatBytes } from "@noble/hashes/utils.js";
import { type Address, type Hex32, ZERO_ADDRESS, fromHex, keccak } from "./ids.ts";
import { BPS } from "./money.ts";
import { MAX_WINDOW, type Offer, offerDigest } from "./offer.ts";
import { type Domain, leftPad, numberWord } from "./typed-data.ts";

/** The full order as `Opened` carries it; every call to the escrow repeats it. */
export interface Order {
  offer: Offer;
  buyer: Address;
  units: number;
  /** Chosen by the buyer, 64 bits: tells two equal purchases apart. */
  salt: bigint;
  referrer: Address;
}

/** keccak256(abi.encode(offerDigest, buyer, uint32 units, uint64 salt, referrer)): rule O-1. */
export function orderId(domain: Domain, order: Order): Hex32 {
  return keccak(
    concatBytes(
      fromHex(offerDigest(domain, order.offer)),
      leftPad(fromHex(order.buyer)),
      numberWord(order.units),
      numberWord(order.salt),
      leftPad(fromHex(order.referrer)),
    ),
  );
}

export const totalOf = (order: Order): bigint => order.offer.unitPrice * BigInt(order.units) + order.offer.shipping;

/** What its shipping costs beside the listing's own price of a unit: on chain the unit price contains the further shipping (L-8). */
export const shippingBeside = (price: bigint, order: Order): bigint => totalOf(order) - price * BigInt(order.units);

/** The numbers are the contract's enum. */
export const STATUSES = ["none", "funded", "shipped", "disputed", "released", "refunded", "split"] as const;
export type OrderStatus = (typeof STATUSES)[number];
export const isClosed = (status: OrderStatus): boolean => STATUSES.indexOf(status) >= STATUSES.indexOf("released");

export type Role = "buyer" | "seller" | "arbitrator" | "fallback" | "anyone";
/** The escrow's functions on an open order, batches left out. */
export const ORDER_CALLS = [
  "ship",
  "extend",
  "confirm",
  "confirmBySignature",
  "settle",
  "cancel",
  "claim",
  "dispute",
  "submitEvidence",
  "rule",
  "pass",
  "expire",
] as const;
export type OrderCall = (typeof ORDER_CALLS)[number];
/** When a call is allowed, relative to the state's deadline. */
export type When = "always" | "before" | "after";

export interface Transition {
  call: OrderCall;
  from: OrderStatus;
  who: Role;
  when: When;
  to: OrderStatus;
}

const EVIDENCE: readonly Transition[] = (["funded", "shipped", "disputed"] as const).flatMap((from) =>
  (["buyer", "seller", "arbitrator", "fallback"] as const).map(
    (who) => ({ call: "submitEvidence", from, who, when: "always", to: from }) as const,
  ),
);

/** contracts.md's table; vectors/transitions.json lists every forbidden combination too. */
export const TRANSITIONS: readonly Transition[] = [
  { call: "ship", from: "funded", who: "seller", when: "before", to: "shipped" },
  { call: "extend", from: "funded", who: "buyer", when: "before", to: "funded" },
  { call: "extend", from: "shipped", who: "seller", when: "before", to: "shipped" },
  { call: "cancel", from: "funded", who: "seller", when: "always", to: "refunded" },
  { call: "cancel", from: "funded", who: "anyone", when: "after", to: "refunded" },
  { call: "confirm", from: "funded", who: "buyer", when: "always", to: "released" },
  { call: "confirm", from: "shipped", who: "buyer", when: "always", to: "released" },
  { call: "confirm", from: "disputed", who: "buyer", when: "always", to: "released" },
  // With the buyer's signature; a dispute voids it.
  { call: "confirmBySignature", from: "funded", who: "anyone", when: "always", to: "released" },
  { call: "confirmBySignature", from: "shipped", who: "anyone", when: "always", to: "released" },
  // With the other party's signature.
  { call: "settle", from: "funded", who: "buyer", when: "always", to: "split" },
  { call: "settle", from: "funded", who: "seller", when: "always", to: "split" },
  { call: "settle", from: "shipped", who: "buyer", when: "always", to: "split" },
  { call: "settle", from: "shipped", who: "seller", when: "always", to: "split" },
  { call: "settle", from: "disputed", who: "buyer", when: "always", to: "split" },
  { call: "settle", from: "disputed", who: "seller", when: "always", to: "split" },
  { call: "dispute", from: "shipped", who: "buyer", when: "before", to: "disputed" },
  { call: "claim", from: "shipped", who: "anyone", when: "after", to: "released" },
  { call: "cancel", from: "shipped", who: "seller", when: "always", to: "refunded" },
  { call: "cancel", from: "disputed", who: "seller", when: "always", to: "refunded" },
  { call: "rule", from: "disputed", who: "arbitrator", when: "before", to: "split" },
  { call: "rule", from: "disputed", who: "fallback", when: "before", to: "split" },
  { call: "pass", from: "disputed", who: "arbitrator", when: "before", to: "disputed" },
  { call: "expire", from: "disputed", who: "anyone", when: "after", to: "split" },
  ...EVIDENCE,
];

/** A window is lengthened by at most so many seconds in total. */
export const MAX_EXTENSION = MAX_WINDOW;

/** The facts of an order that its deadlines and its next steps follow from. Times are unix seconds of chain time. */
export interface OrderState {
  order: Order;
  status: OrderStatus;
  openedAt: number;
  shippedAt: number | null;
  disputedAt: number | null;
  /** Set when the arbitrator passed the case to the fallback. */
  passedAt: number | null;
  /** Seconds by which a party lengthened the running window. */
  extension: number;
}

/** The last second at which the state's "before" calls succeed; "after" calls succeed one second later. */
export function deadlineOf({ order, status, ...at }: OrderState): number | null {
  const { offer } = order;
  if (status === "funded") return at.openedAt + offer.shipWindow + at.extension;
  if (status === "shipped") return at.shippedAt! + offer.inspectionWindow + at.extension;
  if (status !== "disputed") return null;
  if (at.passedAt !== null) return at.passedAt + offer.rulingWindow;
  return at.disputedAt! + offer.rulingWindow * (offer.fallbackArbitrator === ZERO_ADDRESS ? 1 : 2);
}

/** While disputed: who rules at `now`, and until when. */
export function rulerAt(state: OrderState, now: number): { who: "arbitrator" | "fallback"; until: number } | null {
  if (state.status !== "disputed") return null;
  const { rulingWindow, fallbackArbitrator } = state.order.offer;
  if (state.passedAt !== null) {
    return now <= state.passedAt + rulingWindow ? { who: "fallback", until: state.passedAt + rulingWindow } : null;
  }
  const first = state.disputedAt! + rulingWindow;
  if (now <= first) return { who: "arbitrator", until: first };
  if (fallbackArbitrator === ZERO_ADDRESS || now > first + rulingWindow) return null;
  return { who: "fallback", until: first + rulingWindow };
}

/** Whether somebody can decide: else an order cannot be disputed. */
export const hasArbitrator = ({ offer }: Pick<Order, "offer">): boolean => offer.arbitrator !== ZERO_ADDRESS;

export function rolesOf(order: Order, who: Address): Role[] {
  const roles: Role[] = ["anyone"];
  if (who === order.buyer) roles.push("buyer");
  if (who === order.offer.seller) roles.push("seller");
  if (who === order.offer.arbitrator) roles.push("arbitrator");
  if (who === order.offer.fallbackArbitrator) roles.push("fallback");
  return roles;
}

/** The calls that `who` could make at chain time `now`, by the transition table; given the signature where one is needed. */
export function allowedCalls(state: OrderState, who: Address, now: number): OrderCall[] {
  const roles = rolesOf(state.order, who);
  const deadline = deadlineOf(state);
  const ruler = rulerAt(state, now);
  const allowed = TRANSITIONS.filter((row) => {
    if (row.from !== state.status || !roles.includes(row.who)) return false;
    if (row.call === "rule") return ruler?.who === row.who;
    if (row.call === "pass")
      return ruler?.who === "arbitrator" && state.order.offer.fallbackArbitrator !== ZERO_ADDRESS;
    if (row.call === "extend" && state.extension >= MAX_EXTENSION) return false;
    if (row.call === "dispute" && !hasArbitrator(state.order)) return false;
    if (row.when === "always" || deadline === null) return true;
    return row.when === "before" ? now <= deadline : now > deadline;
  });
  return [...new Set(allowed.map((row) => row.call))];
}

export interface Split {
  buyer: bigint;
  seller: bigint;
  arbitrator: bigint;
  referrer: bigint;
}

/** Invariant I2: floors for fee, buyer and referrer; the seller gets the remainder, so nothing is left over. */
export function splitOf(total: bigint, feeBps: number, buyerBps: number, referrerBps: number): Split {
  const arbitrator = (total * BigInt(feeBps)) / BPS;
  const buyer = ((total - arbitrator) * BigInt(buyerBps)) / BPS;
  const rest = total - arbitrator - buyer;
  const referrer = (rest * BigInt(referrerBps)) / BPS;
  return { buyer, seller: rest - referrer, arbitrator, referrer };
}
