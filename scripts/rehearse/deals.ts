// Orders as the rehearsal makes them: offers signed by their seller, ids by the model, and what the model says a close pays.
import type { TypedDataDomain, TypedDataField } from "ethers";
import { id as keccakText } from "ethers";
import { DEV_CHAIN_ID } from "../../protocol/deployments.ts";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../protocol/ids.ts";
import { OFFER_FIELDS, type Offer } from "../../protocol/offer.ts";
import { type Order, STATUSES, deadlineOf, orderId, splitOf, totalOf } from "../../protocol/order.ts";
import { DOMAIN_NAME, DOMAIN_VERSION, type Domain, type Fields } from "../../protocol/typed-data.ts";
import type { OfferStruct, OrderStruct, PurchaseStruct } from "../../types/ethers-contracts/Escrow.ts";
import { ADDRESSES } from "./contracts.ts";
import type { Ledger } from "./ledger.ts";
import type { Stage } from "./stage.ts";

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

export const DOMAIN: Domain = { chainId: DEV_CHAIN_ID, escrow: ADDRESSES.escrow };
export const SIGNING_DOMAIN: TypedDataDomain = {
  name: DOMAIN_NAME,
  version: DOMAIN_VERSION,
  chainId: DOMAIN.chainId,
  verifyingContract: DOMAIN.escrow,
};

/** The same fields as ethers wants them. */
export const typesOf = (name: string, fields: Fields): Record<string, TypedDataField[]> => ({
  [name]: fields.map(([field, type]) => ({ name: field, type })),
});

/** A signed purchase with its order, opened or not. */
export interface Deal {
  id: Hex32;
  order: Order;
  /** The order as the contract takes it. */
  struct: OrderStruct;
  purchase: PurchaseStruct;
  total: bigint;
}

export interface Wish extends Partial<Offer> {
  buyer?: Address;
  units?: number;
  referrer?: Address;
  /** Left out, the seller signs the offer. */
  signature?: string;
}

/** Of a purchase under the offer's own signature. */
const WITHOUT_CATALOGUE = { sequence: 0n, contentDigest: ZERO_HEX32, path: [] as string[] };

let salts = 0n;

/** Amounts that no share divides evenly, both arbitrators, every fee, counted stock; the referrer brought the buyer. */
export async function offerOf(stage: Stage, wish: Partial<Offer> = {}): Promise<Offer> {
  const coin = (wish.currency ?? stage.currency) === ZERO_ADDRESS;
  return {
    seller: stage.people.seller,
    arbitrator: stage.people.arbitrator,
    fallbackArbitrator: stage.people.second,
    currency: stage.currency,
    unitPrice: coin ? 499_900_000_000_000_003n : 49_990_003n,
    shipping: coin ? 70_000_000_000_000_001n : 7_000_001n,
    terms: keccakText("a lantern, as the buyer saw it") as Hex32,
    sku: keccakText("lantern") as Hex32,
    maxUnits: 100,
    shipWindow: 3 * DAY,
    inspectionWindow: 14 * DAY,
    rulingWindow: 7 * DAY,
    arbitratorFeeBps: 500,
    referrerBps: 250,
    defaultBuyerBps: 4_000,
    validUntil: (await stage.now()) + 30 * DAY,
    counter: 0,
    ...wish,
  };
}

/** The nine fields after `sku` in one word, most significant first. */
function packed(offer: Offer): OfferStruct {
  const { seller, arbitrator, fallbackArbitrator, currency, unitPrice, shipping, terms, sku } = offer;
  const limits = OFFER_FIELDS.slice(8).reduce(
    (word, [field, type]) => (word << BigInt(type.slice("uint".length))) | BigInt(offer[field]),
    0n,
  );
  return { seller, arbitrator, fallbackArbitrator, currency, unitPrice, shipping, terms, sku, limits };
}

/** A purchase that is signed and not yet opened. Its id is the model's; the escrow must agree. */
export async function draw(stage: Stage, wish: Wish = {}): Promise<Deal> {
  const { buyer = stage.people.buyer, units = 2, referrer = stage.people.referrer, signature, ...terms } = wish;
  const offer = await offerOf(stage, terms);
  const order: Order = { offer, buyer, units, salt: ++salts, referrer };
  const struct = { ...order, offer: packed(offer) };
  const signed = signature ?? (await stage.sign(offer.seller, SIGNING_DOMAIN, typesOf("Offer", OFFER_FIELDS), offer));
  const id = orderId(DOMAIN, order);
  stage.tell.prove("escrow and model give the order one id", await stage.escrow.orderId(struct), id);
  const { buyer: _, ...rest } = struct;
  return { id, order, struct, purchase: { ...rest, ...WITHOUT_CATALOGUE, signature: signed }, total: totalOf(order) };
}

export const isCoin = ({ order }: Deal): boolean => order.offer.currency === ZERO_ADDRESS;
export const valueOf = (...deals: Deal[]): bigint => deals.filter(isCoin).reduce((sum, { total }) => sum + total, 0n);

/** The model of a payment into escrow. */
export const paid =
  (...deals: Deal[]) =>
  (ledger: Ledger): void => {
    for (const { order, total } of deals) ledger.move(order.offer.currency, order.buyer, DOMAIN.escrow, total);
  };

export interface Outcome {
  /** The buyer's share of what remains after the fee. */
  buyerBps: number;
  /** Who ruled, and so earns the fee. */
  ruler?: Address;
  /** Payees that cannot be paid, and are owed instead. */
  owed?: readonly Address[];
}

/** The model of a close: the four shares of I2, pushed or owed. */
export const closed =
  (deal: Deal, { buyerBps, ruler, owed = [] }: Outcome) =>
  (ledger: Ledger): void => {
    const { offer, buyer, referrer } = deal.order;
    const split = splitOf(
      deal.total,
      ruler ? offer.arbitratorFeeBps : 0,
      buyerBps,
      referrer === ZERO_ADDRESS ? 0 : offer.referrerBps,
    );
    const shares: [Address, bigint][] = [
      [buyer, split.buyer],
      [offer.seller, split.seller],
      [ruler ?? ZERO_ADDRESS, split.arbitrator],
    ];
    for (const [to, amount] of shares) {
      if (owed.includes(to)) ledger.credit(offer.currency, to, amount);
      else if (amount > 0n) ledger.move(offer.currency, DOMAIN.escrow, to, amount);
    }
    ledger.credit(offer.currency, referrer, split.referrer);
  };

/** The buyer opens and pays, a token by an allowance of exactly the total. */
export async function open(stage: Stage, deal: Deal): Promise<void> {
  const { buyer, offer } = deal.order;
  if (!isCoin(deal)) {
    const token = offer.currency === ADDRESSES.odd ? stage.odd : stage.dollar;
    await stage.prepare(buyer, token.approve.populateTransaction(DOMAIN.escrow, deal.total));
  }
  await stage.act(
    `The ${stage.ledger.nameOf(buyer)} opens an order and pays into escrow.`,
    buyer,
    stage.escrow.open.populateTransaction(deal.purchase),
    { value: valueOf(deal), model: paid(deal) },
  );
}

/** A new order, taken to a state by the ordinary calls. */
export async function reach(stage: Stage, state: "funded" | "shipped" | "disputed", wish: Wish = {}): Promise<Deal> {
  const deal = await draw(stage, wish);
  const { buyer, offer } = deal.order;
  await open(stage, deal);
  if (state === "funded") return deal;
  const { ship, dispute } = stage.escrow;
  const tracking = keccakText("CP 7781 2094 PT");
  await stage.act("The seller ships.", offer.seller, ship.populateTransaction(deal.struct, tracking));
  if (state === "shipped") return deal;
  const evidence = keccakText("a crack from rim to foot");
  await stage.act("The buyer disputes.", buyer, dispute.populateTransaction(deal.struct, evidence));
  return deal;
}

/** Last second of the window (or windows) that must pass before anyone can close the order, by the model. */
export async function deadline(stage: Stage, { id, order }: Deal): Promise<number> {
  const [status, since, passed, extension] = await stage.escrow.state(id);
  const at = Number(since);
  return deadlineOf({
    order,
    status: STATUSES[Number(status)]!,
    openedAt: at,
    shippedAt: at,
    disputedAt: at,
    passedAt: passed ? at : null,
    extension: Number(extension),
  })!;
}

/** Says what happens by itself and when; the lens and the model must agree on it. @returns the last second before it */
export async function ifNobodyActs(stage: Stage, deal: Deal): Promise<number> {
  const { closing, closingFrom, closingPayout, latestEnd } = await stage.lens.viewOrder(deal.struct);
  const { tell } = stage;
  const last = await deadline(stage, deal);
  const name = ["nothing", "cancel", "claim", "expire"][Number(closing)]!;
  const date = (seconds: bigint) => new Date(Number(seconds) * 1_000).toISOString();
  tell.fact("if nobody acts", `anyone may ${name} from ${date(closingFrom)}`);
  tell.fact("at the latest", `${date(latestEnd)}, whatever the parties do`);
  tell.prove("lens and model name the same second", Number(closingFrom), last + 1);
  const { offer, referrer } = deal.order;
  const buyerBps = { cancel: 10_000, claim: 0, expire: offer.defaultBuyerBps }[name] ?? 0;
  const split = splitOf(deal.total, 0, buyerBps, referrer === ZERO_ADDRESS ? 0 : offer.referrerBps);
  const { toBuyer, toSeller, toArbitrator, toReferrer } = closingPayout;
  const shares = [split.buyer, split.seller, split.arbitrator, split.referrer].join();
  tell.prove("and the same shares", [toBuyer, toSeller, toArbitrator, toReferrer].join(), shares);
  return last;
}

/** Proves the state that the escrow is in for this order. */
export async function proveStatus(stage: Stage, { id }: Deal, expected: (typeof STATUSES)[number]): Promise<void> {
  const { status } = await stage.escrow.state(id);
  stage.tell.prove(`the order is ${expected}`, STATUSES[Number(status)]!, expected);
}
