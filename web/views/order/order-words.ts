// What a person fills in before an order is called upon.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import type { CurrencyView } from "../../../protocol/api/schemas.ts";
import type { OrderCall } from "../../../protocol/order.ts";
import type { ReviewWords } from "../review/review-draft.ts";

/** What the page offers: a signed release is one of the ways to confirm, and is collected for all orders at once. */
export type Deed = Exclude<OrderCall, "confirmBySignature">;

export interface Words extends ReviewWords {
  buyerBps: number;
  /** Whether the share was chosen, rather than preset: a ruling is final. */
  shareChosen: boolean;
  /** How much longer a window shall be. */
  days: number;
  /** Confirm by a signature that the seller submits, rather than by a transaction of one's own. */
  signed: boolean;
  /** Give back only `amount` of the money. */
  part: boolean;
  amount: string;
}
export const NO_WORDS: Words = {
  text: "",
  title: "",
  rating: 0,
  marks: { asDescribed: 0, shipping: 0, communication: 0 },
  pictures: [],
  uploading: false,
  buyerBps: 5_000,
  shareChosen: false,
  days: 3,
  signed: false,
  part: false,
  amount: "",
};

export type OnWords = (some: Partial<Words> | ((now: Words) => Partial<Words>)) => void;

export interface CallInput {
  order: OrderDetail;
  currency: CurrencyView | undefined;
  words: Words;
  /** The same function each time. */
  onWords: OnWords;
}
