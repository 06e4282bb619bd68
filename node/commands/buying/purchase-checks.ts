// The words of a purchase's checks: what was found right of an article, and what a payment takes of the account.
import type { PurchaseCheckView } from "../../../protocol/api/purchase-schemas.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { formatAmount, roundFee, roundUp } from "../../../protocol/money.ts";
import type { PaymentWay, Quote } from "../../core/ports/chain.ts";
import type { FoundArticle, PurchaseCheck } from "../../core/purchase.ts";

/** What to say of a check that found nothing wrong. */
export function passedText(check: PurchaseCheck, { listed, purchase, variant, stock }: FoundArticle): string {
  switch (check) {
    case "content":
      return "You buy exactly what you were shown: the order carries its digest";
    case "arbitrator":
      return "The ruling window leaves the arbitrators enough time";
    case "units":
      return listed.listing.file ? "One copy of the file" : `${purchase.units} of it`;
    case "destination":
      if (listed.listing.file) return "The seller's node delivers it: no address is told";
      return listed.listing.service
        ? "Nothing is shipped: no address is told"
        : `It is shipped to ${purchase.delivery!.country}`;
    case "offer":
      return `The offer holds until ${new Date(listed.place.validUntil * 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    case "stock":
      return variant.maxUnits === 0
        ? "Its stock is not counted"
        : `${variant.maxUnits - stock(variant.sku).sold} are left`;
  }
}

const WAYS: Record<PaymentWay, (symbol: string) => string> = {
  coin: (symbol) => `${symbol} is sent with the transaction`,
  allowance: (symbol) => `The escrow may already take so much ${symbol}: one transaction pays`,
  permit: (symbol) => `${symbol} takes a signed permit for exactly the sum: one transaction pays`,
  approval: (symbol) => `${symbol} takes no permits: a transaction that approves exactly the sum comes first`,
};

export function paymentChecks(
  { dues, fee, coin: held, guessed, refusal }: Quote,
  { currencies, coin, account }: { currencies: readonly Currency[]; coin: Currency; account: Address },
): PurchaseCheckView[] {
  const find = (address: Address) => currencies.find((currency) => currency.address === address);
  const money = (amount: bigint, { decimals, symbol }: Currency) => `${formatAmount(amount, decimals)} ${symbol}`;
  const checks: PurchaseCheckView[] = [];
  for (const due of dues) {
    const currency = find(due.currency);
    if (!currency) {
      const text = `${due.currency} is not a currency that this node knows: it may be worth nothing, or never come back`;
      checks.push({ check: "funds", ok: false, text });
      continue;
    }
    const ok = due.held >= due.total;
    const rest = ok ? "" : `: ${money(due.total - due.held, currency)} are missing, send them to your account`;
    const text = `It takes ${money(due.total, currency)}, you hold ${money(due.held, currency)}${rest}`;
    checks.push(
      { check: "funds", ok, text, ...(ok ? {} : { account }) },
      { check: "payment", ok: true, text: WAYS[due.way](currency.symbol) },
    );
  }
  const paid = dues.find(({ currency }) => currency === ZERO_ADDRESS)?.total ?? 0n;
  const enough = held >= paid + fee;
  const most = `The network's fee is ${guessed ? "about" : "at most"} ${money(roundFee(fee), coin)}`;
  const left = held > paid ? held - paid : 0n;
  // Fees rise while somebody sends it: a quarter more.
  const missing = money(roundUp(((fee - left) * 5n) / 4n, 2), coin);
  const ways = `tokens cannot pay it. Have ${missing} or more sent, from an exchange, from another account of yours, or by somebody you know, to your account`;
  checks.push({
    check: "coin",
    ok: enough,
    text: enough
      ? `${most}, for which you hold ${money(left, coin)}`
      : `${most}, you hold ${money(left, coin)} for it, and ${ways}`,
    ...(enough ? {} : { account }),
  });
  if (refusal) checks.push({ check: "chain", ok: false, text: refusal.message });
  return checks;
}
