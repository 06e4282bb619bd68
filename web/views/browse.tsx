// The shop: pictures in a grid, by category or search, growing page by page and live.
import { useRef, useState } from "react";
import type { ListingSummary } from "../../protocol/api/schemas.ts";
import { ask } from "../api.ts";
import { Button, LinkButton } from "../design/button.tsx";
import { Check } from "../design/field.tsx";
import { Icon } from "../design/icon.tsx";
import { Empty, Skeleton, TroubleNotice } from "../design/notice.tsx";
import { useQuery } from "../query.ts";
import { go, href } from "../router.ts";
import { useTitle } from "../title.ts";
import { Categories, categoryName } from "./categories.tsx";
import { ListingCard } from "./listing-card.tsx";

const PAGE = 24;
const SORTS = {
  newest: "Newest first",
  "price-low": "Price: low to high",
  "price-high": "Price: high to low",
} as const;
type Sort = keyof typeof SORTS;

interface Shown {
  items: ListingSummary[];
  next: string | null;
}

export function Browse({ query }: { query: URLSearchParams }) {
  const asked = { q: query.get("q") ?? undefined, category: query.get("category") ?? undefined };
  const sort = (query.get("sort") ?? undefined) as Sort | undefined;
  const available = query.get("available") === "true";
  const change = (to: Record<string, string | undefined>) =>
    go(href([], { ...Object.fromEntries(query), ...to }), { replace: true });

  const { shown, fresh, trouble, reload, more } = useListings({
    ...asked,
    sort: sort && sort in SORTS ? sort : asked.q ? "relevance" : "newest",
    ...(available ? { available } : {}),
  });
  const title = asked.q
    ? `Results for “${asked.q}”`
    : asked.category
      ? categoryName(asked.category)
      : "Everything in the souk";

  useTitle(title);
  return (
    <div className="page shop">
      {!asked.q && !asked.category && <Pledge />}
      <Categories current={asked.category} linkTo={(category) => href([], { ...asked, category })} />
      <section className="stack" aria-labelledby="shop-title" aria-busy={!fresh}>
        <div className="row between">
          <h1 id="shop-title" className="shop-title">
            {title}
          </h1>
          <div className="row">
            <Check
              label="In stock only"
              checked={available}
              onValue={(on) => change({ available: on ? "true" : undefined })}
              data-testid="available"
            />
            <label className="hidden" htmlFor="sort">
              Sort by
            </label>
            <select
              id="sort"
              className="input sort"
              value={sort ?? ""}
              onChange={(event) => change({ sort: event.target.value || undefined })}
              data-testid="sort"
            >
              <option value="">{asked.q ? "Best match" : "Newest first"}</option>
              {Object.entries(SORTS).map(([value, name]) =>
                value === "newest" && !asked.q ? null : (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ),
              )}
            </select>
          </div>
        </div>
        {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
        {!shown && !trouble && (
          <div className="grid">
            <Skeleton height={300} count={8} />
          </div>
        )}
        <p className="hidden" aria-live="polite">
          {fresh && shown ? `${shown.items.length}${shown.next ? " or more" : ""} listings` : ""}
        </p>
        {shown && (
          <ul className={fresh ? "grid" : "grid waiting"} data-testid="listings">
            {shown.items.map((listing) => (
              <ListingCard key={`${listing.seller}/${listing.id}`} listing={listing} />
            ))}
          </ul>
        )}
        {shown?.items.length === 0 && fresh && <NothingFound searching={Boolean(asked.q || asked.category)} />}
        {shown?.next && (
          <p className="row more">
            <Button onClick={more} busy={!fresh} data-testid="more">
              Show more
            </Button>
          </p>
        )}
      </section>
    </div>
  );
}

/** Reads the first pages of a search; what was shown before stays until the answer is there. */
function useListings(search: { q?: string | undefined; category?: string | undefined; sort: Sort | "relevance" }) {
  const name = JSON.stringify(search);
  const [wanted, setWanted] = useState({ name, pages: 1 });
  const pages = wanted.name === name ? wanted.pages : 1;
  const { data, trouble, reload } = useQuery<Shown>(
    `listings ${pages} ${name}`,
    async (signal) => {
      const all: Shown = { items: [], next: null };
      for (let page = 0; page < pages && (page === 0 || all.next); page++) {
        const cursor = all.next ?? undefined;
        const answer = await ask((api) => api.listings({ query: { ...search, limit: PAGE, cursor }, signal }));
        all.items.push(...answer.items);
        all.next = answer.next;
      }
      return all;
    },
    ["listing.", "order.", "review."],
  );
  const before = useRef<Shown>(undefined);
  if (data) before.current = data;
  return {
    shown: data ?? (trouble ? undefined : before.current),
    fresh: Boolean(data),
    trouble: data ? undefined : trouble,
    reload,
    more: () => setWanted({ name, pages: pages + 1 }),
  };
}

function Pledge() {
  return (
    <section className="pledge" aria-label="How the souk works">
      <p className="pledge-title">Buy from people. Pay when it arrives.</p>
      <ul>
        <li>
          <Icon name="lock" /> Money waits in a contract nobody owns
        </li>
        <li>
          <Icon name="refund" /> Not shipped in time? You get it back
        </li>
        <li>
          <Icon name="star" /> Only real buyers can review
        </li>
      </ul>
    </section>
  );
}

function NothingFound({ searching }: { searching: boolean }) {
  return searching ? (
    <Empty icon="search" title="Nothing found">
      <p>Try fewer or other words, or look around in all categories.</p>
      <LinkButton href="#/">Show everything</LinkButton>
    </Empty>
  ) : (
    <Empty icon="store" title="The shelves are still empty">
      <p>Listings of other people appear here by themselves as soon as your node has found them.</p>
      <LinkButton href={href(["sell", "new"])} icon="plus">
        List something yourself
      </LinkButton>
    </Empty>
  );
}
