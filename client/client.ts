// A typed client of a node's HTTP API: one method per route of protocol/api/routes.ts, in the browser and in Node.
import "./without-eval.ts";
import type { z } from "zod";
import { type Route, isKeyed } from "../protocol/api/route.ts";
import type { Format } from "../protocol/api/shop-inputs.ts";
import { API_PREFIX, type RouteName, routes } from "../protocol/api/routes.ts";
import { type Connection, call } from "./call.ts";
import { createRevalidation } from "./revalidation.ts";
import { sendOnce } from "./sending.ts";

type Routes = typeof routes;
/** Streams are read by client/events.ts. */
export type ClientRoute = Exclude<RouteName, "events">;

/** A number or boolean that travels as text is given as what it means. */
type Value<I, O> = unknown extends I ? O : I | O;
type Fields<S extends z.ZodType> = {
  [K in keyof z.input<S> & keyof z.output<S>]?: Value<z.input<S>[K], z.output<S>[K]> | undefined;
};
type Params<R> = R extends { params: infer S extends z.ZodType } ? { params: z.input<S> } : unknown;
type Query<R> = R extends { query: infer S extends z.ZodType }
  ? { query?: Omit<Fields<S>, "wait"> } & ("wait" extends keyof z.input<S> ? { wait?: number } : unknown)
  : unknown;
type Body<R> = R extends { rawBody: readonly string[] }
  ? { body: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array<ArrayBuffer>> }
  : R extends { body: infer S extends z.ZodType }
    ? undefined extends z.input<S>
      ? { body?: z.input<S> }
      : { body: z.input<S> }
    : unknown;

/** `key` names a write: given again with the same input, also by another process, it happens once. Left out, each call is its own. */
type Key<R> = R extends { method: "get" } ? unknown : { key?: string };

export type ClientInput<N extends ClientRoute> = Params<Routes[N]> &
  Query<Routes[N]> &
  Body<Routes[N]> &
  Key<Routes[N]> & { signal?: AbortSignal };
export type ClientAnswer<N extends ClientRoute> = Routes[N] extends { rawAnswer: string }
  ? Routes[N] extends { streams: true }
    ? ReadableStream<Uint8Array<ArrayBuffer>>
    : Uint8Array<ArrayBuffer>
  : Routes[N] extends { answer: infer S extends z.ZodType }
    ? z.output<S>
    : undefined;

/** @throws ApiProblem, NodeUnreachable */
export type Client = {
  [N in ClientRoute]: object extends ClientInput<N>
    ? (input?: ClientInput<N>) => Promise<ClientAnswer<N>>
    : (input: ClientInput<N>) => Promise<ClientAnswer<N>>;
};

interface AnyInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  /** Seconds the node may wait for the result, at most 30. */
  wait?: number;
  body?: unknown;
  signal?: AbortSignal;
  key?: string;
}

/** Beyond what the node was asked to wait. */
const TIMEOUT_MS = 30_000;
/** For what may be a whole file, on loopback, and for a write that somebody has to confirm at the account's signer. */
const LONG_TIMEOUT_MS = 10 * 60_000;

/** `createClient({ baseUrl, token }).listing({ params: { seller, listing } })` */
export function createClient(connection: Connection): Client {
  const earlier = createRevalidation();
  const method =
    (route: Route) =>
    async (input: AnyInput = {}) => {
      const timeout = (route.streams || isKeyed(route) ? LONG_TIMEOUT_MS : TIMEOUT_MS) + (input.wait ?? 0) * 1_000;
      const path = pathOf(route, input);
      const send = (headers: Record<string, string>) =>
        call(connection, path, requestOf(route, input, headers), timeout);
      if (isKeyed(route)) {
        const isStream = input.body instanceof ReadableStream;
        const response = await sendOnce((key) => send({ "idempotency-key": key }), { ...input, isStream });
        return route.answer ? route.answer.parse(await response.json()) : undefined;
      }
      if (route.safe) return route.answer?.parse(await (await send({})).json());
      if (route.rawAnswer && route.streams) return (await send({})).body;
      if (route.rawAnswer) return new Uint8Array(await (await send({})).arrayBuffer());
      const text = await earlier.textOf(path, await send(earlier.headers(path)));
      return route.answer?.parse(JSON.parse(text));
    };
  return Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, method(route)])) as unknown as Client;
}

/** Where a bought file can be downloaded from, for a link. */
export const orderFileUrl = (order: string): string => API_PREFIX + filled(routes.orderFile.path, { order });

/** Where the own listings and drafts can be downloaded from, for a link. */
export const exportUrl = (format: Format): string => `${API_PREFIX}${routes.exportListings.path}?format=${format}`;

/** The address of a picture, for an `<img>`. */
export const pictureUrl = (cid: string, baseUrl = ""): string =>
  baseUrl + API_PREFIX + filled(routes.picture.path, { cid });

function pathOf(route: Route, { params = {}, query = {}, wait }: AnyInput): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...query, wait })) {
    if (value !== undefined && value !== null) search.set(key, String(value));
  }
  return `${API_PREFIX}${filled(route.path, params)}${search.size > 0 ? `?${search}` : ""}`;
}

const filled = (path: string, params: Record<string, string>): string =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));

function requestOf(route: Route, { body, signal }: AnyInput, headers: Record<string, string>): RequestInit {
  const request: RequestInit = { method: route.method.toUpperCase(), headers, ...(signal ? { signal } : {}) };
  if (body === undefined) return request;
  const type = route.rawBody ? "application/octet-stream" : "application/json";
  return {
    ...request,
    body: route.rawBody ? (body as BodyInit) : JSON.stringify(body),
    headers: { ...headers, "content-type": type },
    // What is read while it is sent can only be sent so.
    ...(body instanceof ReadableStream && { duplex: "half" }),
  };
}
