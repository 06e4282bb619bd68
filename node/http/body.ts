// Reads request bodies: size first, then form, so that nothing deep or odd reaches a schema (S-18).
import express, { type RequestHandler } from "express";
import { MAX_RAW_BYTES } from "../../protocol/api/route.ts";
import { SoukError } from "../core/errors.ts";

const MAX_JSON_BYTES = 256 * 1024;
/** Of a list of many things: 500 listings with long texts and twelve pictures each. */
const MAX_LIST_BYTES = 12 * 1024 * 1024;
const MAX_JSON_DEPTH = 32;

const unread = (message: string): SoukError => new SoukError("body.malformed", message);

/** Leaves a parsed value in `request.body`, or undefined where there was no body. */
const json = (limit: number): RequestHandler[] => [
  express.raw({ type: () => true, limit, inflate: false }),
  (request, _response, next) => {
    const bytes: unknown = request.body;
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) request.body = undefined;
    else if (!request.is("application/json")) throw unread("send the body with content-type: application/json");
    else request.body = parseJson(bytes);
    next();
  },
];
export const jsonBody = json(MAX_JSON_BYTES);
export const largeJsonBody = json(MAX_LIST_BYTES);

/** Leaves the bytes in `request.body`. */
export const rawBody = (types: readonly string[]): RequestHandler[] => [
  express.raw({ type: [...types], limit: MAX_RAW_BYTES, inflate: false }),
  (request, _response, next) => {
    if (!(request.body instanceof Uint8Array) || request.body.length === 0) {
      throw unread(`send the bytes as the body, with one of these content-types: ${types.join(", ")}`);
    }
    next();
  },
];

/** Leaves what reads the bytes in `request.body`; the handler has to count them. */
export const streamedBody = (types: readonly string[]): RequestHandler[] => [
  (request, _response, next) => {
    if (!request.is([...types])) throw unread(`send the bytes with one of these content-types: ${types.join(", ")}`);
    if (request.headers["content-encoding"]) throw unread("send the body without content-encoding");
    request.body = request;
    next();
  },
];

/** @throws SoukError `body.malformed` with the place of the fault */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unread("the body is not UTF-8");
  }
  if (depthOf(text) > MAX_JSON_DEPTH) throw unread(`the body is nested deeper than ${MAX_JSON_DEPTH} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unread(`the body is not JSON: ${(error as Error).message}`);
  }
}

/** Deepest nesting of brackets outside strings; for text that is not JSON any number will do. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === "]" || char === "}") depth--;
  }
  return deepest;
}
