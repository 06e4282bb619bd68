// A receipt as text that can be printed and kept: nothing is shortened, and times are UTC.
import type { Receipt } from "../../protocol/api/receipt-schemas.ts";
import { formatAmount } from "../../protocol/money.ts";
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { type Facts, articleText } from "./facts.ts";

const utc = (iso: string): string => `${iso.slice(0, 19).replace("T", " ")} UTC`;

export function receiptPage(receipt: Receipt, facts: Facts): string {
  const { currency, listing, payout, chain } = receipt;
  const money = (amount: string) => `${formatAmount(BigInt(amount), currency.decimals)} ${printable(currency.symbol)}`;
  const party = ({ name, address }: Receipt["buyer"]) => (name ? `${printable(name)}\n${address}` : address);
  const what = listing ? printable(articleText(listing)) : `terms ${receipt.terms}`;
  const head = record(
    [
      ["order", receipt.order],
      ["seller", party(receipt.seller)],
      ["buyer", party(receipt.buyer)],
      ["arbitrator", receipt.arbitrator ? party(receipt.arbitrator) : "none"],
      ["paid", utc(receipt.paidAt)],
      ["status", receipt.closedAt ? `${receipt.status}, ${utc(receipt.closedAt)}` : receipt.status],
    ],
    facts,
  );
  const lines = table<[string, string]>(
    [
      { title: "what", cell: ([text]) => text },
      { title: "amount", cell: ([, amount]) => amount, right: true },
    ],
    [
      [
        `${receipt.units} × ${what}, ${money(receipt.unitPrice)} each`,
        money((BigInt(receipt.unitPrice) * BigInt(receipt.units)).toString()),
      ],
      ["shipping", money(receipt.shipping)],
      ["total", money(receipt.total)],
      ...Object.entries(payout ?? {})
        .filter(([, amount]) => amount !== "0")
        .map(([who, amount]): [string, string] => [`of it to the ${who}`, money(amount)]),
    ],
    facts,
  );
  const proof = table<Receipt["proof"][number]>(
    [
      { title: "event", cell: ({ event }) => event },
      { title: "when", cell: ({ at }) => utc(at) },
      { title: "block", cell: ({ block }) => String(block), right: true },
      { title: "transaction", cell: ({ transaction }) => transaction },
      { title: "", cell: ({ final }) => (final ? "final" : "not yet final") },
    ],
    receipt.proof,
    facts,
  );
  const where = `${printable(chain.name)} (chain ${chain.id}), escrow ${chain.escrow}, as of block ${receipt.asOf.block}, ${utc(receipt.asOf.time)}`;
  const page = listing ? [`The listing that was bought: ${listing.cid}`] : [];
  return ["RECEIPT", head, lines, proof, [where, ...page].join("\n")].join("\n\n");
}
