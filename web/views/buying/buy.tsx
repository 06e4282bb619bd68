// Buying in two steps: where to send it, then a plain summary of what is about to happen to the money.
import { useState } from "react";
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import { isShipped } from "../../../protocol/listing.ts";
import { ask } from "../../api.ts";
import { moneyText } from "../../design/money.tsx";
import { Notice, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Picture } from "../../design/picture.tsx";
import { useStepHeading } from "../../focus.ts";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { go, href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { chosenOption } from "../listing/shipping.tsx";
import { useListing } from "../listing/use-listing.ts";
import { type Variant, chosenVariant } from "../listing/variants.tsx";
import { type Delivery, DeliveryForm, lastDelivery, rememberDelivery } from "./delivery-form.tsx";
import { Payment } from "./payment.tsx";
import type { Fault } from "./preview.ts";
import type { Remedy } from "./preview-checks.tsx";

const WAIT_SECONDS = 20;

export function Buy({ seller, id, query }: { seller: string; id: string; query: URLSearchParams }) {
  const { data, trouble, reload } = useListing(seller, id);
  // The edition that was first shown is the one that is bought; if the seller changes it meanwhile, we say so.
  const [listing, setListing] = useState(data);
  if (data && !listing) setListing(data);
  if (!listing) {
    return (
      <div className="page narrow stack">
        {trouble ? <TroubleNotice trouble={trouble} alone onRetry={reload} /> : <Skeleton height={400} />}
      </div>
    );
  }
  const units = Math.max(1, Math.min(10_000, Number.parseInt(query.get("units") ?? "1", 10) || 1));
  return (
    <Checkout
      listing={listing}
      variant={chosenVariant(listing, query.get("variant"))}
      units={units}
      newer={data && data.cid !== listing.cid ? () => setListing(data) : undefined}
    />
  );
}

function Checkout({
  listing,
  variant,
  units,
  newer,
}: {
  listing: ListingDetail;
  variant: Variant;
  units: number;
  /** Set when the seller published another edition since. */
  newer: (() => void) | undefined;
}) {
  const [delivery, setDelivery] = useState<Delivery>(lastDelivery());
  const shipped = isShipped(listing);
  const [step, setStep] = useState<"delivery" | "payment">(shipped ? "delivery" : "payment");
  const [choice, setChoice] = useState<string>();
  const option = chosenOption(listing, delivery.country, choice);
  const command = useCommand();
  const heading = useStepHeading(step);
  useTitle("Buy");

  const { seller, id, cid } = listing;
  const article = { seller, listing: id, variant: variant.id, units, cid, ...(option ? { option: option.id } : {}) };
  const sent = shipped && option ? { delivery } : {};
  const pay = async (acceptUntrusted: boolean) => {
    const body = { ...article, ...sent, acceptUntrusted };
    const done = await command.run(() => ask((api) => api.buy({ body, wait: WAIT_SECONDS })));
    if (done) go(href(["order", done.subject]), { replace: true });
  };
  const remedyOf = ({ check: { check } }: Fault): Remedy | undefined => {
    if (check === "destination" && shipped) return { name: "Change the address", act: () => setStep("delivery") };
    if (check === "content" && newer) return { name: "Go on with the new version", act: newer };
    if (check !== "units" && check !== "stock") return undefined;
    return { name: "Back to the listing", act: () => go(href(["listing", seller, id])) };
  };

  return (
    <div className="page narrow stack loose" data-testid="buy-view" data-step={step}>
      <p className="crumbs">
        <a href={href(["listing", listing.seller, listing.id])}>‹ Back to the listing</a>
      </p>
      <div className="stack">
        <h1 {...heading}>{step === "delivery" ? "Where should it go?" : "Check and pay"}</h1>
        {shipped && (
          <ol className="steps">
            <li aria-current={step === "delivery" ? "step" : undefined}>1 · Delivery</li>
            <li aria-current={step === "payment" ? "step" : undefined}>2 · Payment</li>
          </ol>
        )}
      </div>
      <Chosen listing={listing} variant={variant} units={units} />
      {newer && !command.busy && (
        <Notice tone="warn" title="The seller has changed this listing" data-testid="listing-changed">
          <p>
            <button type="button" className="button compact" onClick={newer}>
              Go on with the new version
            </button>
          </p>
        </Notice>
      )}
      {step === "delivery" ? (
        <DeliveryForm
          start={delivery}
          shipsTo={listing.shipsTo}
          onDone={(address) => {
            rememberDelivery(address);
            setDelivery(address);
            setStep("payment");
          }}
        />
      ) : (
        <Payment
          {...{ listing, variant, units, delivery, option, command, remedyOf }}
          cart={{ items: [article], ...sent }}
          onOption={setChoice}
          onBack={() => setStep("delivery")}
          onPay={(acceptUntrusted) => void pay(acceptUntrusted)}
        />
      )}
    </div>
  );
}

function Chosen({ listing, variant, units }: { listing: ListingDetail; variant: Variant; units: number }) {
  const { currency: find } = useNode();
  return (
    <div className="row chosen">
      <div className="thumb">
        <Picture picture={listing.pictures[0]} alt="" square />
      </div>
      <div>
        <p className="strong">{listing.title}</p>
        <p className="muted small">
          {variant.title && `${variant.title} · `}
          {units} × {moneyText(variant.price, find(listing.currency))}
        </p>
      </div>
    </div>
  );
}
