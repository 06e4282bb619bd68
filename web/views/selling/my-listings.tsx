// Own listings and drafts with their states, to be chosen and changed together.
import { useState } from "react";
import { SHOP_STATES, type ShopQuery } from "../../../protocol/api/shop-inputs.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Check } from "../../design/field.tsx";
import { Empty, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { usePages } from "../../pages.ts";
import { href } from "../../router.ts";
import { BulkActions } from "./bulk-actions.tsx";
import { useChosenListings } from "./chosen-listings.ts";
import { MyListing, SOLD_OUT, STATES } from "./my-listing.tsx";

const PAGE = 50;
/** As many as the node gives at once. */
const LONGEST = 100;

/** In the words of the badges: what buyers see as sold out is not called on sale. */
const FILTERS: Record<string, Pick<ShopQuery, "state" | "stock"> & { name: string }> = {
  ...Object.fromEntries(SHOP_STATES.map((state) => [state, { state, name: STATES[state].name }])),
  published: { state: "published", stock: "in", name: STATES.published.name },
  "sold-out": { state: "published", stock: "out", name: SOLD_OUT.name },
};

export function MyListings() {
  const [shown, setShown] = useState("");
  const [words, setWords] = useState("");
  const { name: _name, ...filter } = FILTERS[shown] ?? {};
  const query = { ...filter, ...(words.trim() && { q: words.trim() }) };
  const key = `my listings ${JSON.stringify(query)}`;
  const { data, fresh, trouble, reload, more } = usePages(
    key,
    (cursor, signal) => ask((api) => api.shopListings({ query: { ...query, limit: PAGE, cursor }, signal })),
    ["listing.", "order.", "operation."],
  );
  const isFiltered = Object.keys(query).length > 0;
  const chosen = useChosenListings(key, data, (cursor) =>
    ask((api) => api.shopListings({ query: { ...query, limit: LONGEST, cursor } })),
  );
  const { picked, finding } = chosen;
  if (fresh && data?.items.length === 0 && !isFiltered) return <NothingYet />;
  return (
    <section className="stack" aria-label="Your listings">
      <div className="row shop-filter">
        <input
          className="input"
          type="search"
          aria-label="Search your listings"
          placeholder="Search your listings"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          data-testid="shop-words"
        />
        <select
          className="input"
          aria-label="State"
          value={shown}
          onChange={(event) => setShown(event.target.value)}
          data-testid="shop-state"
        >
          <option value="">In any state</option>
          {Object.entries(FILTERS).map(([value, { name }]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!trouble && !fresh && !data?.items.length && <Skeleton height={100} count={3} />}
      {fresh && data?.items.length === 0 && <p className="muted">None of your listings is like that.</p>}
      {data && data.items.length > 0 && (
        <>
          <Check
            label={
              finding.busy
                ? "Looking for all of them…"
                : picked.length === 0
                  ? `Choose all${isFiltered ? " that are like that" : ""}`
                  : `${picked.length} chosen${chosen.isCut ? ", as many as can be changed together" : ""}`
            }
            checked={chosen.isAll || finding.busy}
            disabled={finding.busy || !fresh}
            onValue={chosen.chooseAll}
            data-testid="choose-all"
          />
          {finding.trouble && <TroubleNotice trouble={finding.trouble} />}
          {picked.length > 0 && (
            <BulkActions
              picked={picked}
              onDone={(ids) => {
                chosen.letGo(ids);
                reload();
              }}
            />
          )}
          <ul className={fresh ? "card" : "card waiting"} aria-busy={!fresh} data-testid="my-listings">
            {data.items.map((listing) => (
              <MyListing
                key={listing.id}
                listing={listing}
                chosen={chosen.has(listing.id)}
                onChoose={(on) => chosen.toggle(listing.id, on)}
              />
            ))}
          </ul>
        </>
      )}
      {data?.next && <Button onClick={more}>Show more</Button>}
    </section>
  );
}

const NothingYet = () => (
  <Empty icon="store" title="Nothing for sale yet">
    <p>A listing costs nothing: it is signed by you and found by others without any server.</p>
    <LinkButton kind="primary" href={href(["sell", "new"])} icon="plus">
      Make your first listing
    </LinkButton>
    <LinkButton kind="quiet" href={href(["sell", "import"])}>
      Or bring your products from elsewhere
    </LinkButton>
  </Empty>
);
