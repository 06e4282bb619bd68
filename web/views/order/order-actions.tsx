// What this account may do with an order now; each deed says first what it does to the money.
import { useCallback, useState } from "react";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Icon } from "../../design/icon.tsx";
import { Progress } from "../../design/progress.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { CALLS } from "./order-calls.tsx";
import { type Deed, NO_WORDS, type OnWords } from "./order-words.ts";

/** Before delivery a buyer can pay the seller already, but is not pushed to. */
const nameOf = (call: Deed, { status, roles, release }: OrderDetail): string => {
  if (call === "confirm" && status === "funded") return "Pay the seller already";
  if (call === "confirm" && status === "shipped" && release) return "Pay the seller now";
  if (call === "confirm" && status === "disputed") return "Settle: pay the seller";
  if (call === "cancel" && !roles.includes("seller")) {
    return roles.includes("buyer") ? "Take the money back" : "Return the money to the buyer";
  }
  if (call === "claim" && roles.includes("seller")) return "Collect the payment";
  return CALLS[call].name;
};

export function OrderActions({ order, onDone }: { order: OrderDetail; onDone: () => void }) {
  const [chosen, choose] = useState<Deed>();
  const deeds = order.allowed.filter((call): call is Deed => call !== "confirmBySignature");
  if (deeds.length === 0) return null;
  const button = (deed: Deed) => (
    <Button
      key={deed}
      kind={isMain(deed, order) ? "primary" : CALLS[deed].kind}
      icon={CALLS[deed].icon}
      onClick={() => choose(deed)}
      data-testid={`action-${deed}`}
    >
      {nameOf(deed, order)}
    </Button>
  );
  const near = deeds
    .filter((deed) => !isAside(deed, order))
    .toSorted((one, other) => Number(isMain(other, order)) - Number(isMain(one, order)));
  const aside = deeds.filter((deed) => isAside(deed, order));
  return (
    <div className="stack tight" role="group" aria-label="What you can do" data-testid="actions">
      {near.length > 0 && <div className="actions">{near.map(button)}</div>}
      {aside.length > 0 && (
        <details className="more" data-testid="more-actions">
          <summary>More you can do</summary>
          <div className="actions">{aside.map(button)}</div>
        </details>
      )}
      {chosen && order.allowed.includes(chosen) && (
        <CallDialog
          key={chosen}
          call={chosen}
          order={order}
          onClose={() => choose(undefined)}
          onDone={() => {
            choose(undefined);
            onDone();
          }}
        />
      )}
    </div>
  );
}

/** What is expected of this account now, rather than merely possible. */
function isMain(call: Deed, { status, roles, release, paymentFinal }: OrderDetail): boolean {
  if (call === "confirm") return status === "shipped" && !release;
  // Anybody may once the time is over, but it is not for an arbitrator to.
  if (call === "cancel") return roles.includes("buyer");
  if (call === "claim") return roles.includes("seller");
  if (call === "expire") return roles.includes("buyer") || roles.includes("seller");
  if (call === "ship") return paymentFinal;
  return call === "rule";
}

/** What is seldom wanted: to pay for what was not shipped yet, and what is possible in every state; in a dispute parties look for it. */
function isAside(call: Deed, { status }: OrderDetail): boolean {
  if (call === "confirm") return status === "funded";
  return call === "extend" || (status !== "disputed" && (call === "settle" || call === "submitEvidence"));
}

function CallDialog({
  call,
  order,
  onClose,
  onDone,
}: {
  call: Deed;
  order: OrderDetail;
  onClose: () => void;
  onDone: () => void;
}) {
  const { currency: find } = useNode();
  const [words, setWords] = useState(NO_WORDS);
  const onWords = useCallback<OnWords>(
    (some) => setWords((now) => ({ ...now, ...(typeof some === "function" ? some(now) : some) })),
    [],
  );
  const [tried, setTried] = useState(false);
  const command = useCommand();
  const view = CALLS[call];
  const { fields: Fields, effect: Effect, more: More } = view;
  const input = {
    order,
    currency: find(order.currency),
    words,
    onWords,
  };
  const missing = view.missing?.(input);
  const submit = async () => {
    setTried(true);
    if (missing) return;
    if (await command.run(() => view.send(order, words))) onDone();
  };
  return (
    <Dialog title={nameOf(call, order)} onClose={onClose} onSubmit={() => void submit()} data-testid={`dialog-${call}`}>
      {Fields && <Fields {...input} />}
      <div className="effect">
        <p className="row small strong">
          <Icon name="coins" size={18} /> What this does to the money
        </p>
        <p data-testid="effect">
          <Effect {...input} />
        </p>
      </div>
      {More && <More {...input} />}
      {tried && missing && (
        <p className="wrong" role="alert">
          {missing}
        </p>
      )}
      <Progress command={command} />
      <footer>
        <Button onClick={onClose}>Not now</Button>
        <Button
          type="submit"
          kind={view.kind === "danger" ? "danger filled" : "primary"}
          busy={command.busy}
          data-testid="do-it"
        >
          {typeof view.deed === "string" ? view.deed : view.deed(words)}
        </Button>
      </footer>
    </Dialog>
  );
}
