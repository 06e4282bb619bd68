// What a buyer may say when confirming: stars, a title, some words.
import { TextArea, TextField } from "../design/field.tsx";
import { StarInput } from "../design/stars.tsx";
import type { CallInput } from "./order-words.ts";

export function ReviewFields({ words, onWords }: CallInput) {
  return (
    <>
      <StarInput value={words.rating} onValue={(rating) => onWords({ rating })} />
      <TextField
        label="Title (optional)"
        value={words.title}
        maxLength={120}
        onValue={(title) => onWords({ title })}
        data-testid="review-title"
      />
      <TextArea
        label="Your review (optional)"
        hint="Public, and for good: neither you nor the seller can delete it."
        value={words.text}
        maxLength={4_000}
        rows={3}
        onValue={(text) => onWords({ text })}
        data-testid="review-text"
      />
    </>
  );
}
