// What the fixture answers to a seller's work on orders: shipping many, refunds, collecting, replies; and what is printed and counted of them.
import { planRefund } from "../../../node/core/refund.ts";
import { SoukError } from "../../../node/core/errors.ts";
import type { Handlers } from "../../../node/http/handler.ts";
import { problemOf } from "../../../node/http/problem.ts";
import type { Operation } from "../../../protocol/api/schemas.ts";
import { formatAmount, parseAmount } from "../../../protocol/money.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { ETH, TUSD } from "./fixture-shop.ts";
import type { viewsFor } from "./fixture-views.ts";
import type { FixtureWorld } from "./fixture-world.ts";

type Name =
  | "toShip"
  | "packingList"
  | "shipMany"
  | "refund"
  | "collectPayments"
  | "salesFigures"
  | "reply"
  | "reputation"
  | "receipt";

const DAY = 86_400;

export function orderWorkHandlers({
  world: { orders },
  me,
  views: { sales, receipts, reputation },
  operate,
  changed,
  balances,
}: {
  world: FixtureWorld;
  me: Address;
  views: ReturnType<typeof viewsFor>;
  operate: (kind: string, wait: number, work: () => string) => Promise<Operation>;
  changed: (order: Hex32) => void;
  balances: { credit: string }[];
}): Pick<Handlers, Name> {
  return {
    toShip: ({ query }) => sales.toShip(query),
    packingList: ({ query }) => sales.packingList(query.orders),
    salesFigures: ({ query }) => sales.figures(query),
    receipt: ({ params }) => receipts(params.order),
    reputation: ({ params }) => reputation(params.owner),
    async shipMany({ body: { shipments }, query }) {
      const refused: { order: Hex32; problem: ReturnType<typeof problemOf> }[] = [];
      const operations: Operation[] = [];
      for (const { order, tracking } of shipments) {
        try {
          const work = () => {
            orders.call(me, "ship", order, tracking ? { text: tracking } : {});
            changed(order);
            return order;
          };
          operations.push(await operate("ship", query.wait, work));
        } catch (error) {
          const { code, message } = error as SoukError;
          refused.push({ order, problem: problemOf(code, message) });
        }
      }
      return { operations, refused };
    },
    async refund({ params: { order }, body: { amount }, query }) {
      const row = orders.row(order);
      const currency = [ETH, TUSD].find(({ address }) => address === row.order.offer.currency)!;
      const plan = planRefund(row, amount === undefined ? null : parseAmount(amount, currency.decimals));
      const part = plan.call === "cancel" ? null : plan;
      const operation = await operate(plan.call, query.wait, () => {
        if (part) orders.propose(me, order, { buyerBps: part.buyerBps, seconds: DAY });
        else orders.call(me, "cancel", order);
        changed(order);
        return order;
      });
      const buyer = plan.call === "cancel" ? plan.buyer : plan.amounts.buyer;
      return {
        operations: [operation],
        call: plan.call,
        text: `The buyer gets ${formatAmount(buyer, currency.decimals)}`,
        currency: currency.address,
        buyer: buyer.toString(),
        rounding: (part?.rounding ?? 0n).toString(),
        seller: (part?.amounts.seller ?? 0n).toString(),
        buyerBps: part?.buyerBps ?? 10_000,
      };
    },
    async collectPayments({ query }) {
      const collected = orders.collect(me, true);
      const { releases, claims } = collected;
      const operation = await operate("collectPayments", query.wait, () => {
        for (const order of [...releases, ...claims]) changed(order);
        for (const balance of balances) balance.credit = "0";
        return [...releases, ...claims].join(",");
      });
      return { operations: [operation], releases, claims, withdrawals: [], more: false };
    },
    reply: ({ params: { order }, body: { text }, query }) =>
      operate("reply", query.wait, () => {
        const review = orders.reviews.get(order);
        if (!review) throw new SoukError("review.none", "There is no review to reply to", { subject: order });
        review.reply = text;
        changed(order);
        return order;
      }),
  };
}
