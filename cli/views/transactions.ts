// Transactions: what this account sent to the chain, what it may cost and did cost, and what took whose place.
import type { TransactionView } from "../../protocol/api/transaction-schemas.ts";
import type { Tone } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { relativeText } from "../terminal/time.ts";
import { COIN, type Facts, NOTHING, idText, moneyText } from "./facts.ts";

const TONES: Partial<Record<TransactionView["status"], Tone>> = {
  mined: "good",
  final: "good",
  failed: "bad",
  signed: "open",
  sent: "open",
};

export const transactionTable = (items: readonly TransactionView[], facts: Facts): string =>
  table<TransactionView>(
    [
      { title: "transaction", cell: ({ hash }) => (hash ? idText(facts, hash) : NOTHING) },
      { title: "call", cell: ({ call }) => call },
      { title: "status", cell: ({ status }) => status, tone: ({ status }) => TONES[status] },
      { title: "nonce", cell: ({ nonce }) => (nonce === null ? NOTHING : String(nonce)), right: true },
      { title: "block", cell: ({ block }) => (block === null ? NOTHING : String(block)), right: true },
      { title: "at most", cell: ({ signed }) => gweiText(signed.at(-1)?.maxFeePerGas), right: true },
      { title: "fee", cell: ({ fee }) => (fee === null ? NOTHING : moneyText(facts, fee, COIN)), right: true },
      { title: "replaced", cell: replacedText, right: true },
      { title: "asked", cell: ({ createdAt }) => relativeText(createdAt, new Date()) },
      { title: "problem", cell: ({ problem }) => problem?.detail ?? "", shrinks: true },
    ],
    items,
    facts,
  );

/** Per gas. */
const gweiText = (wei: string | undefined): string => (wei === undefined ? NOTHING : `${Number(wei) / 1e9} gwei`);

function replacedText({ signed }: TransactionView): string {
  const times = signed.filter(({ replacedBy, displaced }) => replacedBy !== null || displaced).length;
  return times === 0 ? "" : `${times}×`;
}
