// An offer: the terms a seller signs once and any buyer can pay. EIP-712 layout, limits and digest (rules O-1 … O-9).
import { type Address, type Hex32, ZERO_ADDRESS } from "./ids.ts";
import { BPS, MAX_AMOUNT } from "./money.ts";
import { type Domain, type Fields, typedDigest } from "./typed-data.ts";
import { type Verdict, accept, refuse } from "./verdict.ts";

const HOUR = 3_600;
const DAY = 86_400;

export interface Offer {
  seller: Address;
  /** Zero: nobody can rule, so the order has no buyer protection after shipping. */
  arbitrator: Address;
  /** Rules when the arbitrator's window has passed; zero for none. */
  fallbackArbitrator: Address;
  /** Zero is the chain's coin, else an ERC-20. */
  currency: Address;
  /** Per unit, in the currency's smallest unit. */
  unitPrice: bigint;
  /** Once per order. */
  shipping: bigint;
  /** sha2-256 digest of the listing block's CID: what the buyer saw. */
  terms: Hex32;
  /** Stock is counted per (seller, sku); zero is uncounted. */
  sku: Hex32;
  /** Cumulative ceiling of units ever sold of this sku; 0 is not counted. */
  maxUnits: number;
  /** Seconds. */
  shipWindow: number;
  inspectionWindow: number;
  rulingWindow: number;
  arbitratorFeeBps: number;
  referrerBps: number;
  /** The buyer's share if no arbitrator rules in time. */
  defaultBuyerBps: number;
  /** Unix seconds of chain time. */
  validUntil: number;
  /** Void once the seller's floor is above it. */
  counter: number;
}

/** The order of the fields is the order of EIP-712, of `OrderHash.sol` and of the packed limits word. */
export const OFFER_FIELDS = [
  ["seller", "address"],
  ["arbitrator", "address"],
  ["fallbackArbitrator", "address"],
  ["currency", "address"],
  ["unitPrice", "uint256"],
  ["shipping", "uint256"],
  ["terms", "bytes32"],
  ["sku", "bytes32"],
  ["maxUnits", "uint32"],
  ["shipWindow", "uint32"],
  ["inspectionWindow", "uint32"],
  ["rulingWindow", "uint32"],
  ["arbitratorFeeBps", "uint16"],
  ["referrerBps", "uint16"],
  ["defaultBuyerBps", "uint16"],
  ["validUntil", "uint40"],
  ["counter", "uint40"],
] as const satisfies Fields;

export const offerDigest = (domain: Domain, offer: Offer): Hex32 => typedDigest(domain, "Offer", OFFER_FIELDS, offer);

export const MIN_WINDOW = HOUR;
export const MAX_WINDOW = 180 * DAY;
export const MIN_RULING_WINDOW = DAY;
export const MAX_FEE_BPS = 1_000;

const within = (value: number, low: number, high: number) => value >= low && value <= high;

/** What the escrow would refuse at `open`, judged before anybody signs or pays (contracts.md, "Open refuses"). */
export function checkOffer(offer: Offer, escrow: Address): Verdict<Offer> {
  if (!within(offer.shipWindow, MIN_WINDOW, MAX_WINDOW))
    return refuse("offer.window", "shipWindow: 1 hour to 180 days");
  if (!within(offer.inspectionWindow, MIN_WINDOW, MAX_WINDOW)) {
    return refuse("offer.window", "inspectionWindow: 1 hour to 180 days");
  }
  if (offer.arbitrator !== ZERO_ADDRESS && !within(offer.rulingWindow, MIN_RULING_WINDOW, MAX_WINDOW)) {
    return refuse("offer.window", "rulingWindow: 1 to 180 days");
  }
  if (offer.arbitratorFeeBps > MAX_FEE_BPS || offer.referrerBps > MAX_FEE_BPS) {
    return refuse("offer.fee", "an arbitrator's or referrer's share is at most 10 %");
  }
  if (offer.defaultBuyerBps > Number(BPS)) return refuse("offer.share", "defaultBuyerBps: at most 10000");
  if (offer.unitPrice + offer.shipping === 0n) return refuse("offer.amount", "the total price is zero");
  if (offer.unitPrice + offer.shipping > MAX_AMOUNT) return refuse("offer.amount", "the price is above 2^128 - 1");
  const roles = [offer.seller, offer.arbitrator, offer.fallbackArbitrator].filter((role) => role !== ZERO_ADDRESS);
  if (offer.seller === ZERO_ADDRESS) return refuse("offer.role", "there is no seller");
  if (offer.fallbackArbitrator !== ZERO_ADDRESS && offer.arbitrator === ZERO_ADDRESS) {
    return refuse("offer.role", "a fallback arbitrator needs an arbitrator");
  }
  if (new Set(roles).size !== roles.length) return refuse("offer.role", "seller and arbitrators must differ");
  if (roles.includes(escrow) || roles.includes(offer.currency)) {
    return refuse("offer.role", "a contract of the order cannot take part in it");
  }
  return accept(offer);
}
