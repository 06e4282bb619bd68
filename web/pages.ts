// A list that is read page by page and grows: read again as a whole, so that what moved between pages is not shown twice.
import { useState } from "react";
import { type Query, useQuery } from "./query.ts";

export interface List<T> {
  items: T[];
  /** There is more behind them. */
  next: string | null;
}

export interface Paged<T> extends Query<List<T>> {
  /** False while `data` is still the answer to the question before. */
  fresh: boolean;
  more: () => void;
}

/** @param key names the question; the answer to the one before stays while it is read */
export function usePages<T>(
  key: string,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<List<T>>,
  events: readonly string[],
): Paged<T> {
  const [asked, ask] = useState({ key, pages: 1 });
  const pages = asked.key === key ? asked.pages : 1;
  const query = useQuery(
    `${key} ${pages}`,
    async (signal) => {
      const all: List<T> = { items: [], next: null };
      for (let page = 0; page < pages && (page === 0 || all.next); page++) {
        const { items, next } = await read(all.next ?? undefined, signal);
        all.items.push(...items);
        all.next = next;
      }
      return all;
    },
    events,
  );
  const [held, hold] = useState(query.data);
  if (query.data && query.data !== held) hold(query.data);
  return {
    ...query,
    data: query.data ?? held,
    fresh: query.data !== undefined,
    more: () => ask({ key, pages: pages + 1 }),
  };
}
