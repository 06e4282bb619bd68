// Routes about operations: what this node was asked to do, and how far it is.
import type { OperationQueries } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

export function operationRoutes({
  operations,
  answer,
}: {
  operations: Pick<OperationQueries, "get" | "list">;
  answer: OperationAnswer;
}): Pick<Handlers, "operations" | "operation"> {
  return {
    operations({ query }) {
      const { items, next } = operations.list(query.limit, query.cursor);
      return { items: items.map(answer.view), next };
    },
    operation: ({ params, query, signal }) => answer.after(operations.get(params.operation), query.wait, signal),
  };
}
