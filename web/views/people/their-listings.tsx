// What somebody sells, on their public page: how much it is, growing page by page.
import type { Address } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { LinkButton } from "../../design/button.tsx";
import { countOf } from "../../design/count.ts";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { useNode } from "../../node.ts";
import { usePages } from "../../pages.ts";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { ListingCard } from "../browse/listing-card.tsx";
import { ShowMore } from "../browse/show-more.tsx";

const PAGE = 24;
const EVENTS = ["listing.", "order."];

export function TheirListings({ owner }: { owner: string }) {
  const { me } = useNode();
  const seller = owner as Address;
  const { data, fresh, trouble, reload, more } = usePages(
    `listings of ${owner}`,
    (cursor, signal) => ask((api) => api.listings({ query: { seller, sort: "newest", limit: PAGE, cursor }, signal })),
    EVENTS,
  );
  const counts = useQuery(
    `count of ${owner}`,
    (signal) => ask((api) => api.facets({ query: { seller }, signal })),
    EVENTS,
  );
  const isEmpty = fresh && data?.items.length === 0;
  return (
    <section className="stack" aria-labelledby="their-listings" data-testid="their-listings">
      <h2 id="their-listings" tabIndex={-1}>
        For sale
      </h2>
      {counts.data && counts.data.total > 0 && (
        <p className="muted small" data-testid="their-total">
          {countOf(counts.data.total, "listing")}
        </p>
      )}
      {isEmpty && <p className="muted">Nothing at the moment.</p>}
      {isEmpty && owner === me && (
        <p>
          <LinkButton kind="primary" href={href(["sell", "new"])} icon="plus" data-testid="list-something">
            List something
          </LinkButton>
        </p>
      )}
      {!data && !trouble && (
        <div className="grid">
          <Skeleton height={300} count={4} />
        </div>
      )}
      <ul className="grid">
        {data?.items.map((listing) => (
          <ListingCard key={listing.id} listing={listing} />
        ))}
      </ul>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {data?.next && <ShowMore busy={!fresh} onMore={more} testId="more-listings" />}
    </section>
  );
}
