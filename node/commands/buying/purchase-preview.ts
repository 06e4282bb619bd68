// What paying a cart would do, before anything is signed: each article's order and checks, what would be locked, and the network's fee.
import type { Cart } from "../../../protocol/api/purchase-inputs.ts";
import type { PlannedOrder, PurchaseCheckView, PurchasePreview } from "../../../protocol/api/purchase-schemas.ts";
import type { CourtAdapter, Currency } from "../../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { BPS } from "../../../protocol/money.ts";
import { type Order, shippingBeside, totalOf } from "../../../protocol/order.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { consentOf } from "../../core/arbitrator-consent.ts";
import { SoukError } from "../../core/errors.ts";
import type { EscrowWallet, PublicRecords } from "../../core/ports/chain.ts";
import type { AddressCommands } from "../../core/ports/commands.ts";
import type { TrustedArbitrators } from "../../core/ports/own.ts";
import type { ProfileReader } from "../../core/ports/readers.ts";
import { type FoundArticle, PURCHASE_CHECKS, faultOf, likely } from "../../core/purchase.ts";
import { plannedSteps } from "../../core/purchase-story.ts";
import { rulersOf } from "../../core/trust.ts";
import { type Articles, ordersFor } from "./articles.ts";
import { passedText, paymentChecks } from "./purchase-checks.ts";

/** A page does not wait longer for what an arbitrator said on chain. */
const RECORDS_MS = 2_000;
const QUOTE_MS = 10_000;

export type PurchasePreviews = (cart: Cart, signal: AbortSignal) => Promise<PurchasePreview>;

type Dispute = NonNullable<PlannedOrder["dispute"]>;
type Ruler = Dispute["arbitrator"];

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();

export function createPurchasePreviews({
  domain,
  articles,
  addresses,
  courts,
  currencies,
  wallet,
  records,
  trusted,
  profiles,
  now,
}: {
  domain: Domain;
  articles: Articles;
  addresses: Pick<AddressCommands, "deliveryOf">;
  courts: readonly CourtAdapter[];
  currencies: readonly Currency[];
  wallet: Pick<EscrowWallet, "address" | "quote">;
  records: Pick<PublicRecords, "registryEntry">;
  trusted: Pick<TrustedArbitrators, "list">;
  profiles: Pick<ProfileReader, "name" | "view">;
  /** Chain time, unix seconds. */
  now: () => number;
}): PurchasePreviews {
  async function ruler(address: Address, feeBps: number, signal: AbortSignal): Promise<Ruler> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(RECORDS_MS)]);
    const registry = await records.registryEntry(address, inTime).catch(() => null);
    const list = trusted.list();
    return {
      address,
      name: profiles.name(address),
      consent: consentOf(address, feeBps, { courts, registry, profile: profiles.view(address)?.arbitrator ?? null }),
      trusted: list.length === 0 ? null : list.some(({ owner }) => owner === address),
    };
  }

  async function disputeOf(order: Order, signal: AbortSignal): Promise<Dispute | null> {
    const { arbitratorFeeBps: feeBps, defaultBuyerBps } = order.offer;
    const [arbitrator, fallback = null] = await Promise.all(
      rulersOf(order.offer).map((who) => ruler(who, feeBps, signal)),
    );
    if (!arbitrator) return null;
    const fee = (totalOf(order) * BigInt(feeBps)) / BPS;
    return { arbitrator, fallback, feeBps, fee: fee.toString(), defaultBuyerBps };
  }

  async function planOf(article: FoundArticle, order: Order, signal: AbortSignal): Promise<PlannedOrder> {
    const { listed, variant, purchase } = article;
    const { offer } = order;
    return {
      seller: purchase.seller,
      sellerName: profiles.name(purchase.seller),
      returns: profiles.view(purchase.seller)?.selling?.returns || null,
      listing: purchase.listing,
      cid: listed.cid,
      title: listed.listing.title,
      variant: variant.title,
      units: purchase.units,
      currency: offer.currency,
      unitPrice: variant.price.toString(),
      shipping: shippingBeside(variant.price, order).toString(),
      total: totalOf(order).toString(),
      terms: offer.terms,
      steps: plannedSteps(order, now(), listed.listing.file !== null).map((step) => ({
        ...step,
        until: iso(step.until),
      })),
      dispute: await disputeOf(order, signal),
    };
  }

  function disputeChecks({ dispute }: PlannedOrder, acceptUntrusted: boolean): PurchaseCheckView[] {
    if (!dispute) {
      const text = "Nobody decides in a dispute: once it is marked shipped, nothing protects you";
      return [{ check: "arbitrator", ok: true, warning: true, text }];
    }
    return [dispute.arbitrator, dispute.fallback].flatMap((one): PurchaseCheckView[] => {
      if (!one) return [];
      const who = one.name ?? one.address;
      const consent = one.consent
        ? `${who} said that they rule for this fee (${one.consent})`
        : `${who} has not said that they rule for this fee: a dispute may find nobody`;
      const trust = one.trusted ? `${who} is on your list` : `${who} is not among the arbitrators you trust`;
      return [
        { check: "consent", ok: one.consent !== null, text: consent },
        ...(one.trusted === null ? [] : [{ check: "trust" as const, ok: one.trusted || acceptUntrusted, text: trust }]),
      ];
    });
  }

  async function itemOf(
    found: FoundArticle | SoukError,
    planned: Order | undefined,
    acceptUntrusted: boolean,
    signal: AbortSignal,
  ) {
    if (found instanceof SoukError) {
      const check = found.code === "listing.changed" ? "content" : "listing";
      return { order: null, checks: [{ check, ok: false, text: found.message }] satisfies PurchaseCheckView[] };
    }
    const order = await planOf(found, planned!, signal);
    const checks = PURCHASE_CHECKS.flatMap((check): PurchaseCheckView[] => {
      const fault = faultOf(check, found);
      if (check === "arbitrator" && !fault) return [];
      return [{ check, ok: !fault, text: fault?.message ?? passedText(check, found) }];
    });
    return { order, checks: [...checks, ...disputeChecks(order, acceptUntrusted)] };
  }

  return async function preview(cart, signal) {
    const found = articles({ ...cart, delivery: await addresses.deliveryOf(cart) });
    const buyable = found.filter((one): one is FoundArticle => !(one instanceof SoukError));
    const purchases = ordersFor(
      domain,
      wallet.address,
      buyable.map((article) => ({ choice: likely(article), units: article.purchase.units })),
    );
    const orderOf = (one: FoundArticle | SoukError): Order | undefined =>
      purchases[buyable.indexOf(one as FoundArticle)]?.order;
    const items = await Promise.all(found.map((one) => itemOf(one, orderOf(one), cart.acceptUntrusted, signal)));
    const coin = currencies.find(({ address }) => address === ZERO_ADDRESS)!;
    try {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(QUOTE_MS)]);
      const quote = purchases.length > 0 ? await wallet.quote(purchases, inTime) : null;
      const checks = quote ? paymentChecks(quote, { currencies, coin, account: wallet.address }) : [];
      return {
        ok: [...items.flatMap((item) => item.checks), ...checks].every(({ ok }) => ok),
        items,
        dues: quote?.dues.map((due) => ({ ...due, total: due.total.toString(), held: due.held.toString() })) ?? null,
        fee: quote && quote.fee.toString(),
        checks,
      };
    } catch (error) {
      if (!(error instanceof SoukError)) throw error;
      return { ok: false, items, dues: null, fee: null, checks: [{ check: "chain", ok: false, text: error.message }] };
    }
  };
}
