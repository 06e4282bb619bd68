// The orders of the fixture: events in memory, folded and told by the node's own code, moved on by the protocol's own table.
import { amountsOf } from "../../../node/core/consent.ts";
import { type OrderRow, type RecordedEvent, foldOrder } from "../../../node/core/order.ts";
import { SoukError } from "../../../node/core/errors.ts";
import type { StoredMessage } from "../../../node/core/ports/own.ts";
import type { OrderReader } from "../../../node/core/ports/readers.ts";
import type { ReadWords } from "../../../node/http/views/order.ts";
import type { ListingDetail, ReviewView } from "../../../protocol/api/schemas.ts";
import { digestOf } from "../../../protocol/block.ts";
import { RELEASE_LIFETIME } from "../../../protocol/consent.ts";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../../protocol/ids.ts";
import { offersOf } from "../../../protocol/listing-offers.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { DeliveryAddress, MessageKind, Words } from "../../../protocol/message.ts";
import type { Picture } from "../../../protocol/picture.ts";
import type { Dimensions } from "../../../protocol/review.ts";
import { type OrderCall, allowedCalls, isClosed, rolesOf, splitOf, totalOf } from "../../../protocol/order.ts";
import { asBlock } from "./fixture-blocks.ts";
import { fakeHash } from "./fixture-shop.ts";

export interface Clock {
  /** Chain time, unix seconds. */
  now: number;
  block: number;
}

export interface NewOrder {
  listing: ListingDetail;
  variant?: string;
  option?: string | undefined;
  joined?: boolean;
  units?: number;
  buyer: Address;
  delivery: DeliveryAddress;
}

export interface Said {
  text?: string;
  buyerBps?: number;
  seconds?: number;
  review?: SaidReview | null;
}

type SaidReview = { rating: number; title: string; text: string } & Partial<Dimensions> & { pictures?: Picture[] };

const DAY = 86_400;

type NewEvent = RecordedEvent extends infer E ? (E extends RecordedEvent ? Omit<E, keyof At> : never) : never;
type At = Pick<RecordedEvent, "block" | "blockHash" | "time" | "logIndex" | "transaction">;

const marksOf = ({ asDescribed = null, shipping = null, communication = null }: SaidReview): Dimensions => ({
  asDescribed,
  shipping,
  communication,
});

export function createFixtureOrders(clock: Clock, nameOf: (owner: Address) => string | null) {
  const events = new Map<Hex32, RecordedEvent[]>();
  const editions = new Map<Hex32, Listing>();
  const letters = new Map<Hex32, { message: StoredMessage; words: object; digest: Hex32 }[]>();
  const reviews = new Map<Hex32, ReviewView>();

  const row = (id: Hex32): OrderRow => {
    const found = foldOrder(events.get(id) ?? []);
    if (!found) throw new SoukError("order.unknown", `There is no order ${id}`, { subject: id });
    return found;
  };

  function record(id: Hex32, event: NewEvent): void {
    const list = events.get(id) ?? [];
    events.set(id, list);
    const hash = fakeHash(`${id} ${list.length}`);
    const at: At = { block: clock.block, blockHash: hash, time: clock.now, logIndex: list.length, transaction: hash };
    list.push({ ...event, ...at } as RecordedEvent);
  }

  function post<K extends MessageKind>(order: Hex32, kind: K, author: Address, words: Words<K>, state: State): Hex32 {
    const digest = fakeHash(JSON.stringify([order, kind, words]));
    const message: StoredMessage = {
      id: digest,
      order,
      kind,
      author,
      recipient: author,
      envelope: new Uint8Array(),
      digest: null,
      copy: null,
      state,
    };
    letters.set(order, [...(letters.get(order) ?? []), { message, words, digest }]);
    return digest;
  }
  type State = StoredMessage["state"];

  function open({ listing, variant, option, joined = false, units = 1, buyer, delivery }: NewOrder): Hex32 {
    const block = asBlock(listing);
    const terms = digestOf(listing.cid);
    editions.set(terms, block);
    const offers = offersOf(block, listing.cid, clock.now + 1_000_000).filter((one) => one.joined === joined);
    const { offer } =
      offers.find((one) => one.variant.id === variant && (!option || one.option?.id === option)) ?? offers[0]!;
    const id = fakeHash(`order ${events.size}`);
    record(id, {
      name: "Opened",
      orderId: id,
      order: { offer, buyer, units, salt: BigInt(events.size), referrer: ZERO_ADDRESS },
    });
    post(id, "delivery", buyer, delivery, "delivered");
    return id;
  }

  function close(id: Hex32, status: "released" | "refunded" | "split", feeBps: number, buyerBps: number): void {
    const { buyer, seller, arbitrator } = splitOf(totalOf(row(id).order), feeBps, buyerBps, 0);
    record(id, {
      name: "Closed",
      orderId: id,
      status,
      toBuyer: buyer,
      toSeller: seller,
      toArbitrator: arbitrator,
      toReferrer: 0n,
    });
  }

  const salt = new Uint8Array(16);
  const deeds: Record<OrderCall, (id: Hex32, said: Said, who: Address) => void> = {
    extend: (id, { seconds = DAY }) =>
      record(id, { name: "Extended", orderId: id, extension: row(id).extension + seconds }),
    confirmBySignature: (id) => close(id, "released", 0, 0),
    settle: (id, { buyerBps = 5_000 }) => close(id, "split", 0, buyerBps),
    submitEvidence(id, { text = "" }, who) {
      const evidence = post(id, "statement", who, { text, salt }, "received");
      record(id, { name: "Evidence", orderId: id, party: who, evidence });
    },
    ship(id, { text }) {
      const tracking = text
        ? post(id, "tracking", row(id).order.offer.seller, { text, salt }, "received")
        : fakeHash(id);
      record(id, { name: "Shipped", orderId: id, tracking });
    },
    confirm(id, { review }) {
      const { order } = row(id);
      close(id, "released", 0, 0);
      if (!review) return;
      record(id, { name: "Reviewed", orderId: id, review: fakeHash(review.text), rating: review.rating });
      reviews.set(id, {
        order: id,
        seller: order.offer.seller,
        buyer: order.buyer,
        buyerName: nameOf(order.buyer),
        rating: review.rating,
        text: {
          title: review.title,
          body: review.text,
          dimensions: marksOf(review),
          pictures: review.pictures ?? [],
        },
        reply: null,
        cid: null,
        digest: fakeHash(review.text),
        listing: null,
        at: new Date(clock.now * 1_000).toISOString(),
      });
    },
    cancel: (id) => close(id, "refunded", 0, 10_000),
    claim: (id) => close(id, "released", 0, 0),
    dispute(id, { text = "" }) {
      const evidence = post(id, "statement", row(id).order.buyer, { text, salt }, "received");
      record(id, { name: "Disputed", orderId: id, evidence });
    },
    rule: (id, { buyerBps = 5_000 }) => close(id, "split", row(id).order.offer.arbitratorFeeBps, buyerBps),
    pass: (id) => record(id, { name: "Passed", orderId: id }),
    expire: (id) => close(id, "split", 0, row(id).order.offer.defaultBuyerBps),
  };

  /** What was signed about an order and is still good, newest first, as one account's node holds it. */
  function signed<K extends "release" | "settlement">({ id, status }: OrderRow, kind: K, self: Address) {
    if (isClosed(status) || (kind === "release" && status === "disputed")) return [];
    return (letters.get(id) ?? [])
      .filter(({ message }) => message.kind === kind)
      .toReversed()
      .map(({ message: { author }, words }) => {
        const state: State = author === self ? "delivered" : "received";
        return { author, state, words: words as Words<K> };
      })
      .filter(({ words }) => words.deadline >= clock.now);
  }

  return {
    open,
    reviews,
    row,
    /** @throws SoukError `order.not-allowed` */
    call(who: Address, call: OrderCall, id: Hex32, said: Said = {}): void {
      if (!allowedCalls(row(id), who, clock.now).includes(call)) {
        throw new SoukError("order.not-allowed", `${call} is not possible now`, { subject: id });
      }
      deeds[call](id, said, who);
    },
    release(who: Address, id: Hex32, { review }: Said): void {
      const deadline = clock.now + RELEASE_LIFETIME;
      const words = { review: ZERO_HEX32, rating: review?.rating ?? 0, deadline, signature: "0x" };
      post(id, "release", who, words, "delivered");
    },
    propose(who: Address, id: Hex32, { buyerBps = 5_000, seconds = DAY }: Said): void {
      post(id, "settlement", who, { buyerBps, deadline: clock.now + seconds, signature: "0x" }, "delivered");
    },
    /** @returns the orders whose money was collected: released by signature, and past inspection */
    collect(seller: Address, withClaims: boolean): { releases: Hex32[]; claims: Hex32[] } {
      const own = [...letters.keys()].filter((id) => {
        const { order, status } = row(id);
        return order.offer.seller === seller && !isClosed(status);
      });
      const releases = own.filter((id) => signed(row(id), "release", seller).length > 0);
      const claims = own.filter(
        (id) => withClaims && !releases.includes(id) && allowedCalls(row(id), seller, clock.now).includes("claim"),
      );
      for (const id of [...releases, ...claims]) close(id, "released", 0, 0);
      return { releases, claims };
    },
    count: () => events.size,
    /** What one account's node reads of them. */
    readerFor(self: Address) {
      const mine = (id: Hex32) => rolesOf(row(id).order, self).length > 1;
      const rows = (party: Address) =>
        [...events.keys()]
          .map(row)
          .filter(({ order }) => rolesOf(order, party).length > 1)
          .toReversed();
      const orders: Pick<OrderReader, "get" | "events" | "paidWith" | "list" | "sold" | "trades"> = {
        get: (id) => foldOrder(events.get(id) ?? []),
        events: (id) => events.get(id) ?? [],
        paidWith: () => [],
        list(party, { role, open: isOpen, status: states, q, limit, cursor }) {
          const items = rows(party).filter((one) => {
            const roles: string[] = rolesOf(one.order, party);
            const said = [one.id, editions.get(one.order.offer.terms)?.title ?? ""].join(" ").toLowerCase();
            if (q && !said.includes(q.toLowerCase())) return false;
            if ((role && !roles.includes(role)) || (states && !states.includes(one.status))) return false;
            return isOpen === undefined || isOpen === !isClosed(one.status);
          });
          const from = Number(cursor ?? 0);
          return {
            items: items.slice(from, from + limit),
            next: from + limit < items.length ? String(from + limit) : null,
          };
        },
        sold: (seller, from, to) =>
          rows(seller).filter(
            ({ order, openedAt }) => order.offer.seller === seller && openedAt >= from && openedAt <= to,
          ),
        trades: (party) =>
          rows(party)
            .filter(({ status }) => status === "released")
            .map(({ order: { buyer, offer, units } }) => ({
              buyer,
              seller: offer.seller,
              currency: offer.currency,
              value: Number(offer.unitPrice) * units,
            })),
      };
      const readWords: ReadWords = async (message, kind) => {
        const letter = letters.get(message.order)!.find((one) => one.message === message)!;
        return message.kind === kind ? { words: letter.words as Words<typeof kind>, digest: letter.digest } : null;
      };
      return {
        orders,
        readWords,
        editionOf: ({ terms }: { terms: Hex32 }) => editions.get(terms),
        messagesOf(id: Hex32) {
          const { closedAt } = row(id);
          // Where it goes is erased once an order is closed for good.
          const isErased = closedAt !== null && clock.now - closedAt > DAY;
          const kept = (letters.get(id) ?? []).filter(({ message }) => !isErased || message.kind !== "delivery");
          return mine(id) ? kept.map(({ message }) => message) : [];
        },
        releaseOf(one: OrderRow) {
          const [newest] = signed(one, "release", self);
          return newest ? { ...newest.words, state: newest.state, order: one.order } : null;
        },
        proposalsOf: (one: OrderRow) =>
          signed(one, "settlement", self).map(({ author, state, words }) => {
            return { author, state, ...words, amounts: amountsOf(one, words.buyerBps) };
          }),
      };
    },
  };
}
export type FixtureOrders = ReturnType<typeof createFixtureOrders>;
