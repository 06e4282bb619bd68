// The receipt of an order, to be printed: what was bought of whom for how much, and its proof on the chain.
import type { Receipt as ReceiptView } from "../../../protocol/api/receipt-schemas.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { moneyText } from "../../design/money.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Paper, Sheet } from "../../design/paper.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";

export function Receipt({ id }: { id: string }) {
  const { data, trouble, reload } = useQuery(
    `receipt ${id}`,
    (signal) => ask((api) => api.receipt({ params: { order: id as Hex32 }, signal })),
    ["order."],
  );
  useTitle("Receipt");
  return (
    <Paper title="Receipt" isPrinted back={href(["order", id])}>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={420} />}
      {data && <Sheets receipt={data} />}
    </Paper>
  );
}

const STATES: Record<ReceiptView["status"], string> = {
  none: "",
  funded: "Paid into escrow, not shipped yet",
  shipped: "Shipped, in escrow until it is confirmed",
  disputed: "In dispute",
  released: "Completed: the seller was paid",
  refunded: "Refunded: the buyer got the money back",
  split: "Closed: the money was split",
};

const SHARES = ["buyer", "seller", "arbitrator", "referrer"] as const;

function Sheets({ receipt }: { receipt: ReceiptView }) {
  const { order, buyer, seller, arbitrator, listing, units, unitPrice, shipping, total, payout } = receipt;
  const goods = (BigInt(total) - BigInt(shipping)).toString();
  // The address book may not know it any more: the receipt does.
  const currency = receipt.currency as Parameters<typeof moneyText>[1];
  const money = (amount: string) => moneyText(amount, currency);
  return (
    <Sheet label="Receipt">
      <header className="stack tight">
        <h2 data-testid="receipt-state">{STATES[receipt.status]}</h2>
        <p>
          Paid {absoluteText(new Date(receipt.paidAt))}
          {receipt.closedAt && `, closed ${absoluteText(new Date(receipt.closedAt))}`}
        </p>
      </header>
      <div className="parties">
        <PartyOf role="Seller" {...seller} />
        <PartyOf role="Buyer" {...buyer} />
        {arbitrator && <PartyOf role="Arbitrator" {...arbitrator} />}
      </div>
      <div className="sum number">
        <div>
          <span>
            {units} × {listing ? listing.title : "a listing that is not known here"}
            {listing?.variant && `, ${listing.variant}`}
            <br />
            <span className="muted small">{money(unitPrice)} each</span>
          </span>
          <span>{money(goods)}</span>
        </div>
        <div>
          <span>Shipping</span>
          <span>{BigInt(shipping) === 0n ? "free" : money(shipping)}</span>
        </div>
        <div className="total">
          <span>Total</span>
          <span data-testid="receipt-total">{money(total)}</span>
        </div>
        {payout &&
          SHARES.filter((who) => BigInt(payout[who]) > 0n).map((who) => (
            <div key={who}>
              <span>Paid out to the {who}</span>
              <span>{money(payout[who])}</span>
            </div>
          ))}
      </div>
      <Proof receipt={receipt} />
      <p className="muted small">
        Order <code>{order}</code>
      </p>
    </Sheet>
  );
}

const PartyOf = ({ role, name, address }: { role: string; name: string | null; address: string }) => (
  <div>
    <p className="muted small">{role}</p>
    {name && <p className="strong">{name}</p>}
    <code className="small">{address}</code>
  </div>
);

function Proof({ receipt: { chain, proof, asOf, terms } }: { receipt: ReceiptView }) {
  return (
    <section className="stack tight small">
      <h3>Proof</h3>
      <p>
        Anybody can check it on {chain.name} (chain {chain.id}), in the escrow contract <code>{chain.escrow}</code>:
      </p>
      <ul className="stack tight">
        {proof.map(({ event, at, block, transaction, final }) => (
          <li key={event + transaction}>
            <strong>{event}</strong> {absoluteText(new Date(at))}, block {block}, {final ? "final" : "not final yet"}
            <br />
            <code>{transaction}</code>
          </li>
        ))}
      </ul>
      <p>
        What was bought has the digest <code>{terms}</code>.
      </p>
      <p className="muted">
        As of block {asOf.block}, {absoluteText(new Date(asOf.time))}.
      </p>
    </section>
  );
}
