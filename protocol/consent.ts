// What a party of an order signs for the other one to submit: a release of the money, or a split of it (rules N-1 … N-4).
import type { Hex32 } from "./ids.ts";
import { type Domain, type Fields, type TypedData, typedData, typedDigest } from "./typed-data.ts";

/** Seconds a release stays good unless its buyer says otherwise: long enough for a seller who collects once a month. */
export const RELEASE_LIFETIME = 40 * 86_400;
/** Seconds a settlement may stay open: until then the other party can use it just before a ruling it does not like. */
export const MAX_SETTLEMENT_LIFETIME = 86_400;

/** The buyer's: pay the seller, with or without a review. A dispute voids it. */
export interface Release {
  orderId: Hex32;
  /** Digest of the review, or zero. */
  review: Hex32;
  /** 1 … 5, or 0 for none. */
  rating: number;
  /** Last unix second of chain time at which it can be submitted. */
  deadline: number;
}

/** Either party's: split the money so. */
export interface Settlement {
  orderId: Hex32;
  /** The buyer's share, 0 … 10,000. */
  buyerBps: number;
  /** Last unix second of chain time at which it can be submitted. */
  deadline: number;
}

export const RELEASE_FIELDS = [
  ["orderId", "bytes32"],
  ["review", "bytes32"],
  ["rating", "uint8"],
  ["deadline", "uint40"],
] as const satisfies Fields;

export const SETTLEMENT_FIELDS = [
  ["orderId", "bytes32"],
  ["buyerBps", "uint16"],
  ["deadline", "uint40"],
] as const satisfies Fields;

export const typedRelease = (domain: Domain, release: Release): TypedData =>
  typedData(domain, "Release", RELEASE_FIELDS, release);

export const typedSettlement = (domain: Domain, settlement: Settlement): TypedData =>
  typedData(domain, "Settlement", SETTLEMENT_FIELDS, settlement);

export const releaseDigest = (domain: Domain, release: Release): Hex32 =>
  typedDigest(domain, "Release", RELEASE_FIELDS, release);

export const settlementDigest = (domain: Domain, settlement: Settlement): Hex32 =>
  typedDigest(domain, "Settlement", SETTLEMENT_FIELDS, settlement);
