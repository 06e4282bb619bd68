// What a purchase would do, before it is paid: each order with its steps and checks, the sums, and what speaks against it.
import type { PlannedOrder, PurchaseCheckView, PurchasePreview } from "../../protocol/api/purchase-schemas.ts";
import { printable, printableLines } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { durationText } from "../terminal/time.ts";
import { COIN, type Facts, articleText, moneyText, partyText, percentText, whenText } from "./facts.ts";

export function previewPage({ ok, items, dues, fee, checks }: PurchasePreview, facts: Facts): string {
  const parts = items.flatMap(({ order, checks: own }) => [
    ...(order ? [orderText(order, facts)] : []),
    checksText(own, facts),
  ]);
  const sums = record(
    [
      ...(dues ?? []).map(
        ({ currency, total, held }) =>
          ["locks", `${moneyText(facts, total, currency)} of ${moneyText(facts, held, currency)}`] as const,
      ),
      ["fee", fee === null ? undefined : `up to ${moneyText(facts, fee, COIN)}`],
      [
        "verdict",
        ok ? facts.style("good", "it can be paid") : facts.style("bad", "it would be refused, or is not safe"),
      ],
    ],
    facts,
  );
  return [...parts, checksText(checks, facts), sums].filter(Boolean).join("\n\n");
}

function orderText(order: PlannedOrder, facts: Facts): string {
  const { dispute, currency } = order;
  const money = (amount: string) => moneyText(facts, amount, currency);
  const head = record(
    [
      ["what", printable(`${order.units} × ${articleText(order)}`)],
      ["seller", partyText(facts, order.sellerName, order.seller)],
      ["returns", order.returns ? printableLines(order.returns) : undefined],
      ["total", `${money(order.total)} (${money(order.unitPrice)} each, shipping ${money(order.shipping)})`],
      [
        "disputes",
        dispute
          ? `${partyText(facts, dispute.arbitrator.name, dispute.arbitrator.address)} decides for ${percentText(dispute.feeBps)}, at most ${money(dispute.fee)}`
          : "nobody decides",
      ],
      ["fallback", dispute?.fallback ? partyText(facts, dispute.fallback.name, dispute.fallback.address) : undefined],
    ],
    facts,
  );
  const steps = table<PlannedOrder["steps"][number]>(
    [
      { title: "state", cell: ({ state }) => state },
      { title: "what is expected", cell: ({ text }) => text, shrinks: true },
      { title: "for", cell: ({ seconds }) => durationText(seconds) },
      { title: "at the latest", cell: ({ until }) => whenText(facts, until) },
      { title: "if nobody acts", cell: ({ ifNobodyActs }) => ifNobodyActs, shrinks: true },
    ],
    order.steps,
    facts,
  );
  return `${head}\n\n${steps}`;
}

const checksText = (checks: readonly PurchaseCheckView[], facts: Facts): string =>
  checks
    .map(({ ok, warning, text, account }) => {
      const mark = warning ? facts.style("open", "!") : facts.style(ok ? "good" : "bad", ok ? "✓" : "✗");
      return `${mark} ${printable(text)}${account ? `: ${account}` : ""}`;
    })
    .join("\n");
