// Routes of a seller's work: each operation that was begun is answered, after the wait the caller asked for.
import type { CollectionCommands, SalesCommands, SalesQueries } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";
import { problemOf } from "../problem.ts";

type SalesRoute = "toShip" | "packingList" | "shipMany" | "refund" | "collectPayments" | "salesFigures";

export function salesRoutes({
  queries,
  commands,
  collection,
  answer,
}: {
  queries: SalesQueries;
  commands: SalesCommands;
  collection: Pick<CollectionCommands, "all">;
  answer: OperationAnswer;
}): Pick<Handlers, SalesRoute> {
  return {
    toShip: ({ query }) => queries.toShip(query),
    packingList: ({ query }) => queries.packingList(query.orders),
    async shipMany({ body, query, signal }) {
      const { operations, refused } = await commands.ship(body);
      return {
        operations: await answer.afterAll(operations, query.wait, signal),
        refused: refused.map(({ order, error }) => ({ order, problem: problemOf(error.code, error.message, error) })),
      };
    },
    async refund({ params, body, query, signal }) {
      const { operation, buyer, seller, rounding, ...plan } = await commands.refund(params.order, body);
      return {
        ...plan,
        operations: await answer.afterAll([operation], query.wait, signal),
        buyer: buyer.toString(),
        seller: seller.toString(),
        rounding: rounding.toString(),
      };
    },
    async collectPayments({ query, signal }) {
      const { operations, ...collected } = await collection.all();
      return { ...collected, operations: await answer.afterAll(operations, query.wait, signal) };
    },
    salesFigures: ({ query }) => queries.figures(query),
  };
}
