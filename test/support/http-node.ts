// A real HTTP server over small in-memory rooms: what the API tests talk to.
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SoukEvent } from "../../protocol/events.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../../node/core/errors.ts";
import type { Logger } from "../../node/core/ports/logger.ts";
import type { StoredOperation } from "../../node/core/ports/own.ts";
import type { EventReader, StoredEvent } from "../../node/core/ports/readers.ts";
import type { Handlers } from "../../node/http/handler.ts";
import { type HttpOptions, createHttp } from "../../node/http/http.ts";
import { createOperationAnswer } from "../../node/http/operation-answer.ts";
import { listingRoutes } from "../../node/http/routes/listings.ts";
import { nodeRoutes } from "../../node/http/routes/node.ts";
import { operationRoutes } from "../../node/http/routes/operations.ts";
import { orderRoutes } from "../../node/http/routes/orders.ts";
import { pictureRoutes } from "../../node/http/routes/pictures.ts";
import { profileRoutes } from "../../node/http/routes/profiles.ts";
import { reviewRoutes } from "../../node/http/routes/reviews.ts";

export const TOKEN = "test-token-0123456789";
export const SELF = "0x00000000000000000000000000000000000000aa" as Address;
export const PICTURE_CID = `baf${"a".repeat(56)}`;
/** The first bytes of a JPEG. */
export const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const HASH = `0x${"cd".repeat(32)}` as Hex32;

export interface LogLine {
  level: keyof Logger;
  details: object;
  message: string;
}

export function createMemoryLogger(): Logger & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (level: keyof Logger) => (details: object, message: string) =>
    void lines.push({ level, details, message });
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** An outbox like the store's: numbered events of one epoch, of which the oldest may be forgotten. */
export function createMemoryEvents(epoch = "one"): EventReader & { emit(event: SoukEvent): string; forget(): void } {
  let first = 1;
  let events: StoredEvent[] = [];
  const listeners = new Set<(event: StoredEvent) => void>();
  const newest = () => first + events.length - 1;
  return {
    epoch: () => epoch,
    last: () => `${epoch}:${newest()}`,
    after(id, limit) {
      const match = /^(.+):(\d+)$/.exec(id);
      const sequence = Number(match?.[2]);
      if (match?.[1] !== epoch || sequence < first - 1 || sequence > newest()) return undefined;
      return events.slice(sequence - first + 1, sequence - first + 1 + limit);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      const stored = { id: `${epoch}:${newest() + 1}`, event };
      events.push(stored);
      for (const listener of listeners) listener(stored);
      return stored.id;
    },
    forget() {
      first = newest() + 1;
      events = [];
    },
  };
}

/** Every command makes an operation and keeps what it was given. */
export function createMemoryRooms() {
  const operations = new Map<string, StoredOperation>();
  const calls: { kind: string; input: unknown[] }[] = [];
  const waiters = new Set<() => void>();
  const command =
    (kind: string, transaction: boolean) =>
    async (...input: unknown[]): Promise<StoredOperation> => {
      calls.push({ kind, input });
      const id = `op-${operations.size + 1}`;
      const createdAt = "2026-01-01T00:00:00.000Z";
      const operation: StoredOperation = {
        ...{ id, kind, subject: "subject", status: "pending", transaction },
        ...{ records: null, appended: null, problem: null, createdAt },
      };
      operations.set(id, operation);
      return operation;
    };
  const get = (id: string): StoredOperation => {
    const operation = operations.get(id);
    if (!operation) throw new SoukError("operation.unknown", `no operation ${id}`, { subject: id });
    return operation;
  };
  const finish = (id: string, problem: StoredOperation["problem"] = null) => {
    operations.set(id, { ...get(id), status: problem ? "failed" : "done", problem });
    for (const wake of waiters) wake();
  };
  async function wait(id: string, seconds: number, signal: AbortSignal): Promise<StoredOperation> {
    const end = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]);
    while (get(id).status === "pending" && !end.aborted) {
      await new Promise<void>((resolve) => {
        waiters.add(resolve);
        end.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    return get(id);
  }
  const answer = createOperationAnswer({
    operations: { wait },
    transactions: { state: (id) => ({ id, status: "sent", hash: HASH, block: null, error: null }) },
  });
  const unknownOrder = async (id: Hex32): Promise<never> => {
    throw new SoukError("order.unknown", `no order ${id}`, { subject: id });
  };
  const handlers: Handlers = {
    ...nodeRoutes({
      node: {
        status: () => ({
          ...{ version: "0", address: SELF, name: null, peerId: "peer", multiaddrs: [], peers: 0 },
          chain: {
            ...{ id: 31337, name: "dev", dev: true, escrow: SELF, reachable: true },
            ...{ block: null, time: null, head: null, problem: null },
          },
          counts: { listings: 0, sellers: 0, orders: 0, reviews: 0 },
        }),
        network: () => ({ peers: [], journals: [], refusals: [] }),
        currencies: () => [],
      },
      wallet: { balances: async () => [], withdraw: command("withdraw", true) },
      answer,
    }),
    ...listingRoutes({
      listings: {
        search: (query) => {
          if (query.cursor !== undefined) throw new SoukError("input.invalid", "not our cursor", { field: "cursor" });
          return { items: [], next: null };
        },
        detail: () => undefined,
        categories: () => [{ category: "Books", listings: 2 }],
      },
      commands: { publish: command("publishListing", false), remove: command("removeListing", false) },
      answer,
      now: () => 0,
    }),
    ...pictureRoutes({
      media: {
        addPicture: async (bytes, alt) => ({
          ...{ cid: PICTURE_CID, type: "image/webp", bytes: bytes.length, width: 1, height: 1, alt },
        }),
        read: async () => JPEG,
      },
      pictures: { isKnown: (cid) => cid === PICTURE_CID },
    }),
    ...profileRoutes({
      profiles: { list: () => [], view: () => undefined },
      commands: { publish: command("publishProfile", false) },
      answer,
    }),
    ...reviewRoutes({ reviews: { list: () => ({ items: [], next: null }) } }),
    ...orderRoutes({
      orders: { detail: unknownOrder, list: async () => ({ items: [], next: null }) },
      commands: {
        ...{ buy: command("buy", true), ship: command("ship", true), confirm: command("confirm", true) },
        ...{ cancel: command("cancel", true), claim: command("claim", true), dispute: command("dispute", true) },
        ...{ rule: command("rule", true), pass: command("pass", true), expire: command("expire", true) },
      },
      answer,
    }),
    ...operationRoutes({
      operations: { get, list: () => ({ items: [...operations.values()].toReversed(), next: null }) },
      answer,
    }),
  };
  return { handlers, calls, operations, finish };
}

export interface HttpNode extends AsyncDisposable {
  url: string;
  port: number;
  issueCode(): string;
  stop(): Promise<void>;
  rooms: ReturnType<typeof createMemoryRooms>;
  events: ReturnType<typeof createMemoryEvents>;
  logger: ReturnType<typeof createMemoryLogger>;
  /** Folder of the page; empty at first. */
  assets: string;
}

export async function startHttpNode(options: Partial<HttpOptions> = {}): Promise<HttpNode> {
  const rooms = createMemoryRooms();
  const events = createMemoryEvents();
  const logger = createMemoryLogger();
  const assets = await mkdtemp(path.join(tmpdir(), "souk-page-"));
  const { handlers } = rooms;
  const http = createHttp({ port: 0, token: TOKEN, handlers, events, assets, logger, ...options });
  const { url, port } = await http.start();
  const stop = async () => {
    await http.stop();
    await rm(assets, { recursive: true, force: true });
  };
  return { url, port, issueCode: http.issueCode, stop, rooms, events, logger, assets, [Symbol.asyncDispose]: stop };
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A request as no browser or fetch would make it: any Host, any Origin, any bytes. */
export function rawRequest(
  node: Pick<HttpNode, "port">,
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port: node.port, method, path: target, headers, setHost: headers.host === undefined },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode!, headers: incoming.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
