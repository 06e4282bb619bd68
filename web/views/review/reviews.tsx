// Reviews: each by the buyer of a real order, which the chain proves.
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { shortAddress } from "../../design/party.tsx";
import { Moment } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { ReviewWords } from "./review-words.tsx";

const SHOWN = 50;

export function Reviews({ seller, listing, title }: { seller: string; listing?: string; title: string }) {
  const { now } = useNode();
  const { data, trouble, reload } = useQuery(
    `reviews ${seller} ${listing ?? ""}`,
    (signal) =>
      ask((api) =>
        api.reviews({
          query: { seller: seller as Address, listing: listing as ListingId | undefined, limit: SHOWN },
          signal,
        }),
      ),
    ["review."],
  );
  return (
    <section className="stack" aria-labelledby="reviews" data-testid="reviews">
      <h2 id="reviews">{title}</h2>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={90} />}
      {data?.items.length === 0 && (
        <p className="muted">None yet. Only somebody who bought can write one, and nobody can delete it.</p>
      )}
      <ul>
        {data?.items.map((review) => (
          <li key={review.order} className="review">
            <ReviewWords
              review={review}
              by={
                <>
                  {review.buyerName ?? shortAddress(review.buyer)}, verified purchase
                  {!listing && review.listing && ` of “${review.listing.title}”`} ·{" "}
                  <Moment at={review.at} now={now} only="relative" />
                  {!review.text && " · the text is missing: the chain names it, and no peer has it yet"}
                </>
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
