// Serves the built page and a believable API from memory, through the node's real HTTP server: sessions, headers, live events.
import path from "node:path";
import type { EventReader, StoredEvent } from "../../../node/core/ports/readers.ts";
import { createHttp } from "../../../node/http/http.ts";
import { tokenRoutes } from "../../../node/http/routes/tokens.ts";
import { createMetrics } from "../../../node/metrics.ts";
import type { NodeStatus } from "../../../protocol/api/node-schemas.ts";
import type { BalanceView } from "../../../protocol/api/schemas.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address } from "../../../protocol/ids.ts";
import { createHttpOwn } from "../../support/http-own.ts";
import { handlersOf } from "./fixture-handlers.ts";
import { ETH, SHOP, TUSD } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

const ASSETS = path.resolve(import.meta.dirname, "../../../dist/web");

export interface FixtureServer extends AsyncDisposable {
  url: string;
  /** The page's address with a fresh code. */
  link(): string;
  emit(event: SoukEvent): void;
  /** Changes what `/node` says of the chain. */
  chain: Partial<NodeStatus["chain"]>;
  balances: BalanceView[];
}

export async function serveFixture(world: FixtureWorld, me: Address): Promise<FixtureServer> {
  const outbox = createOutbox();
  const chain: Partial<NodeStatus["chain"]> = {};
  const balances: BalanceView[] = [
    { currency: TUSD.address, amount: "2340500000", credit: "0" },
    { currency: ETH.address, amount: "9871200000000000000", credit: me === SHOP ? "148000000000000000" : "0" },
  ];
  const handlers = handlersOf(world, me, outbox.emit, chain, balances);
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error: (details: object, message: string) => console.error(message, details),
  };
  const { tokens, close, ...own } = createHttpOwn();
  const http = createHttp({
    port: 0,
    token: "fixture-token-0123456789",
    tokens,
    handlers: { ...handlers, ...tokenRoutes(tokens) },
    idempotency: own.idempotency(),
    answer: { after: unheardOf },
    version: () => undefined,
    events: outbox,
    assets: ASSETS,
    logger,
    metrics: createMetrics(),
  });
  const { url } = await http.start();
  const stop = () => http.stop().finally(close);
  return { url, link: http.link, emit: outbox.emit, chain, balances, [Symbol.asyncDispose]: stop };
}

const unheardOf = (): never => {
  throw new Error("the fixture makes no operation that is found again");
};

function createOutbox(): EventReader & { emit(event: SoukEvent): void } {
  const events: StoredEvent[] = [];
  const listeners = new Set<(event: StoredEvent) => void>();
  return {
    epoch: () => "fixture",
    last: () => `fixture:${events.length}`,
    after: (id, limit) => events.slice(Number(id.split(":")[1])).slice(0, limit),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      const stored = { id: `fixture:${events.length + 1}`, event };
      events.push(stored);
      for (const listener of listeners) listener(stored);
    },
  };
}
