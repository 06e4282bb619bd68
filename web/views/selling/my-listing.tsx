// One of the own listings in the list: how it stands, what is left of it, until when it can be paid.
import type { ShopState } from "../../../protocol/api/shop-inputs.ts";
import type { ShopListing } from "../../../protocol/api/shop-schemas.ts";
import { LinkButton } from "../../design/button.tsx";
import { countOf } from "../../design/count.ts";
import { moneyText } from "../../design/money.tsx";
import { Picture } from "../../design/picture.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { href } from "../../router.ts";

/** What a state is called, and what happens next. */
export const STATES: Record<ShopState, { name: string; tone: string; next: string }> = {
  draft: { name: "Draft", tone: "", next: "Only you see it, until you publish it." },
  published: { name: "On sale", tone: "good", next: "" },
  paused: { name: "Paused", tone: "warn", next: "Nobody finds it, until you resume it." },
  expired: { name: "Expired", tone: "bad", next: "Out of every search, until you resume it." },
};
/** How buyers see what is on sale when nothing of it is left. */
export const SOLD_OUT = { name: "Sold out", tone: "bad", next: "" };

export function MyListing({
  listing,
  chosen,
  onChoose,
}: {
  listing: ShopListing;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}) {
  const { me } = useNode();
  const { id, title, state, changed, variants, validUntil, soldOut } = listing;
  const { name, tone, next } = state === "published" && soldOut ? SOLD_OUT : STATES[state];
  const edit = href(["sell", "edit", id]);
  return (
    <li className="mine" data-testid="my-listing" data-listing={id} data-state={state}>
      <input
        type="checkbox"
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
        aria-label={`Choose ${title || id}`}
        data-testid="choose"
      />
      <div className="thumb">
        <Picture picture={listing.picture} alt="" square />
      </div>
      <div className="stack tight">
        <h2 className="entry-title">
          <a href={state === "published" && me ? href(["listing", me, id]) : edit}>
            {title || `Without a title (${id})`}
          </a>
        </h2>
        <p className="row small">
          <span className={`badge ${tone}`}>{name}</span>
          {changed && <span className="badge info">Changes not published</span>}
          <Price listing={listing} />
          {variants > 0 && (
            <span className={listing.left === 0 && listing.uncounted === 0 ? "wrong" : "muted"}>
              {stockText(listing)}
            </span>
          )}
        </p>
        <p className="muted small">
          {state === "published" && validUntil
            ? `Until ${absoluteText(new Date(validUntil))}, renewed by your node in time.`
            : next}
        </p>
      </div>
      <LinkButton compact href={edit} icon="pencil" data-testid="edit">
        <span className="hidden-narrow">Edit</span>
      </LinkButton>
    </li>
  );
}

function Price({ listing: { currency, priceFrom, priceTo } }: { listing: ShopListing }) {
  const { currency: find } = useNode();
  if (!currency || priceFrom === null) return <span className="muted">no price yet</span>;
  const money = (amount: string) => moneyText(amount, find(currency));
  return (
    <span className="number">
      {priceTo === null || priceFrom === priceTo ? money(priceFrom) : `${money(priceFrom)} to ${money(priceTo)}`}
    </span>
  );
}

/** `10 left in 3 variants, 2 not counted` */
function stockText({ variants, left, uncounted }: ShopListing): string {
  const all = variants > 1 ? ` in ${variants} variants` : "";
  if (left === null) return `stock not counted${all}`;
  const amount = left === 0 ? "none left" : `${left} left`;
  return uncounted === 0
    ? `${amount}${all}`
    : `${amount} in ${countOf(variants - uncounted, "variant")}, ${uncounted} not counted`;
}
