// Categories with their counts: a column beside the grid, a row to swipe on a phone.
import { ask } from "../api.ts";
import { useQuery } from "../query.ts";

const word = (text: string): string => {
  const spaced = text.replaceAll("-", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** `home/kitchen` → `Home › Kitchen` */
export const categoryName = (path: string): string => path.split("/").map(word).join(" › ");

export function Categories({
  current,
  linkTo,
}: {
  current: string | undefined;
  linkTo: (category: string | undefined) => string;
}) {
  const { data: categories } = useQuery("categories", (signal) => ask((api) => api.categories({ signal })), [
    "listing.",
  ]);
  if (!categories || categories.length === 0) return <div className="categories" />;
  const all = categories.reduce((sum, { listings }) => sum + listings, 0);
  return (
    <nav className="categories" aria-label="Categories">
      <h2>Categories</h2>
      <ul data-testid="categories">
        <Category name="All" count={all} to={linkTo(undefined)} current={current === undefined} />
        {categories.map(({ category, listings }) => (
          <Category
            key={category}
            name={categoryName(category)}
            count={listings}
            to={linkTo(category)}
            current={current === category}
          />
        ))}
      </ul>
    </nav>
  );
}

function Category({ name, count, to, current }: { name: string; count: number; to: string; current: boolean }) {
  return (
    <li>
      <a href={to} aria-current={current ? "true" : undefined}>
        <span>{name}</span>
        <span className="count number">{count}</span>
      </a>
    </li>
  );
}
