// The HTTP server of a node, on loopback.
//
//   createHttp({ port, host?, token, tokens, handlers, idempotency, answer, events, assets, logger, metrics, maxRequests?, live? })
//     → { start(): Promise<{ url, port }>, stop(): Promise<void>, issueCode(): string, link(): string }
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { EventReader } from "../core/ports/readers.ts";
import { type AppParts, createApp } from "./app.ts";
import { type LiveEventsOptions, createLiveEvents } from "./live-events.ts";
import { listen } from "./port.ts";
import { linkOf } from "./session-routes.ts";
import { answerUnparsed } from "./unparsed.ts";
import { createSessions } from "./sessions.ts";

/** What is still open this long after `stop` is cut. */
const GRACE_MS = 2_000;

export interface HttpOptions extends Pick<
  AppParts,
  "token" | "tokens" | "handlers" | "idempotency" | "answer" | "version" | "assets" | "logger" | "metrics"
> {
  /** 0 takes any free port. */
  port: number;
  host?: "127.0.0.1";
  events: EventReader;
  /** Requests in ten seconds, from the owner and from everybody else each. */
  maxRequests?: number;
  live?: LiveEventsOptions;
}

export interface Http {
  /** @throws SoukError `node.port-in-use` */
  start(): Promise<{ url: string; port: number }>;
  /** Ends live streams and waits, and resolves once every connection is closed. */
  stop(): Promise<void>;
  /** A single-use code, good for a day: POST /session takes it. */
  issueCode(): string;
  /** The page's address with a fresh code. Only after `start`. */
  link(): string;
}

export function createHttp(options: HttpOptions): Http {
  const { logger, host = "127.0.0.1" } = options;
  const stopping = new AbortController();
  const sessions = createSessions();
  const live = createLiveEvents(options.events, logger, options.live);
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    connectionsCheckingInterval: 5_000,
    // A missing Host is refused like a wrong one.
    requireHostHeader: false,
  });
  answerUnparsed(server);
  // More than there can be live streams: with all of these open, calls are still answered.
  server.maxConnections = 1_024;
  let bound = options.port;
  const port = () => bound;
  const url = () => `http://${host}:${port()}`;
  server.on("request", createApp({ maxRequests: 5_000, ...options, port, live, sessions, stopping: stopping.signal }));
  const issueCode = () => sessions.issueCode().code;

  return {
    async start() {
      await listen(server, options.port, host);
      bound = (server.address() as AddressInfo).port;
      live.start();
      return { url: url(), port: port() };
    },
    async stop() {
      stopping.abort();
      live.stop();
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(cut);
    },
    issueCode,
    link: () => linkOf(url(), issueCode()),
  };
}
