// A real HTTP server over small in-memory rooms: what the API tests talk to.
import { mkdir } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import type { SoukEvent } from "../../protocol/events.ts";
import type { Logger } from "../../node/core/ports/logger.ts";
import type { EventReader, StoredEvent } from "../../node/core/ports/readers.ts";
import type { OwnStore } from "../../node/store/own/own-store.ts";
import { createMetrics } from "../../node/metrics.ts";
import { type HttpOptions, createHttp } from "../../node/http/http.ts";
import { createHttpOwn } from "./http-own.ts";
import { createMemoryRooms } from "./http-rooms.ts";

export const TOKEN = "test-token-0123456789";

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

export interface HttpNode extends AsyncDisposable {
  url: string;
  port: number;
  issueCode(): string;
  stop(): Promise<void>;
  rooms: ReturnType<typeof createMemoryRooms>;
  events: ReturnType<typeof createMemoryEvents>;
  logger: ReturnType<typeof createMemoryLogger>;
  own: OwnStore;
  /** Folder of the page; empty at first. */
  assets: string;
}

export async function startHttpNode(options: Partial<HttpOptions> = {}): Promise<HttpNode> {
  const { directory, own, tokens, ...httpOwn } = createHttpOwn();
  const rooms = createMemoryRooms(tokens);
  const events = createMemoryEvents();
  const logger = createMemoryLogger();
  const assets = path.join(directory, "page");
  await mkdir(assets);
  const { handlers, answer } = rooms;
  const idempotency = httpOwn.idempotency({ get: rooms.get, begun: (id) => rooms.operations.get(id) });
  const parts = {
    token: TOKEN,
    tokens,
    handlers,
    idempotency,
    answer,
    version: () => undefined,
    events,
    assets,
    logger,
    metrics: createMetrics(),
  };
  const http = createHttp({ port: 0, ...parts, ...options });
  const { url, port } = await http.start();
  const stop = async () => {
    await http.stop();
    httpOwn.close();
  };
  const { issueCode } = http;
  return { url, port, issueCode, stop, rooms, events, logger, own, assets, [Symbol.asyncDispose]: stop };
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
  deadlineMs = 40_000,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      // A connection of its own: one that was kept may be closed by the server just as it is used again.
      {
        host: "127.0.0.1",
        port: node.port,
        method,
        path: target,
        headers,
        setHost: headers.host === undefined,
        agent: false,
      },
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
    outgoing.setTimeout(deadlineMs, () => outgoing.destroy(new Error(`no answer to ${method} ${target}`)));
    outgoing.end(body);
  });
}
