// What a buyer may say when confirming: stars, what else there is to rate, some words, pictures of what arrived.
import { useCallback } from "react";
import { DIMENSIONS, MAX_REVIEW_PICTURES } from "../../../protocol/review.ts";
import { TextArea, TextField } from "../../design/field.tsx";
import { StarInput } from "../../design/stars.tsx";
import { PictureField } from "../picture-field.tsx";
import { MARKS, type OnReviewWords, type ReviewWords } from "./review-draft.ts";

interface ReviewFieldsProps {
  words: ReviewWords;
  /** The same function each time. */
  onWords: OnReviewWords;
}

export function ReviewFields({ words, onWords }: ReviewFieldsProps) {
  const onBusy = useCallback((uploading: boolean) => onWords({ uploading }), [onWords]);
  return (
    <>
      <StarInput value={words.rating} onValue={(rating) => onWords({ rating })} />
      {words.rating > 0 && (
        <div className="stack tight" role="group" aria-label="In detail, if you like">
          {DIMENSIONS.map((name) => (
            <StarInput
              key={name}
              small
              label={MARKS[name]}
              testId={name}
              value={words.marks[name]}
              onValue={(stars) => onWords((now) => ({ marks: { ...now.marks, [name]: stars } }))}
            />
          ))}
        </div>
      )}
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
      {(words.rating > 0 || words.pictures.length > 0) && (
        <PictureField
          pictures={words.pictures}
          onPictures={(change) => onWords((now) => ({ pictures: change(now.pictures) }))}
          onBusy={onBusy}
          most={MAX_REVIEW_PICTURES}
        />
      )}
    </>
  );
}
