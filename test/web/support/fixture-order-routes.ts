// Routes around orders that the page does not ask for yet: the fixture refuses them, so that a page which begins to is noticed.
import { SoukError } from "../../../node/core/errors.ts";
import type { Handlers } from "../../../node/http/handler.ts";

type Unasked =
  | "toShip"
  | "packingList"
  | "shipMany"
  | "refund"
  | "collectPayments"
  | "salesFigures"
  | "reply"
  | "reputation"
  | "receipt";

const refuse = (): never => {
  throw new SoukError("route.unknown", "The fixture has no such route: give it one");
};

export const unaskedOrderRoutes: Pick<Handlers, Unasked> = {
  toShip: refuse,
  packingList: refuse,
  shipMany: refuse,
  refund: refuse,
  collectPayments: refuse,
  salesFigures: refuse,
  reply: refuse,
  reputation: refuse,
  receipt: refuse,
};
