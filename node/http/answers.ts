// JSON answers with an ETag: those that follow from the stores alone are kept in words while these stand still.
import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import type { Route } from "../../protocol/api/route.ts";
import type { RouteName } from "../../protocol/api/routes.ts";

/** Nothing but the two databases and chain time has a part in these: no peers, no memory, no question to the chain. */
const FROM_STORES: ReadonlySet<string> = new Set<RouteName>(["listings", "facets", "categories", "listing", "reviews"]);
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_URL = 1_000;

/**
 * The bytes of the UTF-8, a character each. A string, because Node sends that together with the headers in one write;
 * of bytes, because a single “…” in 9 kB of text makes turning it into UTF-8 the dearest part of each answer.
 */
type Body = string;

export interface Answers {
  /** Answers from what is kept or known by the client. @returns false where the handler has to be asked */
  sendKnown(name: string, request: Request, response: Response): boolean;
  send(name: string, route: Route, request: Request, response: Response, value: unknown): void;
}

/** @param version of the stores, chain time with them; undefined while nobody can say */
export function createAnswers(version: () => string | undefined): Answers {
  const kept = new Map<string, Body>();
  let bytes = 0;
  let of: string | undefined;
  let isAsked = false;

  /** Everything that is kept is of one version. */
  function current(): string | undefined {
    if (isAsked) return of;
    // Once in each turn of the event loop: whoever hears of a commit asks in a later one.
    isAsked = true;
    setImmediate(() => (isAsked = false));
    const now = version();
    if (now !== of) {
      kept.clear();
      bytes = 0;
      of = now;
    }
    return now;
  }

  function keep(url: string, body: Body): void {
    if (url.length > MAX_URL || body.length > MAX_BYTES / 8 || kept.has(url)) return;
    for (const [oldest, { length }] of kept) {
      if (bytes + body.length <= MAX_BYTES) break;
      kept.delete(oldest);
      bytes -= length;
    }
    kept.set(url, body);
    bytes += body.length;
  }

  return {
    sendKnown(name, request, response) {
      const now = FROM_STORES.has(name) ? current() : undefined;
      if (now === undefined) return false;
      const etag = `"${now}"`;
      const body = kept.get(request.originalUrl);
      if (body === undefined && (isConverted(request) || !isKnown(request, etag))) return false;
      finish(request, response, { body, etag, caching: REVALIDATED });
      return true;
    },
    send(name, route, request, response, value) {
      const utf8 = Buffer.from(JSON.stringify(value));
      const body = utf8.toString("latin1");
      if (route.access) return finish(request, response, { body, caching: "no-store" });
      const now = FROM_STORES.has(name) && !isConverted(request) ? current() : undefined;
      if (now === undefined) return finish(request, response, { body, etag: etagOf(utf8), caching: "no-store" });
      keep(request.originalUrl, body);
      finish(request, response, { body, etag: `"${now}"`, caching: REVALIDATED });
    },
  };
}

/** A browser may keep what is public anyway, and asks each time whether it still holds. What is this account's own stays off its disk. */
const REVALIDATED = "private, no-cache";

const etagOf = (bytes: Uint8Array): string => `"${createHash("sha1").update(bytes).digest("base64url")}"`;

/** Converted prices follow from exchange rates, which are in memory. */
const isConverted = (request: Request): boolean => request.query.priceIn !== undefined;

/** RFC 9110, 13.1.2: a list of tags, compared weakly. */
function isKnown(request: Request, etag: string): boolean {
  const header = request.headers["if-none-match"];
  return header !== undefined && header.split(/, */).some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
}

function finish(
  request: Request,
  response: Response,
  { body, etag, caching }: { body: Body | undefined; etag?: string; caching: string },
): void {
  response.setHeader("cache-control", caching);
  if (etag !== undefined) response.setHeader("etag", etag);
  if (body === undefined || (etag !== undefined && isKnown(request, etag))) return void response.writeHead(304).end();
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", body.length);
  response.end(body, "latin1");
}
