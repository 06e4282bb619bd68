// The cart: articles of several sellers, an address, and one payment that opens an order with each seller or none at all.
import { useState } from "react";
import { isShipped } from "../../../protocol/listing.ts";
import { ask } from "../../api.ts";
import { cart } from "../../cart.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Empty, Notice, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { useStepHeading } from "../../focus.ts";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { go, href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { CartGroups } from "./cart-groups.tsx";
import { type Line, commonCountries, keyOfLine, sendTogether, useCartLines } from "./cart-lines.ts";
import { CartPayment } from "./cart-payment.tsx";
import { type Delivery, DeliveryForm, lastDelivery, rememberDelivery } from "./delivery-form.tsx";

const WAIT_SECONDS = 25;
const STEPS = { cart: "Articles", delivery: "Delivery", payment: "Payment" };
const TITLES = { cart: "Cart", delivery: "Where should it go?", payment: "Check and pay" };

export function Cart() {
  const items = cart.use();
  const { me } = useNode();
  const { lines, trouble, reload } = useCartLines(items, me);
  useTitle("Cart");
  if (items.length === 0) {
    return (
      <div className="page stack">
        <Empty icon="cart" title="Your cart is empty" alone>
          <p>Put aside what you like, from as many sellers as you like, and pay once.</p>
          <LinkButton href="#/" kind="primary">
            Look around the shop
          </LinkButton>
        </Empty>
      </div>
    );
  }
  if (!lines) {
    return (
      <div className="page narrow stack">
        {trouble ? <TroubleNotice trouble={trouble} alone onRetry={reload} /> : <Skeleton height={200} count={2} />}
      </div>
    );
  }
  return <Checkout found={lines} />;
}

function Checkout({ found }: { found: Line[] }) {
  const [choices, setChoices] = useState<ReadonlyMap<string, string>>(new Map());
  const [delivery, setDelivery] = useState<Delivery>(lastDelivery());
  const [step, setStep] = useState<keyof typeof STEPS>("cart");
  const [sent, setSent] = useState<Line[]>([]);
  const heading = useStepHeading(step);
  const command = useCommand();
  const lines = sendTogether(found, delivery.country, choices);
  // What is delivered by the sellers' nodes needs no address, so none is asked for, and none is told.
  const sendable = lines.filter(({ listing }) => !listing || isShipped(listing));
  const steps = Object.entries(STEPS).filter(([name]) => name !== "delivery" || sendable.length > 0);
  const countries = commonCountries(lines);
  const blocked = lines.some(({ trouble }) => trouble !== undefined) || countries.length === 0;

  // The node says which of those that were sent it refused; meanwhile it may have been taken out.
  const [, place] = /^items\.(\d+)/.exec(command.trouble?.field ?? "") ?? [];
  const refused = lines.find(({ item }) => place !== undefined && item === sent[Number(place)]?.item);

  const items = lines.flatMap(({ item, listing, option }) =>
    listing ? [{ ...item, cid: listing.cid, ...(option ? { option: option.id } : {}) }] : [],
  );
  const body = { items, ...(sendable.length > 0 ? { delivery } : {}) };
  const pay = async (acceptUntrusted: boolean) => {
    setSent(lines);
    const done = await command.run(() =>
      ask((api) => api.buyCart({ body: { ...body, acceptUntrusted }, wait: WAIT_SECONDS })),
    );
    if (!done) return;
    cart.clear();
    go(href(["orders", "buyer"]), { replace: true });
  };

  return (
    <div className="page narrow stack loose" data-testid="cart" data-step={step}>
      <div className="stack">
        <h1 {...heading}>{TITLES[step]}</h1>
        <ol className="steps">
          {steps.map(([name, text], index) => (
            <li key={name} aria-current={name === step ? "step" : undefined}>
              {index + 1} · {text}
            </li>
          ))}
        </ol>
      </div>
      {step === "cart" && (
        <>
          <CartGroups lines={lines} />
          {countries.length === 0 && (
            <Notice tone="bad" title="There is no country that all of them are shipped to">
              <p>Pay them in two carts.</p>
            </Notice>
          )}
          <Button
            kind="primary"
            wide
            disabled={blocked}
            onClick={() => setStep(sendable.length > 0 ? "delivery" : "payment")}
            data-testid={sendable.length > 0 ? "to-delivery" : "to-payment"}
          >
            Continue to {sendable.length > 0 ? "delivery" : "payment"}
          </Button>
        </>
      )}
      {step === "delivery" && (
        <DeliveryForm
          start={delivery}
          shipsTo={countries}
          onDone={(address) => {
            rememberDelivery(address);
            setDelivery(address);
            setStep("payment");
          }}
        />
      )}
      {step === "payment" && (
        <CartPayment
          {...{ lines, command, refused, blocked }}
          cart={body}
          delivery={sendable.length > 0 ? delivery : null}
          onOption={(line, id) => setChoices(new Map([...choices, [keyOfLine(line), id]]))}
          onBack={() => setStep("cart")}
          onChangeAddress={() => setStep("delivery")}
          onPay={(acceptUntrusted) => void pay(acceptUntrusted)}
        />
      )}
    </div>
  );
}
