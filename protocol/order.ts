// An order: its id, its states, who may do what when (the escrow's transition table as data), and its deadlines.
import { concatBytes } from "@noble/hashes/utils.js";
import { type Address, type Hex32, ZERO_ADDRESS, fromHex, keccak } from "./ids.ts";
import { BPS } from "./money.ts";
import { type Offer, offerDigest } from "./offer.ts";
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

/** The numbers are the contract's enum. */
export const STATUSES = ["none", "funded", "shipped", "disputed", "released", "refunded", "split"] as const;
export type OrderStatus = (typeof STATUSES)[number];
export const isClosed = (status: OrderStatus): boolean => STATUSES.indexOf(status) >= STATUSES.indexOf("released");

export type Role = "buyer" | "seller" | "arbitrator" | "fallback" | "anyone";
export type OrderCall = "ship" | "confirm" | "cancel" | "claim" | "dispute" | "rule" | "pass" | "expire";
/** When a call is allowed, relative to the state's deadline. */
export type When = "always" | "before" | "after";

export interface Transition {
  call: OrderCall;
  from: OrderStatus;
  who: Role;
  when: When;
  to: OrderStatus;
}

/** contracts.md's table for the calls that exist; vectors/transitions.json lists every forbidden one too. */
export const TRANSITIONS: readonly Transition[] = [
  { call: "ship", from: "funded", who: "seller", when: "before", to: "shipped" },
  { call: "cancel", from: "funded", who: "seller", when: "always", to: "refunded" },
  { call: "cancel", from: "funded", who: "anyone", when: "after", to: "refunded" },
  { call: "confirm", from: "funded", who: "buyer", when: "always", to: "released" },
  { call: "confirm", from: "shipped", who: "buyer", when: "always", to: "released" },
  { call: "confirm", from: "disputed", who: "buyer", when: "always", to: "released" },
  { call: "dispute", from: "shipped", who: "buyer", when: "before", to: "disputed" },
  { call: "claim", from: "shipped", who: "anyone", when: "after", to: "released" },
  { call: "cancel", from: "shipped", who: "seller", when: "always", to: "refunded" },
  { call: "cancel", from: "disputed", who: "seller", when: "always", to: "refunded" },
  { call: "rule", from: "disputed", who: "arbitrator", when: "before", to: "split" },
  { call: "rule", from: "disputed", who: "fallback", when: "before", to: "split" },
  { call: "pass", from: "disputed", who: "arbitrator", when: "before", to: "disputed" },
  { call: "expire", from: "disputed", who: "anyone", when: "after", to: "split" },
];

/** The facts of an order that its deadlines and its next steps follow from. Times are unix seconds of chain time. */
export interface OrderState {
  order: Order;
  status: OrderStatus;
  openedAt: number;
  shippedAt: number | null;
  disputedAt: number | null;
  /** Set when the arbitrator passed the case to the fallback. */
  passedAt: number | null;
}

/** The last second at which the state's "before" calls succeed; "after" calls succeed one second later. */
export function deadlineOf({ order, status, ...at }: OrderState): number | null {
  const { offer } = order;
  if (status === "funded") return at.openedAt + offer.shipWindow;
  if (status === "shipped") return at.shippedAt! + offer.inspectionWindow;
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

export function rolesOf(order: Order, who: Address): Role[] {
  const roles: Role[] = ["anyone"];
  if (who === order.buyer) roles.push("buyer");
  if (who === order.offer.seller) roles.push("seller");
  if (who === order.offer.arbitrator) roles.push("arbitrator");
  if (who === order.offer.fallbackArbitrator) roles.push("fallback");
  return roles;
}

/** The calls that `who` could make at chain time `now`, by the transition table. */
export function allowedCalls(state: OrderState, who: Address, now: number): OrderCall[] {
  const roles = rolesOf(state.order, who);
  const deadline = deadlineOf(state);
  const ruler = rulerAt(state, now);
  const allowed = TRANSITIONS.filter((row) => {
    if (row.from !== state.status || !roles.includes(row.who)) return false;
    if (row.call === "rule") return ruler?.who === row.who;
    if (row.call === "pass")
      return ruler?.who === "arbitrator" && state.order.offer.fallbackArbitrator !== ZERO_ADDRESS;
    if (row.call === "dispute" && state.order.offer.arbitrator === ZERO_ADDRESS) return false;
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
