// What this account is to ship, the most urgent first: packing lists, tracking, and many marked shipped at once.
import { useState } from "react";
import { MAX_PARCELS, type OrderToShip } from "../../../protocol/api/sales-schemas.ts";
import { tidy } from "../../../protocol/text.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Check } from "../../design/field.tsx";
import { Empty, Notice, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useCommand } from "../../operation.ts";
import { usePages } from "../../pages.ts";
import { href } from "../../router.ts";
import { type Trouble } from "../../trouble.ts";
import { ToShipRow } from "./to-ship-row.tsx";

const WAIT = 20;
const PAGE = 50;

export function ToShip() {
  const { data, trouble, reload, more } = usePages(
    "to ship",
    (cursor, signal) => ask((api) => api.toShip({ query: { limit: PAGE, cursor }, signal })),
    ["order.", "message."],
  );
  if (trouble && !data) return <TroubleNotice trouble={trouble} onRetry={reload} />;
  if (!data) return <Skeleton height={120} count={3} />;
  return (
    <>
      <Shipping orders={data.items} onDone={reload} />
      {data.next && <Button onClick={more}>Show more</Button>}
    </>
  );
}

function Shipping({ orders, onDone }: { orders: readonly OrderToShip[]; onDone: () => void }) {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [tracking, setTracking] = useState<ReadonlyMap<string, string>>(new Map());
  const [outcome, setOutcome] = useState<{ shipped: number; failed: Trouble[] }>();
  const command = useCommand();
  // The escrow takes nothing that is late, and what was shipped meanwhile is not there any more.
  const possible = orders.filter(({ overdue }) => !overdue);
  const late = orders.filter(({ overdue }) => overdue);
  const picked = possible.filter(({ id }) => chosen.has(id));
  const all = picked.length === possible.length && picked.length > 0;
  const toggle = (id: string, on: boolean) =>
    choose(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id)));

  const ship = async () => {
    const shipments = picked.map(({ id: order }) => ({ order, tracking: tidy(tracking.get(order) ?? "") }));
    const done = await command.runAll(() => ask((api) => api.shipMany({ body: { shipments }, wait: WAIT })));
    if (!done) return;
    const { refused, operations } = done.answer;
    const failed = [...refused.map(({ problem }) => problem), ...done.failed];
    setOutcome({ shipped: operations.length - done.failed.length, failed });
    choose(new Set());
    onDone();
  };

  return (
    <div className="stack" data-testid="to-ship">
      {outcome && <Outcome {...outcome} />}
      {orders.length === 0 ? (
        <Empty icon="truck" title="Nothing to ship">
          <p>As soon as somebody pays, their order appears here with its address.</p>
        </Empty>
      ) : (
        <>
          {possible.length > 0 && (
            <>
              <div className="row between">
                <Check
                  label={`Choose all (${possible.length})`}
                  checked={all}
                  onValue={(on) => choose(new Set(on ? possible.map(({ id }) => id) : []))}
                  data-testid="choose-all"
                />
                <div className="row">
                  <LinkButton
                    icon="print"
                    href={href(["packing-list"], { orders: idsOf(picked.length > 0 ? picked : possible) })}
                    data-testid="packing-list"
                  >
                    Packing list
                  </LinkButton>
                  <Button
                    kind="primary"
                    icon="truck"
                    busy={command.busy}
                    disabled={picked.length === 0 || picked.length > MAX_PARCELS}
                    onClick={() => void ship()}
                    data-testid="ship-many"
                  >
                    Mark {picked.length || ""} as shipped
                  </Button>
                </div>
              </div>
              <p className="muted small">
                Choose what you have sent. Nothing is paid out by this: the buyer&apos;s time to check starts, and you
                are paid when they confirm, or say nothing until it ends.
              </p>
            </>
          )}
          <Progress command={command} />
          <ul className="stack tight">
            {[...possible, ...late].map((order) => (
              <ToShipRow
                key={order.id}
                order={order}
                chosen={chosen.has(order.id)}
                tracking={tracking.get(order.id) ?? ""}
                onChoose={(on) => toggle(order.id, on)}
                onTracking={(text) => setTracking(new Map([...tracking, [order.id, text]]))}
              />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const idsOf = (orders: readonly OrderToShip[]): string => orders.map(({ id }) => id).join(",");

function Outcome({ shipped, failed }: { shipped: number; failed: Trouble[] }) {
  return (
    <div className="stack tight" aria-live="polite" data-testid="shipped">
      {shipped > 0 && (
        <Notice tone="good" title={shipped === 1 ? "1 is marked as shipped" : `${shipped} are marked as shipped`}>
          <p>Their buyers have been told, with the tracking you gave.</p>
        </Notice>
      )}
      {failed.map((trouble, index) => (
        <TroubleNotice key={`${trouble.code} ${index}`} trouble={trouble} />
      ))}
    </div>
  );
}
