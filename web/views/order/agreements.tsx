// What the parties of an order signed for each other: the buyer's release to collect, and splits to accept.
import { useState } from "react";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Icon } from "../../design/icon.tsx";
import { moneyText } from "../../design/money.tsx";
import { Progress } from "../../design/progress.tsx";
import { Moment } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";

const WAIT = 20;
type Proposal = OrderDetail["settlements"][number];

export function Agreements({ order, onDone }: { order: OrderDetail; onDone: () => void }) {
  if (!order.release && order.settlements.length === 0) return null;
  return (
    <section className="stack tight" aria-label="What was signed" data-testid="agreements">
      {order.release && <Release order={order} release={order.release} onDone={onDone} />}
      {order.settlements.map((proposal) => (
        <Split key={`${proposal.by} ${proposal.deadline} ${proposal.buyerBps}`} {...{ order, proposal, onDone }} />
      ))}
    </section>
  );
}

function Release({
  order,
  release,
  onDone,
}: {
  order: OrderDetail;
  release: NonNullable<OrderDetail["release"]>;
  onDone: () => void;
}) {
  const { now, currency } = useNode();
  const command = useCommand();
  const isSeller = order.roles.includes("seller");
  const collect = async () => {
    if (await command.run(() => ask((api) => api.collectReleases({ wait: WAIT })))) onDone();
  };
  return (
    <div className="agreement" data-testid="release">
      <Icon name="check" />
      <div className="stack tight">
        <h2>{isSeller ? "The buyer signed the release" : "You signed the release"}</h2>
        <p>
          {isSeller
            ? `Collect ${moneyText(order.total, currency(order.currency))}: one transaction of yours takes this payment and all others that buyers signed.`
            : release.state === "waiting"
              ? "It is sent as soon as the seller's node is online. Until they collect, you can still open a dispute."
              : "The seller has it and can collect the money. Until they do, you can still open a dispute."}
        </p>
        <p className="muted small">
          Good until <Moment at={release.deadline} now={now} only="absolute" />
        </p>
        <Progress command={command} />
        {isSeller && (
          <p>
            <Button
              kind="primary"
              icon="coins"
              busy={command.busy}
              onClick={() => void collect()}
              data-testid="collect"
            >
              Collect what was signed
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

function Split({ order, proposal, onDone }: { order: OrderDetail; proposal: Proposal; onDone: () => void }) {
  const { me, now, currency: find } = useNode();
  const [accepting, accept] = useState(false);
  const mine = proposal.by === me;
  const name = proposal.by === order.buyer ? order.buyerName : order.sellerName;
  const title = mine
    ? "You proposed a split"
    : `${name ?? (proposal.by === order.buyer ? "The buyer" : "The seller")} proposes a split`;
  const isParty = order.roles.includes("buyer") || order.roles.includes("seller");
  return (
    <div className="agreement" data-testid="proposal">
      <Icon name="scale" />
      <div className="stack tight">
        <h2>{title}</h2>
        <Amounts order={order} proposal={proposal} />
        <p className="muted small">
          {mine
            ? proposal.state === "waiting"
              ? "Sent as soon as the other node is online; good until "
              : "The other party can accept it until "
            : "You can accept it until "}
          <Moment at={proposal.deadline} now={now} only="absolute" />
        </p>
        {!mine && isParty && (
          <p>
            <Button kind="primary" icon="check" onClick={() => accept(true)} data-testid="accept">
              Accept
            </Button>
          </p>
        )}
        {accepting && (
          <AcceptDialog
            {...{ order, proposal }}
            total={moneyText(order.total, find(order.currency))}
            onClose={() => accept(false)}
            onDone={() => {
              accept(false);
              onDone();
            }}
          />
        )}
      </div>
    </div>
  );
}

function Amounts({ order, proposal }: { order: OrderDetail; proposal: Proposal }) {
  const { currency: find } = useNode();
  const money = (amount: string) => moneyText(amount, find(order.currency));
  return (
    <div className="sum number">
      <div>
        <span>{order.roles.includes("buyer") ? "You get back" : `Buyer ${order.buyerName ?? ""}`}</span>
        <span data-testid="to-buyer">{money(proposal.buyer)}</span>
      </div>
      <div>
        <span>{order.roles.includes("seller") ? "You are paid" : `Seller ${order.sellerName ?? ""}`}</span>
        <span data-testid="to-seller">{money(proposal.seller)}</span>
      </div>
      {BigInt(proposal.referrer) > 0n && (
        <div>
          <span>Referrer</span>
          <span>{money(proposal.referrer)}</span>
        </div>
      )}
    </div>
  );
}

function AcceptDialog({
  order,
  proposal,
  total,
  onClose,
  onDone,
}: {
  order: OrderDetail;
  proposal: Proposal;
  total: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const command = useCommand();
  const submit = async () => {
    const { buyerBps } = proposal;
    const settle = () => ask((api) => api.settle({ params: { order: order.id }, body: { buyerBps }, wait: WAIT }));
    if (await command.run(settle)) onDone();
  };
  return (
    <Dialog title="Accept this split?" onClose={onClose} onSubmit={() => void submit()} data-testid="dialog-accept">
      <Amounts order={order} proposal={proposal} />
      <div className="effect">
        <p className="row small strong">
          <Icon name="coins" size={18} /> What this does to the money
        </p>
        <p>
          The contract pays out {total} as shown, at once, and the order is closed. No arbitrator earns a fee. This
          cannot be undone.
        </p>
      </div>
      <Progress command={command} />
      <footer>
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind="primary" busy={command.busy} data-testid="do-it">
          Accept and split the money
        </Button>
      </footer>
    </Dialog>
  );
}
