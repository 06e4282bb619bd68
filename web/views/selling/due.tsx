// What is due to a seller: released by buyers, past the time to check, or not pushed, taken with one button; and splits that wait.
import type { OrderSummary } from "../../../protocol/api/order-schemas.ts";
import { useBalances } from "../../balances.ts";
import { useState } from "react";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { countOf } from "../../design/count.ts";
import { moneyText } from "../../design/money.tsx";
import { Notice, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import type { Trouble } from "../../trouble.ts";

const WAIT = 20;
const PAGE = 100;
/** More are told as "and more": the node takes so many in one transaction anyway. */
const MAX_PAGES = 10;

const isDue = ({ signed, allowed }: OrderSummary): boolean => signed || allowed.includes("claim");

/** Nobody ruled in time: it is split as agreed, each by itself. */
const isToSplit = ({ allowed }: OrderSummary): boolean => allowed.includes("expire");

interface Waiting {
  due: OrderSummary[];
  splits: OrderSummary[];
  /** There are more open orders than were read. */
  isCut: boolean;
}

async function readDue(signal: AbortSignal): Promise<Waiting> {
  const found: OrderSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { role: "seller" as const, open: true, limit: PAGE, cursor };
    const { items, next } = await ask((api) => api.orders({ query, signal }));
    found.push(...items);
    cursor = next ?? undefined;
    if (!cursor) break;
  }
  return { due: found.filter(isDue), splits: found.filter(isToSplit), isCut: cursor !== undefined };
}

/** Sums by currency of what waits, credits included. */
function useSums(due: readonly OrderSummary[] | undefined) {
  const { data: balances } = useBalances();
  const sums = new Map<string, bigint>();
  const add = (currency: string, amount: bigint) => sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  for (const { currency, total } of due ?? []) add(currency, BigInt(total));
  const credits = (balances ?? []).filter(({ credit }) => BigInt(credit) > 0n);
  for (const { currency, credit } of credits) add(currency, BigInt(credit));
  return { sums: [...sums], credits: credits.length };
}

export function Due({ onDone }: { onDone: () => void }) {
  const { currency: find } = useNode();
  const { data, reload } = useQuery("due", readDue, ["order.", "message."]);
  const { sums, credits } = useSums(data?.due);
  const command = useCommand();
  const [failed, setFailed] = useState<Trouble[]>([]);
  if (!data) return null;
  const { due, splits, isCut } = data;
  if (sums.length + splits.length === 0 && !command.busy && failed.length === 0) return null;
  const signed = due.filter((order) => order.signed).length;
  const collect = async () => {
    const done = await command.runAll(() => ask((api) => api.collectPayments({ wait: WAIT })));
    if (!done) return;
    setFailed(done.failed);
    reload();
    onDone();
  };
  const reasons = [
    signed > 0 && `${countOf(signed, "buyer")} released the money`,
    due.length > signed && `${countOf(due.length - signed, "order")} whose time to check is over`,
    credits > 0 && "payments that did not go through and wait in the escrow",
  ].filter(Boolean);
  return (
    <Notice tone="good" icon="coins" title="Money waits for you" data-testid="due">
      <ul className="row strong number" data-testid="due-sums">
        {sums.map(([currency, amount]) => (
          <li key={currency}>{moneyText(amount, find(currency))}</li>
        ))}
        {isCut && <li>and more</li>}
      </ul>
      {reasons.length > 0 && (
        <p>
          {reasons.join("; ")}. One button takes all of it, in as few transactions as the chain allows; then it is in
          your account.
        </p>
      )}
      {splits.length > 0 && <Splits orders={splits} more={reasons.length > 0} />}
      <Progress command={command} />
      {failed.map((trouble, index) => (
        <TroubleNotice key={`${trouble.code} ${index}`} trouble={trouble} />
      ))}
      {sums.length > 0 && (
        <p>
          <Button kind="primary" icon="coins" busy={command.busy} onClick={() => void collect()} data-testid="collect">
            Collect all
          </Button>
        </p>
      )}
    </Notice>
  );
}

/** They are not in the sum: what each gives is on its page, where it is applied. */
function Splits({ orders, more }: { orders: readonly OrderSummary[]; more: boolean }) {
  const [first] = orders;
  const amount = `${orders.length}${more ? " more" : ""} ${orders.length === 1 ? "order" : "orders"}`;
  return (
    <p data-testid="due-splits">
      {amount} {orders.length === 1 ? "waits for its agreed split" : "wait for their agreed split"}:{" "}
      <a href={href(["order", first!.id])}>{orders.length === 1 ? "open it" : "open the first"}</a>.
    </p>
  );
}
