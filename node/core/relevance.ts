// Relevance of a listing: how much its words, its seller's record, its age and signs of life count. Explained in docs/search.md.

/** What is known of a match. More of each never ranks lower. */
export interface Signals {
  /** How well the words fit, 0 to 1; 1 is the best match of the query. */
  text: number;
  seller: SellerSignals;
  /** Unix seconds at which the offers were signed, as far as can be told. */
  renewedAt: number;
}

export interface SellerSignals {
  /** Buyers who rated, and the sum of what each gave on average: one voice per buyer, however often they bought. */
  voices: number;
  voiceSum: number;
  /** Different buyers whose orders were released. */
  buyers: number;
  /** What they paid, in prices of a typical listing in the same currency. */
  settled: number;
  /** Unix seconds of the newest sign of life: an offer signed, an order released. 0 if there was none. */
  aliveAt: number;
}

/** Together 1. Words count for more than all the rest: a good name never buys a place under words that do not fit. */
export const WEIGHTS = { text: 0.6, rating: 0.13, buyers: 0.08, settled: 0.05, freshness: 0.06, liveness: 0.08 };

const DAY = 86_400;
/** What a seller has before anybody rated, and for how many voices that stands. */
export const PRIOR_RATING = 3.5;
export const PRIOR_VOICES = 3;
/** Half of the weight is reached at so many; so the hundredth buyer adds less than the tenth. */
const HALF_BUYERS = 5;
const HALF_SETTLED = 10;
const FRESH_FOR = 14 * DAY;
const ALIVE_FOR = 28 * DAY;

/** Average of one voice per buyer, drawn to the prior while they are few. 1 to 5. */
export const ratingOf = ({ voices, voiceSum }: Pick<SellerSignals, "voices" | "voiceSum">): number =>
  (voiceSum + PRIOR_VOICES * PRIOR_RATING) / (voices + PRIOR_VOICES);

const saturated = (amount: number, half: number): number => amount / (amount + half);

/** 1 for now, falling to 0; the future is now. */
const recent = (at: number, now: number, span: number): number => Math.min(1, Math.max(0, 1 - (now - at) / span));

/** What a seller's name adds, whatever was searched for. */
export const sellerRelevance = (seller: SellerSignals, now: number): number =>
  (WEIGHTS.rating * (ratingOf(seller) - 1)) / 4 +
  WEIGHTS.buyers * saturated(seller.buyers, HALF_BUYERS) +
  WEIGHTS.settled * saturated(seller.settled, HALF_SETTLED) +
  WEIGHTS.liveness * recent(seller.aliveAt, now, ALIVE_FOR);

/** What the words and the age of one listing add. */
export const listingRelevance = ({ text, renewedAt }: Pick<Signals, "text" | "renewedAt">, now: number): number =>
  WEIGHTS.text * text + WEIGHTS.freshness * recent(renewedAt, now, FRESH_FOR);

/** What no listing exceeds whose words fit so well. */
export const mostRelevance = (text: number): number => WEIGHTS.text * text + 1 - WEIGHTS.text;

/** 0 to 1. `now` is chain time in unix seconds. */
export const relevance = (signals: Signals, now: number): number =>
  listingRelevance(signals, now) + sellerRelevance(signals.seller, now);

/** Offers are signed for so long (the longest that a draft may ask for). */
const USUAL_VALIDITY = 14 * DAY;

/**
 * Offers tell until when they hold, not when they were signed. One that holds for longer than usual tells nothing:
 * it counts as a week old, so that signing for a hundred years makes nobody look fresh.
 */
export const renewedAt = (validUntil: number, now: number): number =>
  validUntil > now + USUAL_VALIDITY ? now - USUAL_VALIDITY / 2 : validUntil - USUAL_VALIDITY;
