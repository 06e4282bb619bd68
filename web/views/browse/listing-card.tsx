// One listing in a grid.
import type { ListingSummary } from "../../../protocol/api/schemas.ts";
import { moneyText } from "../../design/money.tsx";
import { shortAddress } from "../../design/party.tsx";
import { Picture } from "../../design/picture.tsx";
import { Snippet } from "../../design/snippet.tsx";
import { Stars } from "../../design/stars.tsx";
import { useNode } from "../../node.ts";
import { href } from "../../router.ts";

/** @param heading of which level its title is, below what it stands under */
export function ListingCard({ listing, heading: Heading = "h3" }: { listing: ListingSummary; heading?: "h2" | "h3" }) {
  const { currency: find, me } = useNode();
  const { seller, sellerName, id, title, priceFrom, priceTo, shippingFrom, available, rating, snippet } = listing;
  const currency = find(listing.currency);
  return (
    <li className={available ? "item" : "item gone"} data-testid="listing-card" data-listing={`${seller}/${id}`}>
      <Picture picture={listing.picture} alt="" />
      {!available && <span className="badge item-state">Sold out</span>}
      <div className="item-body">
        <Heading className="entry-title">
          <a href={href(["listing", seller, id])}>{title}</a>
        </Heading>
        {rating.average !== null && (
          <p>
            <Stars rating={rating} size={14} />
          </p>
        )}
        <p className="price">
          {priceFrom !== priceTo && <span className="from">from </span>}
          {moneyText(priceFrom, currency)}
          <span className="muted small">
            {" "}
            {BigInt(shippingFrom) === 0n ? "free shipping" : `+ ${moneyText(shippingFrom, currency)} shipping`}
          </span>
        </p>
        {snippet && (
          <p className="small muted item-snippet">
            <Snippet text={snippet} />
          </p>
        )}
        <p className="row between small item-foot">
          <span className="muted">
            {sellerName ?? shortAddress(seller)}
            {seller === me && " (you)"}
          </span>
        </p>
      </div>
    </li>
  );
}
