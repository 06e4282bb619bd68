// A seller's work: what to ship, parcels to pack, what was begun, and figures.
import type { ClientAnswer } from "../../client/client.ts";
import type { OrderToShip, PackingList, RefundView, SalesFigures } from "../../protocol/api/sales-schemas.ts";
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { relativeText } from "../terminal/time.ts";
import { type Facts, articleText, idText, moneyText, partyText, percentText, whenText } from "./facts.ts";
import { operationTable } from "./operations.ts";
import { addressText } from "./orders.ts";

export const toShipTable = (items: readonly OrderToShip[], facts: Facts): string =>
  table<OrderToShip>(
    [
      { title: "order", cell: ({ id }) => idText(facts, id) },
      {
        title: "ship by",
        cell: ({ deadline }) => relativeText(deadline!, facts.now),
        tone: ({ overdue }) => (overdue ? "bad" : undefined),
      },
      {
        title: "what",
        cell: ({ units, listing: of }) => `${units} × ${of ? articleText(of) : "unknown"}`,
        shrinks: true,
      },
      {
        title: "to",
        cell: ({ address }) => (address ? addressText(address) : "the address has not arrived"),
        shrinks: true,
      },
    ],
    items,
    facts,
  );

export function packingPage({ at, seller, parcels }: PackingList, facts: Facts): string {
  const head = `Packing list of ${partyText(facts, seller.name, seller.address)}, ${whenText(facts, at)}`;
  const pages = parcels.map(({ buyer, buyerName, address, shipBy, lines }, index) =>
    [
      facts.style("strong", `Parcel ${index + 1} of ${parcels.length}`),
      record(
        [
          ["to", address ? addressText(address).split(", ").join("\n") : "the address has not arrived"],
          ["buyer", partyText(facts, buyerName, buyer)],
          ["ship by", whenText(facts, shipBy)],
        ],
        facts,
      ),
      ...lines.map(
        ({ order, title, variant, units }) =>
          `[ ] ${units} × ${printable(`${title} ${variant}`.trim())}  (${idText(facts, order)})`,
      ),
    ].join("\n"),
  );
  return [head, ...pages].join("\n\n");
}

export function shippedPage({ operations, refused }: ClientAnswer<"shipMany">, facts: Facts): string {
  const left = refused.map(({ order, problem }) => `${idText(facts, order)} was refused: ${printable(problem.detail)}`);
  return [operationTable(operations, facts), ...left].join("\n");
}

export function refundPage({ operations, text, ...refund }: RefundView, facts: Facts): string {
  const money = (amount: string) => moneyText(facts, amount, refund.currency);
  return record(
    [
      ["refund", printable(text)],
      ["buyer", `${money(refund.buyer)} (${percentText(refund.buyerBps)})`],
      ["rounded up", refund.rounding === "0" ? undefined : money(refund.rounding)],
      ["seller", money(refund.seller)],
      ["status", operations.map(({ status }) => status).join(", ")],
    ],
    facts,
  );
}

export function collectionPage(collection: ClientAnswer<"collectPayments">, facts: Facts): string {
  const { operations, releases, claims, withdrawals, more } = collection;
  const counts = `${releases.length} released by their buyers, ${claims.length} past inspection, ${withdrawals.length} waiting credits`;
  return [operationTable(operations, facts), counts, ...(more ? ["There is more: collect again."] : [])].join("\n");
}

type Row = { from: string } & SalesFigures["totals"][number];

export function figuresPage({ by, periods, totals }: SalesFigures, facts: Facts): string {
  const rows: Row[] = [
    ...periods.flatMap(({ from, sums }) => sums.map((sum) => ({ from, ...sum }))),
    ...totals.map((sum) => ({ from: "all", ...sum })),
  ];
  const money = (title: string, of: (row: Row) => string) => ({
    title,
    cell: (row: Row) => moneyText(facts, of(row), row.currency),
    right: true,
  });
  return table<Row>(
    [
      { title: by, cell: ({ from }) => from },
      { title: "orders", cell: ({ orders }) => String(orders), right: true },
      { title: "units", cell: ({ units }) => String(units), right: true },
      money("paid", ({ gross }) => gross),
      money("in escrow", ({ pending }) => pending),
      money("refunded", ({ refunded }) => refunded),
      money("fees", ({ fees }) => fees),
      money("earned", ({ net }) => net),
    ],
    rows,
    facts,
  );
}
