// What a person fills in before an order is called upon.
import type { CurrencyView, OrderDetail } from "../../protocol/api/schemas.ts";

export interface Words {
  text: string;
  title: string;
  rating: number;
  buyerBps: number;
}
export const NO_WORDS: Words = { text: "", title: "", rating: 0, buyerBps: 5_000 };

export interface CallInput {
  order: OrderDetail;
  currency: CurrencyView | undefined;
  words: Words;
  onWords: (words: Partial<Words>) => void;
}
