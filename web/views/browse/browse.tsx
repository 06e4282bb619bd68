// The shop: pictures in a grid, by words and filters, growing page by page and live.
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { countOf } from "../../design/count.ts";
import { Dialog } from "../../design/dialog.tsx";
import { Icon } from "../../design/icon.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { useNode } from "../../node.ts";
import { useTitle } from "../../title.ts";
import { Categories, categoryName } from "./categories.tsx";
import { Facets } from "./facets.tsx";
import { FilterChips, Spelling, useChips } from "./filter-chips.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { useFacets, useListings } from "./found.ts";
import { ListingCard } from "./listing-card.tsx";
import { NothingFound } from "./nothing-found.tsx";
import { ShowMore } from "./show-more.tsx";
import { SORTS, type Sort, askedOf, changerOf, filtersOf, hrefOf } from "./search-query.ts";

export function Browse({ query }: { query: URLSearchParams }) {
  const { currencies } = useNode();
  const [isSheetOpen, setSheetOpen] = useState(false);
  const asked = askedOf({ query });
  const change = changerOf(asked);
  const filters = filtersOf(asked, currencies);
  const sort = asked.sort && asked.sort in SORTS ? (asked.sort as Sort) : undefined;

  const { shown, fresh, busy, trouble, reload, more } = useListings({
    ...filters,
    sort: sort ?? (asked.q ? "relevance" : "newest"),
  });
  const counts = useFacets(filters);
  const facets = counts.shown;
  const chips = useChips(asked, facets);
  const title = asked.q
    ? `Results for “${asked.q}”`
    : asked.category
      ? categoryName(asked.category)
      : chips.length > 0
        ? "What fits your filters"
        : "Everything in the souk";
  const total = counts.fresh && countOf(counts.fresh.total, "listing");

  useTitle(title);
  return (
    <div className="page shop">
      {!asked.q && chips.length === 0 && (
        <div className="stack shop-top">
          <Pledge />
          <FirstSteps />
        </div>
      )}
      <aside className="shop-side" aria-label="Filters">
        <Categories
          categories={facets?.categories}
          current={asked.category}
          linkTo={(category) => hrefOf(asked, { category })}
        />
        {facets && <Facets facets={facets} asked={asked} change={change} />}
      </aside>
      <section className="stack" aria-labelledby="shop-title" aria-busy={busy || counts.busy}>
        <div className="row between">
          <div>
            <h1 id="shop-title" className="shop-title">
              {title}
            </h1>
            <p className="muted small" aria-live="polite" data-testid="total">
              {fresh && total}
            </p>
          </div>
          <div className="row">
            <span className="narrow-only">
              <Button icon="filter" onClick={() => setSheetOpen(true)} data-testid="open-filters">
                Filters{chips.length > 0 && ` (${chips.length})`}
              </Button>
            </span>
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
        <FilterChips chips={chips} asked={asked} />
        {shown && fresh && <Spelling spelling={shown.spelling} asked={asked} />}
        {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
        {!shown && !trouble && (
          <div className="grid">
            <Skeleton height={300} count={8} />
          </div>
        )}
        {shown && (
          <ul className={fresh ? "grid" : "grid waiting"} data-testid="listings">
            {shown.items.map((listing) => (
              <ListingCard key={`${listing.seller}/${listing.id}`} listing={listing} heading="h2" />
            ))}
          </ul>
        )}
        {shown?.items.length === 0 && fresh && !counts.busy && <NothingFound asked={asked} facets={counts.fresh} />}
        {shown?.next && <ShowMore busy={!fresh} onMore={more} testId="more" />}
      </section>
      {isSheetOpen && facets && (
        <Dialog
          title="Filters"
          sheet
          onClose={() => setSheetOpen(false)}
          onSubmit={() => setSheetOpen(false)}
          data-testid="filter-sheet"
        >
          <Facets facets={facets} asked={asked} change={change} />
          <footer>
            <Button kind="primary" type="submit" wide data-testid="show-found">
              Show {total ?? "listings"}
            </Button>
          </footer>
        </Dialog>
      )}
    </div>
  );
}

function Pledge() {
  return (
    <section className="pledge" aria-label="How the souk works">
      <p className="pledge-title">Buy from people. They are paid when you confirm, or your time to check is over.</p>
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
