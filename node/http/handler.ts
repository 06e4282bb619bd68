// The shape of a route's handler, inferred from its schemas in protocol/api/routes.ts: a missing or wrong one does not compile.
import type { z } from "zod";
import type { RouteName, routes } from "../../protocol/api/routes.ts";
import type { operation } from "../../protocol/api/schemas.ts";
import type { AtOnce } from "../core/at-once.ts";

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Part<R, K extends string> = R extends Record<K, infer S> ? Parsed<S> : undefined;

export interface HandlerInput<R> {
  params: Part<R, "params">;
  query: Part<R, "query">;
  body: R extends { rawBody: readonly string[] }
    ? R extends { streams: true }
      ? AsyncIterable<Uint8Array>
      : Uint8Array
    : Part<R, "body">;
  /** Aborts when the client goes away or the node stops. */
  signal: AbortSignal;
}

/** An answer that is not JSON. */
export interface BytesAnswer {
  type: string;
  bytes: Uint8Array;
  /** Names the bytes for good: sent as a strong ETag, and cached for a year. */
  immutable: string;
}

/** A file to be saved, sent as it is read. */
export interface FileAnswer {
  name: string;
  /** Left out where nobody knows before the end. */
  bytes?: number;
  stream: ReadableStream<Uint8Array>;
}

export type Answer<R> = R extends { rawAnswer: string; streams: true }
  ? FileAnswer
  : R extends { rawAnswer: string }
    ? BytesAnswer
    : Part<R, "answer">;

/** Writes that are answered by no operation, and change more than own.db, or nothing. */
type Loose =
  | (
      | "shipMany"
      | "refund"
      | "collectPayments" // operations, which carry the request's name
    )
  | ("addPicture" | "addFile" | "previewEdit" | "previewPurchase" | "backup");
type Change<A> = AtOnce<[A] extends [undefined] ? void : A>;
type Given<R, N, A> = R extends { method: "get" } | { answer: typeof operation } ? A : N extends Loose ? A : Change<A>;

/** What changes own.db alone is given as a change to make, so that it happens once with its answer. */
export type Handler<N extends RouteName> = (input: HandlerInput<(typeof routes)[N]>) => Promise<Made<N>> | Made<N>;
type Made<N extends RouteName> = Given<(typeof routes)[N], N, Answer<(typeof routes)[N]>>;

/** `events` streams and is the server's own. */
export type Handlers = { [N in Exclude<RouteName, "events">]: Handler<N> };
