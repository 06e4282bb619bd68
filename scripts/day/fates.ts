// How orders end: who does what after the purchase, in the morning, at noon and in the evening, and what each gets of the money.
import { finished } from "../../client/operations.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { Operation } from "../../protocol/api/schemas.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { splitOf } from "../../protocol/order.ts";
import type { Actor } from "./market.ts";

export const ARBITRATOR_BPS = 500;
export const DEFAULT_BUYER_BPS = 5_000;

export interface Parties {
  buyer: Actor;
  seller: Actor;
  arbitrator: Actor;
}

/** Whose turn it is decides which node is asked; turns of one actor come one after the other. */
export interface Turn {
  by: keyof Parties;
  /** The state that has to be seen there first. */
  sees: OrderDetail["status"] | ((order: OrderDetail) => boolean);
  act(actor: Actor, order: Hex32): Promise<unknown>;
}

export interface Fate {
  name: string;
  orders: number;
  /** Turns by time of the day; the clock moves on by days before the evening. */
  morning?: readonly Turn[];
  noon?: readonly Turn[];
  evening?: readonly Turn[];
  /** Bought in the evening, and still open when the day ends. */
  late?: true;
  ends: OrderDetail["status"];
  /** The buyer's share of what is not the arbitrator's, and the arbitrator's; null while the money is in escrow. */
  split: { buyerBps: number; arbitratorBps: number } | null;
}

const wait = 25;
type Started = Promise<Operation>;
const done = (actor: Actor, started: Started) => finished(actor.client, started);
const call =
  (start: (actor: Actor, params: { order: Hex32 }) => Started) =>
  (actor: Actor, order: Hex32): Promise<Operation> =>
    done(actor, start(actor, { order }));

const ship: Turn = {
  by: "seller",
  sees: ({ status, delivery }) => status === "funded" && delivery.state === "received",
  act: call(({ client }, params) =>
    client.ship({ params, body: { tracking: `parcel ${params.order.slice(2, 8)}` }, wait }),
  ),
};
const dispute: Turn = {
  by: "buyer",
  sees: "shipped",
  act: call(({ client }, params) => client.dispute({ params, body: { text: "It came broken." }, wait })),
};
const review = { rating: 5, title: "Well packed", text: "As it was shown." };
const allTo = { seller: { buyerBps: 0, arbitratorBps: 0 }, buyer: { buyerBps: 10_000, arbitratorBps: 0 } };
const SETTLED_BPS = 3_333;
const RULED_BPS = 6_000;

export const FATES: readonly Fate[] = [
  {
    name: "confirmed",
    orders: 10,
    morning: [ship],
    noon: [
      {
        by: "buyer",
        sees: "shipped",
        act: call(({ client }, params) => client.confirm({ params, body: { review }, wait })),
      },
    ],
    ends: "released",
    split: allTo.seller,
  },
  {
    name: "signed release",
    orders: 8,
    morning: [ship],
    noon: [
      {
        by: "buyer",
        sees: "shipped",
        act: call(({ client }, params) => client.release({ params, body: { review }, wait })),
      },
      // Collected with all others of the seller, after noon.
      { by: "seller", sees: ({ signed, status }) => signed || status === "released", act: async () => {} },
    ],
    ends: "released",
    split: allTo.seller,
  },
  {
    name: "claimed",
    orders: 8,
    morning: [ship],
    evening: [{ by: "seller", sees: "shipped", act: call(({ client }, params) => client.claim({ params, wait })) }],
    ends: "released",
    split: allTo.seller,
  },
  {
    name: "cancelled",
    orders: 6,
    morning: [{ by: "seller", sees: "funded", act: call(({ client }, params) => client.cancel({ params, wait })) }],
    ends: "refunded",
    split: allTo.buyer,
  },
  {
    name: "never shipped",
    orders: 6,
    evening: [{ by: "buyer", sees: "funded", act: call(({ client }, params) => client.cancel({ params, wait })) }],
    ends: "refunded",
    split: allTo.buyer,
  },
  {
    name: "agreed split",
    orders: 6,
    morning: [ship],
    noon: [
      {
        by: "seller",
        sees: "shipped",
        act: call(({ client }, params) => client.proposeSettlement({ params, body: { buyerBps: SETTLED_BPS }, wait })),
      },
      {
        by: "buyer",
        sees: ({ settlements }) => settlements.length > 0,
        act: call(({ client }, params) => client.settle({ params, body: { buyerBps: SETTLED_BPS }, wait })),
      },
    ],
    ends: "split",
    split: { buyerBps: SETTLED_BPS, arbitratorBps: 0 },
  },
  {
    name: "ruled",
    orders: 6,
    morning: [ship],
    noon: [
      dispute,
      {
        by: "arbitrator",
        sees: "disputed",
        act: call(({ client }, params) => client.rule({ params, body: { buyerBps: RULED_BPS }, wait })),
      },
    ],
    ends: "split",
    split: { buyerBps: RULED_BPS, arbitratorBps: ARBITRATOR_BPS },
  },
  {
    name: "nobody ruled",
    orders: 4,
    morning: [ship],
    noon: [dispute],
    evening: [{ by: "seller", sees: "disputed", act: call(({ client }, params) => client.expire({ params, wait })) }],
    ends: "split",
    split: { buyerBps: DEFAULT_BUYER_BPS, arbitratorBps: 0 },
  },
  {
    name: "file",
    orders: 2,
    morning: [
      {
        by: "buyer",
        sees: ({ file }) => file?.state === "ready",
        act: call(({ client }, params) => client.confirm({ params, body: { review: null }, wait })),
      },
    ],
    ends: "released",
    split: allTo.seller,
  },
  { name: "open: paid", orders: 2, late: true, ends: "funded", split: null },
  { name: "open: on its way", orders: 1, late: true, evening: [ship], ends: "shipped", split: null },
  { name: "open: disputed", orders: 1, late: true, evening: [ship, dispute], ends: "disputed", split: null },
];

export interface Shares {
  buyer: bigint;
  seller: bigint;
  arbitrator: bigint;
}

/** What each has to get, by the rules of the protocol and not by what any node says. */
export function sharesOf({ split }: Fate, total: bigint): Shares {
  if (!split) return { buyer: 0n, seller: 0n, arbitrator: 0n };
  const { buyer, seller, arbitrator } = splitOf(total, split.arbitratorBps, split.buyerBps, 0);
  return { buyer, seller, arbitrator };
}
