// Decides what a node holds of others within its disk quota: how much of each journal, and which go first when it is full.
import type { Address } from "../../protocol/ids.ts";

/** `all`: whatever peers name, within the quota. `followed`: own, followed, and who takes part in own orders or listings. */
export const HOLDS = ["all", "followed"] as const;
export type Hold = (typeof HOLDS)[number];

/**
 * What ties a journal to this node, from the first to go to the last. A name costs nothing, a trade costs gas and a bond is money:
 * so no number of free names outweighs one of the others. Who takes part in own orders, and who is followed, never goes.
 */
export const RANKS = ["free", "traded", "bonded", "party", "followed"] as const;
export type Rank = (typeof RANKS)[number];

export interface Claim {
  rank: Rank;
  /** In the smallest unit of the chain's coin; what is on its way out does not count. */
  bond: bigint;
}

export interface Held extends Claim {
  owner: Address;
  bytes: number;
  /** Rises with the time of arrival here. */
  since: number;
}

const MIB = 2 ** 20;
/** A hundredth of a coin: less than this is not worth a rank. */
export const MIN_BOND = 10n ** 16n;
const BYTES_PER_MIN_BOND = MIB;
const MOST_BYTES = 256 * MIB;
const PARTY_BYTES = 32 * MIB;

/** Of one journal without a bond: some thousand listings with a usual quota. */
export const baseOf = (quotaBytes: number): number => Math.min(64 * MIB, Math.max(MIB, Math.floor(quotaBytes / 256)));

/** Bytes of entries held of one journal, whatever else there is room for. */
export function allowanceOf({ rank, bond }: Claim, quotaBytes: number): number {
  const base = baseOf(quotaBytes);
  switch (rank) {
    case "followed":
      return MOST_BYTES;
    case "party":
      return Math.max(base, PARTY_BYTES);
    case "bonded":
      return base + Math.min(MOST_BYTES - base, Number(bond / MIN_BOND) * BYTES_PER_MIN_BOND);
    case "traded":
      return 2 * base;
    case "free":
      return base;
  }
}

const isKept = ({ rank }: Claim): boolean => rank === "party" || rank === "followed";
const rankOf = ({ rank }: Claim): number => RANKS.indexOf(rank);

/**
 * Those that may go, first to go first: lower rank, smaller bond, then who came first. That the oldest goes, not the newest, keeps a flood of free
 * names from closing the door behind itself; `DISPLACEMENT` keeps it from flushing out those who are here.
 */
export function evictionOrder(held: readonly Held[]): Held[] {
  return held
    .filter((one) => !isKept(one))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || compare(a.bond, b.bond) || a.since - b.since);
}

/** How a newcomer stands to a full store. `in-turn`: as good as the first to go, so it may take that place at a bounded rate. */
export type Admission = "admitted" | "in-turn" | "refused";

export function admissionOf(newcomer: Claim, first: Held | undefined): Admission {
  if (isKept(newcomer)) return "admitted";
  if (!first) return "refused";
  const difference = rankOf(newcomer) - rankOf(first) || compare(newcomer.bond, first.bond);
  if (difference > 0) return "admitted";
  return difference === 0 && newcomer.bond === 0n ? "in-turn" : "refused";
}

/** Journals of others, those included of which only the certificate has come. */
export const MAX_PLACES = 10_000;
/** Full a little before the end, so that what is here has room to grow while newcomers wait. */
export const FULL_SHARE = 15 / 16;
/** While less is free on the disk, nothing of others is taken: own writes come first. */
export const RESERVE_BYTES = 64 * MIB;
/** Of places among equals. With 10,000 of them each newcomer stays for a month at least, whatever comes after it. */
export const DISPLACEMENT = { burst: 4, perSecond: 12 / 3_600 };
/** Whoever was let go comes after those who were never here. */
export const AWAY_MS = 3_600_000;

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
