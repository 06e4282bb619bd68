// Commands of a seller's daily work: shipping several orders, and giving money back.
import { MAX_SETTLEMENT_LIFETIME } from "../../../protocol/consent.ts";
import { type Currency, currencyAt } from "../../../protocol/deployments.ts";
import type { Address } from "../../../protocol/ids.ts";
import { formatAmount } from "../../../protocol/money.ts";
import { totalOf } from "../../../protocol/order.ts";
import { SoukError } from "../../core/errors.ts";
import type { AgreementCommands, OrderCommands, SalesCommands } from "../../core/ports/commands.ts";
import type { OrderReader } from "../../core/ports/readers.ts";
import { planRefund } from "../../core/refund.ts";
import type { OperationRunner } from "../operations.ts";
import { readAmount } from "../typed.ts";
import type { Callable } from "./callable.ts";

export function createSalesCommands({
  self,
  callable,
  known,
  currencies,
  orders,
  agreements,
  operations,
}: {
  self: Address;
  callable: Callable;
  known: Pick<OrderReader, "get">;
  currencies: readonly Currency[];
  orders: Pick<OrderCommands, "ship" | "checkShip" | "cancel">;
  agreements: Pick<AgreementCommands, "propose">;
  operations: Pick<OperationRunner, "earlier">;
}): SalesCommands {
  return {
    async ship({ shipments }) {
      const begun = new Map(operations.earlier().map((operation) => [operation.subject, operation]));
      for (const [index, { order }] of shipments.entries()) {
        const field = `shipments.${index}.order`;
        if (shipments.findIndex((other) => other.order === order) < index) {
          throw new SoukError("input.invalid", `${field}: order ${order} is named twice`, { field, subject: order });
        }
        try {
          if (!begun.has(order)) orders.checkShip(order);
        } catch (error) {
          if (!(error instanceof SoukError)) throw error;
          const { code, message, retryable } = error;
          throw new SoukError(code, message, { field, subject: order, retryable, cause: error });
        }
      }
      const outcome: Awaited<ReturnType<SalesCommands["ship"]>> = { operations: [], refused: [] };
      for (const { order, tracking } of shipments) {
        try {
          outcome.operations.push(begun.get(order) ?? (await orders.ship(order, { tracking })));
        } catch (error) {
          if (!(error instanceof SoukError)) throw error;
          outcome.refused.push({ order, error });
        }
      }
      // Nothing was begun: then it is the whole that failed.
      if (outcome.operations.length === 0) throw outcome.refused[0]!.error;
      return outcome;
    },

    async refund(id, { amount: text }) {
      const [begun] = operations.earlier();
      const row = begun ? known.get(id)! : callable(id, text === undefined ? "cancel" : "settle");
      const { currency: address, seller } = row.order.offer;
      if (text !== undefined && seller !== self) {
        const message = `Only the seller of order ${id} refunds a part of it: propose a settlement`;
        throw new SoukError("order.wrong-party", message, { subject: id });
      }
      const currency = currencyAt(currencies, address);
      const total = totalOf(row.order);
      const money = (value: bigint) => `${formatAmount(value, currency.decimals)} ${currency.symbol}`;
      const amount = text === undefined ? null : readAmount(text, currency, "amount");
      if (amount !== null && (amount === 0n || amount > total)) {
        const message = `amount: more than nothing, and at most the ${money(total)} of order ${id}`;
        throw new SoukError("input.invalid", message, { field: "amount", subject: id });
      }
      const plan = planRefund(row, amount);
      if (plan.call === "cancel") {
        const operation = begun ?? (await orders.cancel(id));
        const sums = { buyer: plan.buyer, seller: 0n, rounding: 0n, buyerBps: 10_000 };
        const words = `All of it, ${money(total)}, goes back to the buyer, and the order is closed`;
        return { ...sums, operation, call: plan.call, currency: address, text: words };
      }
      const { buyerBps, amounts, rounding } = plan;
      const operation = begun ?? (await agreements.propose(id, { buyerBps, seconds: MAX_SETTLEMENT_LIFETIME }));
      const beyond =
        rounding > 0n
          ? `, ${money(rounding)} more than you named because shares are whole hundredths of a percent`
          : "";
      const words = `You signed a split: the buyer gets ${money(amounts.buyer)} (${buyerBps / 100} %${beyond}) and you ${money(amounts.seller)}, once they accept it within a day; the rest of the order is closed with it`;
      return {
        operation,
        call: plan.call,
        currency: address,
        buyer: amounts.buyer,
        seller: amounts.seller,
        rounding,
        buyerBps,
        text: words,
      };
    },
  };
}
