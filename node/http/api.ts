// Mounts the routes of protocol/api/routes.ts: read the body, check the input, run the handler, send the answer.
import { pipeline } from "node:stream/promises";
import type { Express, RequestHandler, Response } from "express";
import type { Route } from "../../protocol/api/route.ts";
import { API_PREFIX, routes } from "../../protocol/api/routes.ts";
import { jsonBody, largeJsonBody, rawBody, streamedBody } from "./body.ts";
import type { BytesAnswer, FileAnswer, HandlerInput, Handlers } from "./handler.ts";
import { parseInput } from "./input.ts";

type AnyHandler = (input: HandlerInput<unknown>) => unknown;

/** @param stopping aborts when the node stops */
export function mountApi(app: Express, handlers: Handlers, events: RequestHandler, stopping: AbortSignal): void {
  for (const [name, route] of Object.entries<Route>(routes)) {
    const run = name === "events" ? events : answer(route, handlers[name as keyof Handlers] as AnyHandler, stopping);
    app[route.method](API_PREFIX + route.path, ...bodyReader(route), run);
  }
}

function bodyReader(route: Route): RequestHandler[] {
  if (route.rawBody && route.streams) return streamedBody(route.rawBody);
  if (route.rawBody) return rawBody(route.rawBody);
  if (!route.body) return [];
  return route.largeBody ? largeJsonBody : jsonBody;
}

function answer(route: Route, handler: AnyHandler, stopping: AbortSignal): RequestHandler {
  return async (request, response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, stopping]);
    const input = parseInput(route, request) as HandlerInput<unknown>;
    const value = await handler({ ...input, signal });
    if (route.rawAnswer && route.streams) await sendFile(response, value as FileAnswer, signal);
    else if (route.rawAnswer) sendBytes(response, value as BytesAnswer);
    else if (route.answer) response.status(route.status).set("cache-control", "no-store").json(value);
    else response.status(route.status).end();
  };
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
