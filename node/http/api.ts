// Mounts the routes of protocol/api/routes.ts: read the body, check the input, run the handler, send the answer.
import { pipeline } from "node:stream/promises";
import type { Express, RequestHandler, Response } from "express";
import { type Route, isKeyed } from "../../protocol/api/route.ts";
import { API_PREFIX, routes } from "../../protocol/api/routes.ts";
import { operation } from "../../protocol/api/schemas.ts";
import type { Answers } from "./answers.ts";
import { type Authorization, holderOf } from "./authorization.ts";
import { jsonBody, largeJsonBody, rawBody, streamedBody } from "./body.ts";
import type { BytesAnswer, FileAnswer, HandlerInput, Handlers } from "./handler.ts";
import { type Idempotency, sha256 } from "./idempotency.ts";
import { parseInput } from "./input.ts";
import type { OperationAnswer } from "./operation-answer.ts";

type AnyHandler = (input: HandlerInput<unknown>) => unknown;

export interface ApiParts {
  handlers: Handlers;
  /** Handler of the stream of live events. */
  events: RequestHandler;
  allowed: Authorization["allowed"];
  idempotency: Idempotency;
  answer: Pick<OperationAnswer, "after">;
  answers: Answers;
  /** Aborts when the node stops. */
  stopping: AbortSignal;
}

export function mountApi(app: Express, parts: ApiParts): void {
  for (const [name, route] of Object.entries<Route>(routes)) {
    const handler = parts.handlers[name as keyof Handlers] as AnyHandler;
    const run =
      name === "events"
        ? parts.events
        : isKeyed(route)
          ? write(route, handler, parts)
          : read(name, route, handler, parts);
    app[route.method](API_PREFIX + route.path, parts.allowed(route), ...bodyReader(route), run);
  }
}

function bodyReader(route: Route): RequestHandler[] {
  if (route.rawBody && route.streams) return streamedBody(route.rawBody);
  if (route.rawBody) return rawBody(route.rawBody);
  if (!route.body) return [];
  return route.largeBody ? largeJsonBody : jsonBody;
}

function read(name: string, route: Route, handler: AnyHandler, parts: ApiParts): RequestHandler {
  return async (request, response) => {
    if (parts.answers.sendKnown(name, request, response)) return;
    const signal = endOf(response, parts);
    const input = parseInput(route, request) as HandlerInput<unknown>;
    const value = await handler({ ...input, signal });
    if (route.rawAnswer && route.streams) await sendFile(response, value as FileAnswer, signal);
    else if (route.rawAnswer) sendBytes(response, value as BytesAnswer);
    else if (route.method === "get") parts.answers.send(name, route, request, response, value);
    else sendJson(response, route, value);
  };
}

function write(route: Route, handler: AnyHandler, parts: ApiParts): RequestHandler {
  return async (request, response) => {
    const signal = endOf(response, parts);
    const input = parseInput(route, request) as HandlerInput<unknown>;
    const { wait = 0, ...query } = (input.query ?? {}) as { wait?: number };
    const { value, replayed } = await parts.idempotency.once(
      {
        holder: holderOf(response),
        header: request.get("idempotency-key"),
        words: [route.method, request.path, query, wordsOf(route, input.body)],
        stream: route.streams ? (input.body as unknown as AsyncIterable<Uint8Array>) : undefined,
        makesOperation: route.answer === operation,
      },
      async (stream) => handler({ ...input, ...(stream && { body: stream as never }), signal }),
      (found) => parts.answer.after(found, wait, signal),
    );
    if (replayed) response.set("idempotency-replayed", "true");
    sendJson(response, route, value);
  };
}

function wordsOf(route: Route, body: unknown): unknown {
  if (route.streams) return null;
  return body instanceof Uint8Array ? sha256(body) : (body ?? null);
}

/** Aborts when the client goes away or the node stops. */
function endOf(response: Response, { stopping }: ApiParts): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}

function sendJson(response: Response, route: Route, value: unknown): void {
  response.status(route.status).set("cache-control", "no-store");
  if (route.answer) response.json(value);
  else response.end();
}

function sendBytes(response: Response, { type, bytes, immutable }: BytesAnswer): void {
  response.set({
    "content-type": type,
    "cache-control": "private, max-age=31536000, immutable",
    etag: `"${immutable}"`,
  });
  response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Whatever it is, the browser saves it and shows nothing of it. A file that breaks off is noticed by its length. */
async function sendFile(response: Response, { name, bytes, stream }: FileAnswer, signal: AbortSignal): Promise<void> {
  response.attachment(name).set({
    "content-type": "application/octet-stream",
    ...(bytes !== undefined && { "content-length": String(bytes) }),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  await pipeline(stream, response, { signal });
}
