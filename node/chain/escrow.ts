// The escrow's ABI: calls to transaction data, logs to events, and the few views the node asks for.
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../protocol/ids.ts";
import { type Offer } from "../../protocol/offer.ts";
import { type Order, STATUSES, isClosed, orderId, totalOf } from "../../protocol/order.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { IEscrow__factory } from "../../types/ethers-contracts/factories/interfaces/IEscrow__factory.ts";
import type { OfferStruct, OrderStruct, PurchaseStruct } from "../../types/ethers-contracts/interfaces/IEscrow.ts";
import type { EscrowCall, EscrowEvent, SignedPurchase } from "../core/ports/chain.ts";
import { type CallRequest, type RawLog, type Reader, contradiction } from "./answers.ts";
import type { JournaledCall } from "./calls.ts";
import { packLimits, unpackLimits } from "./limits.ts";
import type { Permit } from "./permit.ts";

export const ESCROW = IEscrow__factory.createInterface();

/** Sequence 0: the signature is over the offer itself, there is no catalogue. */
const ALONE = { sequence: 0, contentDigest: ZERO_HEX32, path: [] };

/** Counters have 40 bits: a floor above them all voids every offer, however high it is. */
const HIGHEST_FLOOR = 2n ** 40n;

/** A collection is several calls: see collection.ts. */
export type SingleCall = Exclude<EscrowCall, { call: "collect" }>;

export interface Escrow {
  /** @param permits pay in tokens without an earlier allowance */
  encode(call: SingleCall, permits?: readonly Permit[]): CallRequest;
  /** @returns undefined for an event that is not in the ABI. @throws if the log cannot be one of the escrow's */
  decode(log: RawLog): EscrowEvent | undefined;
  /** Whether an order was ever opened; closed ones are kept. */
  isKnown(reader: Reader, id: Hex32, signal?: AbortSignal): Promise<boolean>;
  credit(reader: Reader, account: Address, currency: Address, signal?: AbortSignal): Promise<bigint>;
}

export function createEscrow(domain: Domain): Escrow {
  const to = domain.escrow;

  async function view(reader: Reader, data: string, signal?: AbortSignal): Promise<bigint> {
    const answer = await reader.call({ to, data }, "latest", signal);
    if (answer.length < 66) throw contradiction(`there is no escrow at ${to}`);
    return BigInt(answer.slice(0, 66));
  }

  return {
    encode(call, permits = []) {
      if (call.call !== "open" && call.call !== "openMany") return { to, data: encodeData(call) };
      const purchases = purchasesOf(call);
      const coin = purchases.filter(({ order }) => order.offer.currency === ZERO_ADDRESS);
      const value = coin.reduce((sum, { order }) => sum + totalOf(order), 0n);
      return { to, data: encodeOpening(call, purchases, permits), value };
    },
    decode: (log) => decode(domain, log),
    isKnown: async (reader, id, signal) =>
      (await view(reader, ESCROW.encodeFunctionData("state", [id]), signal)) !== 0n,
    credit: (reader, account, currency, signal) =>
      view(reader, ESCROW.encodeFunctionData("credit", [account, currency]), signal),
  };
}

/** What a call opens, in the order in which the escrow takes it. */
export function purchasesOf(call: JournaledCall): readonly SignedPurchase[] {
  if (call.call === "open") return [call];
  return call.call === "openMany" ? call.purchases : [];
}

function encodeOpening({ call }: SingleCall, purchases: readonly SignedPurchase[], permits: readonly Permit[]): string {
  const structs = purchases.map(purchaseStruct);
  if (permits.length > 0) return ESCROW.encodeFunctionData("openWithPermit", [structs, [...permits]]);
  if (call === "open") return ESCROW.encodeFunctionData("open", [structs[0]!]);
  return ESCROW.encodeFunctionData("openMany", [structs]);
}

function encodeData(call: Exclude<SingleCall, { call: "open" | "openMany" }>): string {
  switch (call.call) {
    case "ship":
      return ESCROW.encodeFunctionData("ship", [orderStruct(call.order), call.tracking]);
    case "confirm":
      return ESCROW.encodeFunctionData("confirm", [orderStruct(call.order), call.review, call.rating]);
    case "extend":
      return ESCROW.encodeFunctionData("extend", [orderStruct(call.order), call.extension]);
    case "confirmMany": {
      const releases = call.releases.map(({ order, ...release }) => ({ order: orderStruct(order), ...release }));
      return ESCROW.encodeFunctionData("confirmMany", [releases]);
    }
    case "settle": {
      const { buyerBps, deadline, signature } = call;
      return ESCROW.encodeFunctionData("settle", [{ order: orderStruct(call.order), buyerBps, deadline, signature }]);
    }
    case "dispute":
      return ESCROW.encodeFunctionData("dispute", [orderStruct(call.order), call.evidence]);
    case "submitEvidence":
      return ESCROW.encodeFunctionData("submitEvidence", [orderStruct(call.order), call.evidence]);
    case "rule":
      return ESCROW.encodeFunctionData("rule", [orderStruct(call.order), call.buyerBps]);
    case "cancel":
      return ESCROW.encodeFunctionData("cancel", [orderStruct(call.order)]);
    case "claim":
      return ESCROW.encodeFunctionData("claim", [orderStruct(call.order)]);
    case "expire":
      return ESCROW.encodeFunctionData("expire", [orderStruct(call.order)]);
    case "pass":
      return ESCROW.encodeFunctionData("pass", [orderStruct(call.order)]);
    case "withdraw":
      return ESCROW.encodeFunctionData("withdraw", [call.currency, call.to]);
    case "raiseFloor":
      return ESCROW.encodeFunctionData("raiseFloor", [call.floor]);
  }
}

export function offerStruct(offer: Offer): OfferStruct {
  const { seller, arbitrator, fallbackArbitrator, currency, unitPrice, shipping, terms, sku } = offer;
  const limits = packLimits(offer);
  return { seller, arbitrator, fallbackArbitrator, currency, unitPrice, shipping, terms, sku, limits };
}

function purchaseStruct({ order: { offer, units, salt, referrer }, signature, proof }: SignedPurchase): PurchaseStruct {
  const { sequence, contentDigest, path } = proof ?? ALONE;
  return { offer: offerStruct(offer), units, salt, referrer, sequence, contentDigest, path, signature };
}

export function orderStruct({ offer, buyer, units, salt, referrer }: Order): OrderStruct {
  return { offer: offerStruct(offer), buyer, units, salt, referrer };
}

function decode(domain: Domain, log: RawLog): EscrowEvent | undefined {
  const parsed = log.topics.length > 0 ? ESCROW.parseLog(log) : null;
  if (!parsed) return undefined;
  const { args } = parsed;
  const at = { block: log.blockNumber, logIndex: log.logIndex, transaction: log.transactionHash };
  const order = (): { orderId: Hex32 } => ({ orderId: args.orderId });
  switch (parsed.name) {
    case "Opened":
      return { ...at, name: "Opened", ...opened(domain, args) };
    case "Shipped":
      return { ...at, name: "Shipped", ...order(), tracking: args.tracking };
    case "Disputed":
      return { ...at, name: "Disputed", ...order(), evidence: args.evidence };
    case "Passed":
      return { ...at, name: "Passed", ...order() };
    case "Extended":
      return { ...at, name: "Extended", ...order(), extension: Number(args.extension) };
    case "Evidence":
      return { ...at, name: "Evidence", ...order(), party: addressOf(args.party), evidence: args.evidence };
    case "Skipped":
      return { ...at, name: "Skipped", ...order(), reason: nameOfError(args.reason) };
    case "Closed": {
      const status = STATUSES[Number(args.status)];
      if (!status || !isClosed(status)) throw new RangeError(`status ${args.status} is not a closed one`);
      const { toBuyer, toSeller, toArbitrator, toReferrer } = args;
      return { ...at, name: "Closed", ...order(), status, toBuyer, toSeller, toArbitrator, toReferrer };
    }
    case "Reviewed":
      return { ...at, name: "Reviewed", ...order(), review: args.review, rating: inRange(args.rating, 5n) };
    case "Credited":
    case "Withdrawn": {
      const [account, currency] = [addressOf(args.account), addressOf(args.currency)];
      return { ...at, name: parsed.name, account, currency, amount: args.amount };
    }
    case "Retired":
      return { ...at, name: "Retired", seller: addressOf(args.seller), sku: args.sku };
    case "FloorRaised": {
      const floor = args.floor > HIGHEST_FLOOR ? HIGHEST_FLOOR : args.floor;
      return { ...at, name: "FloorRaised", seller: addressOf(args.seller), floor: Number(floor) };
    }
  }
  return undefined;
}

/** The order is authentic by its id, which is a hash of all of it under our domain (rule O-1). */
function opened(domain: Domain, args: Record<string, any>): { orderId: Hex32; order: Order } {
  const { offer } = args;
  const order: Order = {
    offer: {
      seller: addressOf(offer.seller),
      arbitrator: addressOf(offer.arbitrator),
      fallbackArbitrator: addressOf(offer.fallbackArbitrator),
      currency: addressOf(offer.currency),
      unitPrice: offer.unitPrice,
      shipping: offer.shipping,
      terms: offer.terms,
      sku: offer.sku,
      ...unpackLimits(offer.limits),
    },
    buyer: addressOf(args.buyer),
    units: inRange(args.units, 2n ** 32n - 1n),
    salt: args.salt,
    referrer: addressOf(args.referrer),
  };
  if (orderId(domain, order) !== args.orderId) throw new RangeError("the order's id is not its hash");
  if (addressOf(args.seller) !== order.offer.seller) throw new RangeError("the seller is not the offer's");
  return { orderId: args.orderId, order };
}

/** The name of an error by its selector, or the selector itself. */
const nameOfError = (selector: string): string => ESCROW.getError(selector)?.name ?? selector;

const addressOf = (text: string): Address => text.toLowerCase() as Address;

function inRange(value: bigint, highest: bigint): number {
  if (value > highest) throw new RangeError(`${value} is above ${highest}`);
  return Number(value);
}
