// The review that a buyer types, as the node takes it.
import { DIMENSIONS, type Dimension } from "../../protocol/review.ts";
import { tidy } from "../../protocol/text.ts";
import type { Words } from "./order-words.ts";

export const MARKS: Record<Dimension, string> = {
  asDescribed: "As described",
  shipping: "Shipping",
  communication: "Communication",
};

/** Why it cannot be sent as it is. */
export function reviewFault({ rating, title, text, pictures, uploading }: Words): string | undefined {
  if (uploading) return "The pictures are still on their way to your node: a moment.";
  const says = tidy(title) || tidy(text) || pictures.length > 0;
  return rating === 0 && says ? "Choose the stars for your review, or clear it." : undefined;
}

/** Null for none: the money is released without one. */
export function reviewOf({ rating, title, text, marks, pictures }: Words) {
  if (rating === 0) return null;
  const [asDescribed, shipping, communication] = DIMENSIONS.map((name) => marks[name] || null);
  const shown = pictures.map((picture) => ({ ...picture, alt: picture.alt || "What arrived" }));
  return { rating, title: tidy(title), text: tidy(text), asDescribed, shipping, communication, pictures: shown };
}
