// What a review says: stars, words, marks in detail, pictures, and the seller's reply.
import type { ReactNode } from "react";
import { pictureUrl } from "../../../client/client.ts";
import type { ReviewView } from "../../../protocol/api/schemas.ts";
import { DIMENSIONS } from "../../../protocol/review.ts";
import { Picture } from "../../design/picture.tsx";
import { FiveStars } from "../../design/stars.tsx";
import { MARKS } from "./review-draft.ts";

export function ReviewWords({
  review: { rating, text, reply },
  by,
}: {
  review: ReviewView;
  /** Who wrote it and when; not of the reply. */
  by?: ReactNode;
}) {
  const marks = DIMENSIONS.filter((name) => text?.dimensions[name]);
  return (
    <>
      <p className="row">
        <FiveStars value={rating} />
        <span className="strong">{text?.title}</span>
      </p>
      {text?.body && <p className="prose">{text.body}</p>}
      {marks.length > 0 && (
        <ul className="marks small" data-testid="marks">
          {marks.map((name) => (
            <li key={name} className="row">
              <span className="muted">{MARKS[name]}</span>
              <FiveStars value={text!.dimensions[name]!} size={13} />
            </li>
          ))}
        </ul>
      )}
      {text && text.pictures.length > 0 && (
        <ul className="review-pictures" aria-label="Pictures of the buyer" data-testid="review-pictures">
          {text.pictures.map((picture) => (
            <li key={picture.cid}>
              <a href={pictureUrl(picture.cid)} target="_blank" rel="noreferrer">
                <Picture picture={picture} square />
              </a>
            </li>
          ))}
        </ul>
      )}
      {by && <p className="muted small">{by}</p>}
      {reply && (
        <p className="prose reply" data-testid="reply">
          <span className="strong">The seller: </span>
          {reply}
        </p>
      )}
    </>
  );
}
