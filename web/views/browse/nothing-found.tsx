// Nothing was found: what to leave out, and how much that would show; or that there is nothing here yet.
import type { ListingFacets } from "../../../protocol/api/search.ts";
import { LinkButton } from "../../design/button.tsx";
import { countOf } from "../../design/count.ts";
import { Empty } from "../../design/notice.tsx";
import { href } from "../../router.ts";
import { type Asked, hrefOf } from "./search-query.ts";

const FILTERS: Record<ListingFacets["loosen"][number]["filter"], [string, Asked]> = {
  category: ["All categories", { category: "" }],
  price: ["Any price", { currency: "", min: "", max: "" }],
  shipsTo: ["To any country", { shipsTo: "" }],
  shipsFrom: ["From any country", { shipsFrom: "" }],
  condition: ["Any condition", { condition: "" }],
  rating: ["Sellers of any rating", { rating: "" }],
  seller: ["Any seller", { seller: "" }],
  available: ["Also what is sold out", { available: "" }],
};

export function NothingFound({ asked, facets }: { asked: Asked; facets: ListingFacets | undefined }) {
  const { sort: _sort, ...search } = asked;
  if (Object.keys(search).length === 0) {
    return (
      <Empty icon="store" title="The shelves are still empty">
        <p>Listings of other people appear here by themselves as soon as your node has found them.</p>
        <LinkButton href={href(["sell", "new"])} icon="plus">
          List something yourself
        </LinkButton>
      </Empty>
    );
  }
  const ways = [
    ...(facets?.loosen ?? []).map(({ filter, listings }) => {
      const [name, to] = FILTERS[filter];
      return { name, listings, to: hrefOf(asked, to) };
    }),
    ...(facets?.words ?? []).map(({ word, listings }) => ({
      name: `Leave out “${word}”`,
      listings,
      to: hrefOf(asked, { q: withoutWord(asked.q ?? "", word) }),
    })),
  ];
  return (
    <Empty icon="search" title="Nothing found">
      {ways.length > 0 ? (
        <ul className="ways" data-testid="ways">
          {ways.map(({ name, listings, to }) => (
            <li key={name}>
              <a href={to}>{name}</a> <span className="muted number">({countOf(listings, "listing")})</span>
            </li>
          ))}
        </ul>
      ) : (
        <p>Try fewer or other words, or look around in all categories.</p>
      )}
      <LinkButton href="#/">Show everything</LinkButton>
    </Empty>
  );
}

const withoutWord = (q: string, word: string): string =>
  q.replace(`"${word}"`, " ").replace(word, " ").replaceAll(/\s+/g, " ").trim();
