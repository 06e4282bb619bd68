// Categories with their counts: a tree beside the grid, open where one is chosen; a row to swipe on a phone.
import type { ListingFacets } from "../../../protocol/api/search.ts";
import { centre } from "../../design/centre.ts";

const word = (text: string): string => {
  const spaced = text.replaceAll("-", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** `home/kitchen` → `Home › Kitchen` */
export const categoryName = (path: string): string => path.split("/").map(word).join(" › ");

export function Categories({
  categories,
  current,
  linkTo,
}: {
  categories: ListingFacets["categories"] | undefined;
  current: string | undefined;
  linkTo: (category: string | undefined) => string;
}) {
  if (!categories || categories.length === 0) return null;
  const isTop = ({ value }: { value: string }) => !value.includes("/");
  const all = categories.filter(isTop).reduce((sum, { listings }) => sum + listings, 0);
  return (
    <nav className="categories" aria-label="Categories">
      <p className="categories-title" aria-hidden="true">
        Categories
      </p>
      <ul data-testid="categories">
        <Category name="All" count={all} to={linkTo(undefined)} current={current === undefined} depth={0} />
        {categories
          .filter(({ value }) => isOpen(value, current))
          .map(({ value, listings }) => (
            <Category
              key={value}
              name={word(value.split("/").at(-1)!)}
              count={listings}
              to={linkTo(value)}
              current={current === value}
              depth={value.split("/").length - 1}
            />
          ))}
      </ul>
    </nav>
  );
}

/** The top of the tree, and what is below or beside the chosen one. */
function isOpen(value: string, current: string | undefined): boolean {
  const above = value.slice(0, Math.max(0, value.lastIndexOf("/")));
  return above === "" || (current !== undefined && `${current}/`.startsWith(`${above}/`));
}

const bringIntoSight = (link: HTMLElement | null): void => {
  if (link) centre(link.closest("ul")!, link);
};

interface Shown {
  name: string;
  count: number;
  to: string;
  current: boolean;
  depth: number;
}

function Category({ name, count, to, current, depth }: Shown) {
  return (
    <li className={depth > 0 ? "below" : undefined} style={{ "--depth": depth } as React.CSSProperties}>
      <a ref={current ? bringIntoSight : undefined} href={to} aria-current={current ? "true" : undefined}>
        <span>{name}</span>
        <span className="count number">{count}</span>
      </a>
    </li>
  );
}
