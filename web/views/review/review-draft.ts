// The review that a buyer types, as the node takes it.
import type { Picture } from "../../../protocol/picture.ts";
import { DIMENSIONS, type Dimension } from "../../../protocol/review.ts";
import { tidy } from "../../../protocol/text.ts";

export interface ReviewWords {
  text: string;
  title: string;
  rating: number;
  /** 0 for what is not said. */
  marks: Record<Dimension, number>;
  pictures: Picture[];
  uploading: boolean;
}

export type OnReviewWords = (some: Partial<ReviewWords> | ((now: ReviewWords) => Partial<ReviewWords>)) => void;

export const MARKS: Record<Dimension, string> = {
  asDescribed: "As described",
  shipping: "Shipping",
  communication: "Communication",
};

/** Why it cannot be sent as it is. */
export function reviewFault({ rating, title, text, pictures, uploading }: ReviewWords): string | undefined {
  if (uploading) return "The pictures are still on their way to your node: a moment.";
  const says = tidy(title) || tidy(text) || pictures.length > 0;
  return rating === 0 && says ? "Choose the stars for your review, or clear it." : undefined;
}

/** Null for none: the money is released without one. */
export function reviewOf({ rating, title, text, marks, pictures }: ReviewWords) {
  if (rating === 0) return null;
  const [asDescribed, shipping, communication] = DIMENSIONS.map((name) => marks[name] || null);
  const shown = pictures.map((picture) => ({ ...picture, alt: picture.alt || "What arrived" }));
  return { rating, title: tidy(title), text: tidy(text), asDescribed, shipping, communication, pictures: shown };
}
