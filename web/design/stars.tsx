// Ratings: shown as stars with the raw number, and given as a radio group.
import { useId } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

export function Stars({ rating, size = 16 }: { rating: { count: number; average: number | null }; size?: number }) {
  if (rating.average === null) return <span className="muted small">No ratings yet</span>;
  const average = rating.average.toFixed(1);
  return (
    <span className="stars small" title={`${average} of 5 from ${rating.count} purchases`}>
      <Icon name="star" size={size} filled />
      <span className="strong number">{average}</span>
      <span className="muted number">({rating.count})</span>
    </span>
  );
}

export function FiveStars({ value, size = 17 }: { value: number; size?: number }) {
  return (
    <span className="stars" role="img" aria-label={`${value} of 5 stars`}>
      {[1, 2, 3, 4, 5].map((star) => (
        <Icon key={star} name="star" size={size} filled={star <= value} />
      ))}
    </span>
  );
}

const WORDS = ["", "Bad", "Poor", "Fair", "Good", "Excellent"];

/** Nobody has to rate: choosing the same again takes it back. */
export function StarInput({
  value,
  label = "Your rating (optional)",
  testId = "star",
  small = false,
  onValue,
}: {
  value: number;
  label?: string;
  /** Before the number of each star. */
  testId?: string;
  /** On one line, beside others. */
  small?: boolean;
  onValue: (stars: number) => void;
}) {
  const name = useId();
  return (
    <fieldset className={small ? "field rate-line" : "field"}>
      <legend>{label}</legend>
      <div className="row">
        <span className="rate">
          {[1, 2, 3, 4, 5].map((star) => (
            <label key={star} className={star <= value ? "on" : ""} data-testid={`${testId}-${star}`}>
              <input
                className="hidden"
                type="radio"
                name={name}
                checked={value === star}
                onChange={() => onValue(star)}
                onClick={() => value === star && onValue(0)}
                aria-label={`${star} of 5: ${WORDS[star]}`}
              />
              <Icon name="star" size={small ? 22 : 30} filled={star <= value} />
            </label>
          ))}
        </span>
        <span className="muted">{WORDS[value] || (small ? "" : "Choose 1 to 5 stars")}</span>
        {!small && value > 0 && (
          <Button kind="quiet" compact onClick={() => onValue(0)} data-testid={`${testId}-clear`}>
            Clear
          </Button>
        )}
      </div>
    </fieldset>
  );
}
