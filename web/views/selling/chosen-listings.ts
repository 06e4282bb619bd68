// Which of the own listings are chosen: single ones, or all that the filter finds, also those that are not shown yet.
import { useState } from "react";
import { MAX_BULK } from "../../../protocol/api/shop-inputs.ts";
import type { ShopListing } from "../../../protocol/api/shop-schemas.ts";
import { type Deed, useDeed } from "../../deed.ts";
import type { List } from "../../pages.ts";

export interface ChosenListings {
  picked: readonly ShopListing[];
  /** Whether these are all there are, or all that go together. */
  isAll: boolean;
  /** There are more than can be changed together. */
  isCut: boolean;
  /** While all are looked for. */
  finding: Deed;
  has(id: string): boolean;
  toggle(id: string, on: boolean): void;
  chooseAll(on: boolean): void;
  /** Something was done with these. */
  letGo(ids: readonly string[]): void;
}

interface Found extends List<ShopListing> {
  key: string;
}

/** @param key names the filter. @param read a page of what it finds */
export function useChosenListings(
  key: string,
  shown: List<ShopListing> | undefined,
  read: (cursor: string | undefined) => Promise<List<ShopListing>>,
): ChosenListings {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState<Found>();
  const finding = useDeed();
  const found = all?.key === key ? all : undefined;
  // What is shown is newer.
  const known = new Map([...(found?.items ?? []), ...(shown?.items ?? [])].map((listing) => [listing.id, listing]));
  const picked = [...known.values()].filter(({ id }) => chosen.has(id));
  const next = found ? found.next : shown?.next;

  async function findAll(): Promise<void> {
    const items: ShopListing[] = [];
    let cursor: string | undefined;
    do {
      const page = await read(cursor);
      items.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor && items.length < MAX_BULK);
    const isMore = cursor !== undefined || items.length > MAX_BULK;
    const taken = items.slice(0, MAX_BULK);
    setAll({ key, items: taken, next: isMore ? (cursor ?? "") : null });
    choose(new Set(taken.map(({ id }) => id)));
  }

  return {
    picked,
    isAll: picked.length > 0 && picked.length === known.size && (found !== undefined || !next),
    isCut: found !== undefined && found.next !== null && picked.length === MAX_BULK,
    finding,
    has: (id) => chosen.has(id),
    toggle: (id, on) => choose(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id))),
    chooseAll: (on) => void (on ? finding.run(findAll) : choose(new Set())),
    letGo(ids) {
      // What was chosen meanwhile stays so.
      choose((now) => new Set([...now].filter((one) => !ids.includes(one))));
      setAll(undefined);
    },
  };
}
