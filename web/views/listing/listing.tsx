// One listing: pictures, variants and price, who sells it, how the money is protected, reviews.
import { useState } from "react";
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { isShipped } from "../../../protocol/listing.ts";
import { cart } from "../../cart.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Icon } from "../../design/icon.tsx";
import { moneyText } from "../../design/money.tsx";
import { Empty, Notice, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { sizeText } from "../../../client/size.ts";
import { Stars } from "../../design/stars.tsx";
import { spanText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { categoryName } from "../browse/categories.tsx";
import { countriesCount, countryName } from "../countries.ts";
import { SellerCard } from "../people/seller-card.tsx";
import { Reviews } from "../review/reviews.tsx";
import { Gallery } from "./gallery.tsx";
import { OldOffers } from "./old-offers.tsx";
import { Protection } from "./protection.tsx";
import { ShippingTable } from "./shipping.tsx";
import { useListing } from "./use-listing.ts";
import { chosenVariant, Units, VariantChoice } from "./variants.tsx";

const CONDITIONS: Record<ListingDetail["condition"], string> = {
  new: "New",
  "like-new": "Like new",
  used: "Used",
  refurbished: "Refurbished",
  handmade: "Handmade",
};

export function Listing({ seller, id }: { seller: string; id: string }) {
  const { data: listing, trouble, reload } = useListing(seller, id);
  useTitle(listing?.title ?? "Listing");
  if (!listing) {
    return (
      <div className="page stack">
        {trouble?.code === "listing.unknown" ? (
          <Empty icon="search" title="This listing is not here" alone>
            <p>It was removed by its seller, or has not reached your node yet. In that case it appears by itself.</p>
            <LinkButton href="#/">To the shop</LinkButton>
          </Empty>
        ) : trouble ? (
          <TroubleNotice trouble={trouble} alone onRetry={reload} />
        ) : (
          <Skeleton height={420} />
        )}
      </div>
    );
  }
  return (
    <article className="page stack loose" data-testid="listing">
      <nav className="crumbs" aria-label="Category">
        <a href={href([], { category: listing.category })}>{categoryName(listing.category)}</a>
      </nav>
      <div className="columns listing">
        <Gallery pictures={listing.pictures} title={listing.title} />
        <div className="listing-side">
          <Offer listing={listing} />
          <Protection listing={listing} />
        </div>
        <section className="stack" aria-labelledby="about">
          <h2 id="about">About this</h2>
          <p className="prose">{listing.description || "The seller wrote no description."}</p>
          <Facts listing={listing} />
        </section>
        <Reviews seller={listing.seller} listing={listing.id} title="Reviews of this listing" />
      </div>
    </article>
  );
}

function Offer({ listing }: { listing: ListingDetail }) {
  const { currency: find, me } = useNode();
  const [choice, choose] = useState<string>();
  const [units, setUnits] = useState(1);
  const variant = chosenVariant(listing, choice);
  const currency = find(listing.currency);
  const most = Math.min(variant.left ?? 99, 99);
  const wanted = Math.min(units, Math.max(1, most));
  return (
    <section className="stack" aria-label="Buy">
      <h1>{listing.title}</h1>
      {listing.rating.average !== null && <Stars rating={listing.rating} />}
      <p className="stack tight">
        <span className="offer-price number" data-testid="price">
          {moneyText(variant.price, currency)}
        </span>
        <span className="muted">
          {listing.file ? <FileWords file={listing.file} /> : <ShippingWords listing={listing} />}
        </span>
      </p>
      <VariantChoice listing={listing} chosen={variant} onChoose={choose} currency={currency} />
      {listing.seller === me ? (
        <>
          <Notice title="This is your own listing">
            <p>
              <a href={href(["sell", "edit", listing.id])}>Edit it</a>, or see how it stands in{" "}
              <a href={href(["sell"])}>your shop</a>.
            </p>
          </Notice>
          {listing.oldOffers && <OldOffers />}
        </>
      ) : variant.unavailable ? (
        <Notice tone="warn" title={UNAVAILABLE[variant.unavailable]} data-testid="unavailable">
          <p className="small">
            It can be bought again once the seller offers it anew. Until then, see{" "}
            <a href={href(["people", listing.seller])}>what else they sell</a>, or{" "}
            <a href={href([], { category: listing.category })}>more of this kind</a>.
          </p>
        </Notice>
      ) : (
        <div className="row buying">
          {variant.left !== null && listing.variants.length === 1 && <p className="muted small">{variant.left} left</p>}
          <Units value={wanted} most={most} onValue={setUnits} />
          <LinkButton
            kind="primary"
            icon={listing.arbitration ? "lock" : undefined}
            href={href(["buy", listing.seller, listing.id], { variant: variant.id, units: String(wanted) })}
            data-testid="buy"
          >
            {listing.arbitration ? "Buy safely" : "Buy"}
          </LinkButton>
          <ToCart listing={listing} variant={variant.id} units={wanted} />
        </div>
      )}
      {listing.seller !== me && !variant.unavailable && <WhenPaid listing={listing} />}
      <SellerCard owner={listing.seller} name={listing.sellerName} />
    </section>
  );
}

/** Without an arbitrator nothing protects a buyer once it is shipped: no shield. */
function WhenPaid({ listing: { arbitration, inspectionWindow } }: { listing: ListingDetail }) {
  return (
    <p className="line small muted" data-testid="when-paid">
      <Icon name={arbitration ? "shield" : "clock"} size={18} />
      You pay into escrow. The seller is paid when you confirm, or {spanText(inspectionWindow)} after shipping if you
      say nothing.
    </p>
  );
}

function ShippingWords({ listing }: { listing: ListingDetail }) {
  const { currency } = useNode();
  const { shipping, shippingFrom, service, shipsFrom, shipsTo } = listing;
  if (service) return <>A service: nothing is sent</>;
  return (
    <>
      {BigInt(shippingFrom) === 0n
        ? "Free shipping"
        : `+ ${moneyText(shippingFrom, currency(listing.currency))} shipping${shipping.length > 1 ? " or more" : ""}`}
      {" · "}
      {shipsTo.includes("*")
        ? `worldwide from ${countryName(shipsFrom)}`
        : `from ${countryName(shipsFrom)} to ${countriesCount(shipsTo)}`}
    </>
  );
}

function FileWords({ file }: { file: NonNullable<ListingDetail["file"]> }) {
  return (
    <span data-testid="listing-file">
      Digital file · {file.name} · {sizeText(file.bytes)} · delivered by the seller&apos;s node once the payment is on
      chain
    </span>
  );
}

function ToCart({ listing, variant, units }: { listing: ListingDetail; variant: ListingId; units: number }) {
  const known = cart
    .use()
    .find((one) => one.listing === listing.id && one.seller === listing.seller && one.variant === variant);
  if (known?.units === units) {
    return (
      <LinkButton href={href(["cart"])} icon="check" data-testid="in-cart">
        In your cart
      </LinkButton>
    );
  }
  return (
    <Button
      icon="cart"
      onClick={() => cart.put({ seller: listing.seller, listing: listing.id, variant, units })}
      data-testid="add-to-cart"
    >
      {known ? "Change in cart" : "Add to cart"}
    </Button>
  );
}

const UNAVAILABLE = {
  "sold-out": "Sold out",
  expired: "This offer has expired: the seller has to renew it",
  withdrawn: "The seller took this off sale",
};

function Facts({ listing }: { listing: ListingDetail }) {
  const { currency: find } = useNode();
  return (
    <dl className="facts small">
      <dt>Condition</dt>
      <dd>{CONDITIONS[listing.condition]}</dd>
      {isShipped(listing) && (
        <>
          <dt>Ships from</dt>
          <dd>{countryName(listing.shipsFrom)}</dd>
          <dt>Shipping</dt>
          <dd>
            <ShippingTable listing={listing} currency={find(listing.currency)} />
          </dd>
        </>
      )}
      {listing.tags.length > 0 && (
        <>
          <dt>Tags</dt>
          <dd className="tags">
            {listing.tags.map((tag) => (
              <a key={tag} className="badge" href={href([], { q: tag })}>
                {tag}
              </a>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
