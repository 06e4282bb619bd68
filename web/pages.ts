// A list that is read page by page and grows: read again as a whole, so that what moved between pages is not shown twice.
import { useState } from "react";
import { type Query, useQuery } from "./query.ts";

export interface List<T> {
  items: T[];
  /** There is more behind them. */
  next: string | null;
}

export interface Paged<T> extends Query<List<T>> {
  more: () => void;
}

/** @param key names the question; the answer to another one is not shown while it is read */
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
  // What is there stays while one page more is read.
  const [held, hold] = useState({ key, data: query.data });
  if (query.data && query.data !== held.data) hold({ key, data: query.data });
  const before = held.key === key ? held.data : undefined;
  return { ...query, data: query.data ?? before, more: () => ask({ key, pages: pages + 1 }) };
}
