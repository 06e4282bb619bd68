// What was sold over time, each currency by itself: a chart, and the numbers it is drawn from.
import { useState } from "react";
import type { SalesFigures } from "../../../protocol/api/sales-schemas.ts";
import { ask } from "../../api.ts";
import { Bars } from "../../design/bars.tsx";
import { Select, TextField } from "../../design/field.tsx";
import { moneyText } from "../../design/money.tsx";
import { Empty, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { type By, MAX_PERIODS, type Sums, periodName, periodsOf } from "./sales-periods.ts";

const PARTS = [
  { key: "net", name: "Paid to you" },
  { key: "pending", name: "In escrow" },
  { key: "refunded", name: "Refunded" },
  { key: "fees", name: "Fees" },
] as const;
const AMOUNTS = ["gross", ...PARTS.map(({ key }) => key)] as const;
const COLUMNS = ["Orders", "Units", "Sold", ...PARTS.map(({ name }) => name)];

export function Sales() {
  const [by, setBy] = useState<By>("month");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const query = { by, ...(from && { from }), ...(to && { to }) };
  const { data, trouble, reload } = useQuery(
    `sales ${JSON.stringify(query)}`,
    (signal) => ask((api) => api.salesFigures({ query, signal })),
    ["order."],
  );
  return (
    <div className="stack loose" data-testid="sales">
      <div className="fields figures-query">
        <Select label="Group by" value={by} onValue={(value) => setBy(value as By)} data-testid="sales-by">
          <option value="day">Day</option>
          <option value="week">Week</option>
          <option value="month">Month</option>
        </Select>
        <TextField label="From" type="date" value={from} onValue={setFrom} data-testid="sales-from" />
        <TextField label="To" type="date" value={to} onValue={setTo} data-testid="sales-to" />
      </div>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={260} />}
      {data?.totals.length === 0 && (
        <Empty icon="coins" title="Nothing was sold in this time">
          <p>Each order counts on the day on which it was paid.</p>
        </Empty>
      )}
      {data?.totals.map((sums) => (
        <InCurrency key={sums.currency} figures={data} sums={sums} />
      ))}
    </div>
  );
}

function InCurrency({ figures, sums }: { figures: SalesFigures; sums: Sums }) {
  const { currency: find } = useNode();
  const currency = find(sums.currency);
  const periods = periodsOf(figures, sums.currency);
  const money = (amount: string) => moneyText(amount, currency);
  const name = currency?.symbol ?? sums.currency;
  return (
    <section className="card stack" aria-label={`Sales in ${name}`} data-testid={`sales-${name}`}>
      <div className="row between">
        <h2>In {name}</h2>
        <p className="muted small">
          {sums.orders === 1 ? "1 order" : `${sums.orders} orders`},{" "}
          {sums.units === 1 ? "1 unit" : `${sums.units} units`}
        </p>
      </div>
      <ul className="legend-list">
        {PARTS.map((part) => (
          <li key={part.key}>
            <span className={`swatch ${part.key}`} aria-hidden="true" />
            {part.name} <strong className="number">{money(sums[part.key])}</strong>
          </li>
        ))}
        <li className="strong">
          Sold <span className="number">{money(sums.gross)}</span>
        </li>
      </ul>
      <Bars
        label={`What was sold in ${name}, by ${figures.by}`}
        bars={periods.map(({ from, sums: its }) => ({
          name: periodName(from, figures.by),
          about: `${periodName(from, figures.by)}: ${its ? `${its.orders} orders, ${money(its.gross)}` : "nothing"}`,
          sum: its && money(its.gross),
          parts: PARTS.map(({ key }) => ({ tone: key, amount: BigInt(its?.[key] ?? 0) })),
        }))}
      />
      {periods.length === MAX_PERIODS && (
        <p className="muted small">The last {MAX_PERIODS} are drawn; the numbers above count all.</p>
      )}
      <details className="more">
        <summary>The numbers</summary>
        <div className="scroll-x">
          <table className="cards">
            <thead>
              <tr>
                {["From", ...COLUMNS].map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="number">
              {periods.flatMap(({ from, sums: its }) =>
                its ? (
                  <tr key={from}>
                    <td>{periodName(from, figures.by)}</td>
                    {[its.orders, its.units, ...AMOUNTS.map((key) => money(its[key]))].map((value, place) => (
                      <td key={place} data-name={COLUMNS[place]}>
                        {value}
                      </td>
                    ))}
                  </tr>
                ) : (
                  []
                ),
              )}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
