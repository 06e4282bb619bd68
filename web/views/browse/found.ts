// Reads what a search finds: its first pages, and the counts beside them. What was shown before stays until the answer is there.
import { useRef, useState } from "react";
import type { ListingFacets, ListingPage } from "../../../protocol/api/search.ts";
import { ask } from "../../api.ts";
import { useQuery } from "../../query.ts";
import type { Sort, filtersOf } from "./search-query.ts";

const PAGE = 24;
const EVENTS = ["listing.", "order.", "review."];
type Filters = ReturnType<typeof filtersOf>;

export function useListings(search: Filters & { sort: Sort | "relevance" }) {
  const name = JSON.stringify(search);
  const [wanted, setWanted] = useState({ name, pages: 1 });
  const pages = wanted.name === name ? wanted.pages : 1;
  const { data, trouble, reload } = useQuery<ListingPage>(
    `listings ${pages} ${name}`,
    async (signal) => {
      const all: ListingPage = { items: [], next: null, spelling: [] };
      for (let page = 0; page < pages && (page === 0 || all.next); page++) {
        const cursor = all.next ?? undefined;
        const answer = await ask((api) => api.listings({ query: { ...search, limit: PAGE, cursor }, signal }));
        all.items.push(...answer.items);
        all.next = answer.next;
        all.spelling = answer.spelling;
      }
      return all;
    },
    EVENTS,
  );
  const before = useRef<ListingPage>(undefined);
  if (data) before.current = data;
  return {
    shown: data ?? (trouble ? undefined : before.current),
    fresh: Boolean(data),
    busy: !data && !trouble,
    trouble: data ? undefined : trouble,
    reload,
    more: () => setWanted({ name, pages: pages + 1 }),
  };
}

/** Counts of what a search finds. `shown` may still be those of the search before, `fresh` are this search's own. */
export function useFacets(search: Filters) {
  const { data, trouble } = useQuery<ListingFacets>(
    `facets ${JSON.stringify(search)}`,
    (signal) => ask((api) => api.facets({ query: search, signal })),
    EVENTS,
  );
  const before = useRef<ListingFacets>(undefined);
  if (data) before.current = data;
  return { shown: data ?? before.current, fresh: data, busy: !data && !trouble };
}
