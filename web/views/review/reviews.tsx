// Reviews: each by the buyer of a real order, which the chain proves.
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { shortAddress } from "../../design/party.tsx";
import { Moment } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { usePages } from "../../pages.ts";
import { ReviewWords } from "./review-words.tsx";

const PAGE = 10;

interface Of {
  seller: string;
  listing?: string;
  title: string;
}

/** Others than before begin again at the first page. */
export const Reviews = (of: Of) => <Pages key={`${of.seller} ${of.listing ?? ""}`} {...of} />;

function Pages({ seller, listing, title }: Of) {
  const { now } = useNode();
  const { data, fresh, trouble, reload, more } = usePages(
    `reviews ${seller} ${listing ?? ""}`,
    (cursor, signal) =>
      ask((api) =>
        api.reviews({
          query: { seller: seller as Address, listing: listing as ListingId | undefined, limit: PAGE, cursor },
          signal,
        }),
      ),
    ["review."],
  );
  return (
    <section className="stack" aria-labelledby="reviews" data-testid="reviews">
      <h2 id="reviews" tabIndex={-1}>
        {title}
      </h2>
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
      {data?.next && (
        <p>
          <Button onClick={more} busy={!fresh} data-testid="more-reviews">
            Show more
          </Button>
        </p>
      )}
    </section>
  );
}
