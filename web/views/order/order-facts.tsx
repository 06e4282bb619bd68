// The facts of an order: its money, where it goes, who takes part.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { isClosed } from "../../../protocol/order.ts";
import { Icon } from "../../design/icon.tsx";
import { moneyText, percent } from "../../design/money.tsx";
import { Party } from "../../design/party.tsx";
import { useNode } from "../../node.ts";
import { AddressLabel } from "../address/address-label.tsx";

export function OrderMoney({ order }: { order: OrderDetail }) {
  const { currency: find } = useNode();
  const goods = (BigInt(order.unitPrice) * BigInt(order.units)).toString();
  const { payout } = order;
  const money = (amount: string) => moneyText(amount, find(order.currency));
  return (
    <section className="card stack" aria-labelledby="order-money">
      <h2 id="order-money">Money</h2>
      <div className="sum number">
        <div>
          <span>
            {order.units} × {money(order.unitPrice)}
          </span>
          <span>{money(goods)}</span>
        </div>
        <div>
          <span>{order.joined ? "Shipping, together with another order" : shippingName(order)}</span>
          <span>{BigInt(order.shipping) === 0n ? "free" : money(order.shipping)}</span>
        </div>
        <div className="total">
          <span>{payout ? "Was in escrow" : "In escrow"}</span>
          <span>{money(order.total)}</span>
        </div>
      </div>
      {payout && (
        <div className="sum number" data-testid="payout">
          <p className="legend">Paid out</p>
          {(["buyer", "seller", "arbitrator", "referrer"] as const).map(
            (who) =>
              BigInt(payout[who]) > 0n && (
                <div key={who}>
                  <span>to the {who}</span>
                  <span>{money(payout[who])}</span>
                </div>
              ),
          )}
        </div>
      )}
    </section>
  );
}

const shippingName = ({ shippingOption }: OrderDetail): string => shippingOption?.title ?? "Shipping";

const STATES: Record<OrderDetail["delivery"]["state"], string> = {
  none: "No address is known here.",
  waiting: "Waiting for the seller's node to come online; it is sent by itself.",
  delivered: "The seller's node has received it.",
  received: "Encrypted by the buyer, readable by you only.",
};

const ERASED = "The address was erased when the order was closed.";
/** Only of what was sent somewhere: a service has no address. */
const isErased = ({ status, delivery, shippingOption }: OrderDetail): boolean =>
  isClosed(status) && delivery.state === "none" && shippingOption !== null;

function deliveryTitle({ roles, status, timeline }: OrderDetail): string {
  if (!roles.includes("seller")) return "Delivery";
  if (status === "funded") return "Send it to";
  return timeline.some(({ event }) => event === "Shipped") ? "Sent to" : "The buyer's address";
}

export function OrderDelivery({ order }: { order: OrderDetail }) {
  const { delivery, tracking, roles } = order;
  if (!roles.includes("buyer") && !roles.includes("seller")) return null;
  const { address } = delivery;
  if (order.file && !address) return null;
  return (
    <section className="card stack tight" aria-labelledby="order-delivery" data-testid="delivery">
      <h2 id="order-delivery">{deliveryTitle(order)}</h2>
      {address && <AddressLabel address={address} />}
      {address?.note && <p className="statement prose small">{address.note}</p>}
      <p className="muted small line">
        <Icon name="lock" size={16} /> {isErased(order) ? ERASED : STATES[delivery.state]}
      </p>
      {tracking && (
        <p>
          <span className="muted">Tracking: </span>
          <span data-testid="tracking-text">{tracking}</span>
        </p>
      )}
    </section>
  );
}

export function OrderParties({ order }: { order: OrderDetail }) {
  const { me } = useNode();
  const { arbitrator, fallbackArbitrator: fallback, arbitratorName } = order;
  return (
    <section className="card stack" aria-labelledby="order-parties">
      <h2 id="order-parties">Who takes part</h2>
      <dl className="stack">
        <div className="stack tight">
          <dt className="muted small">Seller</dt>
          <dd>
            <Party address={order.seller} name={order.sellerName} me={me} />
          </dd>
        </div>
        <div className="stack tight">
          <dt className="muted small">Buyer</dt>
          <dd>
            <Party address={order.buyer} name={order.buyerName} me={me} />
          </dd>
        </div>
        <div className="stack tight">
          <dt className="muted small">Decides in a dispute</dt>
          <dd className="stack tight">
            {arbitrator ? (
              <>
                <Party address={arbitrator} name={arbitratorName} me={me} />
                <span className="muted small">
                  for {percent(order.arbitratorFeeBps)}; without a ruling {percent(order.defaultBuyerBps)} go to the
                  buyer
                </span>
              </>
            ) : (
              "Nobody: no protection after shipping"
            )}
          </dd>
        </div>
        {fallback && (
          <div className="stack tight">
            <dt className="muted small">Takes over if the arbitrator is silent</dt>
            <dd>
              <Party address={fallback} name={null} me={me} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
