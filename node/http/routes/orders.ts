// Routes about orders: read them, buy, and every later step.
import type { Receipt } from "../../../protocol/api/receipt-schemas.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import type {
  AgreementCommands,
  CollectionCommands,
  OrderCommands,
  OrderQueries,
  PurchaseCommands,
} from "../../core/ports/commands.ts";
import type { StoredOperation } from "../../core/ports/own.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

type OrderRoute =
  | "orders"
  | "order"
  | "buy"
  | "buyCart"
  | "ship"
  | "receipt"
  | "extend"
  | "reply"
  | "confirm"
  | "release"
  | "collectReleases"
  | "proposeSettlement"
  | "settle"
  | "cancel"
  | "claim"
  | "dispute"
  | "submitEvidence"
  | "rule"
  | "pass"
  | "expire";

export function orderRoutes({
  orders,
  receipts,
  purchases,
  commands,
  agreements,
  collection,
  answer,
}: {
  orders: OrderQueries;
  receipts: (order: Hex32) => Receipt;
  purchases: PurchaseCommands;
  agreements: AgreementCommands;
  collection: Pick<CollectionCommands, "releases">;
  commands: OrderCommands;
  answer: OperationAnswer;
}): Pick<Handlers, OrderRoute> {
  const settle = async (
    command: Promise<StoredOperation>,
    { query, signal }: { query: { wait: number }; signal: AbortSignal },
  ) => answer.after(await command, query.wait, signal);
  return {
    orders: ({ query }) => orders.list(query),
    order: ({ params }) => orders.detail(params.order),
    receipt: ({ params }) => receipts(params.order),
    buy: (input) => settle(purchases.buy(input.body), input),
    buyCart: (input) => settle(purchases.buyCart(input.body), input),
    ship: (input) => settle(commands.ship(input.params.order, input.body), input),
    confirm: (input) => settle(commands.confirm(input.params.order, input.body), input),
    reply: (input) => settle(commands.reply(input.params.order, input.body), input),
    extend: (input) => settle(commands.extend(input.params.order, input.body), input),
    release: (input) => settle(agreements.release(input.params.order, input.body), input),
    collectReleases: (input) => settle(collection.releases(), input),
    proposeSettlement: (input) => settle(agreements.propose(input.params.order, input.body), input),
    settle: (input) => settle(agreements.settle(input.params.order, input.body.buyerBps), input),
    submitEvidence: (input) => settle(commands.evidence(input.params.order, input.body), input),
    cancel: (input) => settle(commands.cancel(input.params.order), input),
    claim: (input) => settle(commands.claim(input.params.order), input),
    dispute: (input) => settle(commands.dispute(input.params.order, input.body), input),
    rule: (input) => settle(commands.rule(input.params.order, input.body), input),
    pass: (input) => settle(commands.pass(input.params.order), input),
    expire: (input) => settle(commands.expire(input.params.order), input),
  };
}
