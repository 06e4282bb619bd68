// Ratings: shown as stars with the raw number, and given as a radio group.
import { useId } from "react";
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

export function FiveStars({ value }: { value: number }) {
  return (
    <span className="stars" role="img" aria-label={`${value} of 5 stars`}>
      {[1, 2, 3, 4, 5].map((star) => (
        <Icon key={star} name="star" size={17} filled={star <= value} />
      ))}
    </span>
  );
}

const WORDS = ["", "Bad", "Poor", "Fair", "Good", "Excellent"];

export function StarInput({ value, onValue }: { value: number; onValue: (stars: number) => void }) {
  const name = useId();
  return (
    <fieldset className="field">
      <legend>Your rating</legend>
      <div className="row">
        <span className="rate">
          {[1, 2, 3, 4, 5].map((star) => (
            <label key={star} className={star <= value ? "on" : ""} data-testid={`star-${star}`}>
              <input
                className="hidden"
                type="radio"
                name={name}
                checked={value === star}
                onChange={() => onValue(star)}
                aria-label={`${star} of 5: ${WORDS[star]}`}
              />
              <Icon name="star" size={30} filled={star <= value} />
            </label>
          ))}
        </span>
        <span className="muted">{WORDS[value] || "Choose 1 to 5 stars"}</span>
      </div>
    </fieldset>
  );
}
