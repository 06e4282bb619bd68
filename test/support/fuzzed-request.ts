// Requests near and far from what a route takes: made from its schemas and its example, then spoilt in one or several places.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { z } from "zod";
import type { AnyExample } from "../../protocol/api/example.ts";
import type { Route } from "../../protocol/api/route.ts";
import { API_PREFIX } from "../../protocol/api/routes.ts";

export interface FuzzedRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
}

const EVIL_TEXT = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff\ud800",
  "\u202egnp.exe",
  "\ufeff",
  "__proto__",
  "constructor",
  "0x",
  "-1",
  "1e999",
  "9".repeat(400),
  "x".repeat(20_000),
  "'; DROP TABLE operations; --",
  '" OR NEAR(a b) *',
  "../../../etc/passwd",
  "💥".repeat(60),
  "",
];

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
};

/** What JSON can carry and nobody asked for. */
const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...EVIL_TEXT),
  fc.constantFrom<unknown>(null, true, -0, 1e308, -1e308, 2 ** 53, 2 ** 64, 0.1, [], {}, [[]], [null], { length: -1 }),
  fc.constantFrom(20, 33, 500).map(nested),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 50 }),
);

/** What the schema allows, and for what JSON Schema cannot say a little more. */
function arbitraryOf(schema: Schema, defs: Record<string, Schema> = schema.$defs ?? {}): fc.Arbitrary<unknown> {
  const inner = (one: Schema) => arbitraryOf(one, defs);
  if (schema.$ref !== undefined) return inner(defs[schema.$ref.split("/").at(-1)!]!);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(inner));
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { minimum = -1e6, maximum = 1e6, minLength = 0, maxLength = 60 } = schema;
  switch (schema.type) {
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).map(([key, field]) => [key, inner(field)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
    }
    case "array":
      return fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case "integer":
      return fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) });
    case "number":
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      if (schema.format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
      if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
      return fc.string({ unit: "grapheme", minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
    default:
      return garbage;
  }
}

const schemaOf = (schema: z.ZodType): Schema => z.toJSONSchema(schema, { io: "input" }) as Schema;

/** Every place in a value, by path. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((part: unknown, i) => (String(i) === key ? replaced(part, rest, by) : part));
  const object = value as Record<string, unknown>;
  return Object.defineProperty({ ...object }, key, {
    value: replaced(object[key], rest, by),
    enumerable: true,
    configurable: true,
  });
}

const rarely = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });

/** Puts garbage into up to two places, or under a key that nobody knows. */
const spoilt = (base: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      base,
      fc.array(fc.tuple(fc.nat(), garbage), { maxLength: 2, size: "max" }),
      rarely(fc.constantFrom("__proto__", "x")),
    )
    .map(([value, faults, key]) => {
      for (const [at, fault] of faults) {
        const places = placesIn(value);
        value = replaced(value, places[at % places.length]!, fault);
      }
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      return isObject && key !== null ? replaced(value, [key], { title: 1 }) : value;
    });

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
/** Lone halves of surrogates have no percent-encoding: they travel as the bytes that are none. */
const encoded = (text: string): string => (text.isWellFormed() ? encodeURIComponent(text) : "%ed%a0%80%ff");

const HEADERS: Record<string, string>[] = [
  { "content-type": "text/plain" },
  { "content-type": "application/json; charset=utf-16" },
  { "content-type": "multipart/form-data" },
  { "content-encoding": "gzip" },
  { "content-encoding": "br, gzip" },
  { accept: "application/xml" },
  { "idempotency-key": '"' },
  { "idempotency-key": "x".repeat(500) },
  { "if-none-match": "W/" },
  { "last-event-id": "x:y:z" },
  { range: "bytes=9-1" },
  { authorization: "Bearer \u00ff" },
  { authorization: "Bearer souk_000000000000_" + "0".repeat(64) },
  { cookie: "souk-1=%00; ;;=" },
  { "x-forwarded-for": "1.2.3.4", "x-http-method-override": "DELETE" },
  { expect: "200-ok" },
];

const BOMB = gzipSync(Buffer.alloc(2_000_000, "["));
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? "");

/** @param example with a market's own names */
export function fuzzedRequest(route: Route, example: AnyExample, token: string): fc.Arbitrary<FuzzedRequest> {
  const near = (schema: z.ZodType | undefined, value: unknown): fc.Arbitrary<unknown> => {
    if (!schema) return fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, garbage);
    return spoilt(fc.oneof(arbitraryOf(schemaOf(schema)), fc.constant(value ?? {})));
  };
  const body = route.rawBody
    ? fc.oneof(
        fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
        fc.constant(BOMB),
      )
    : near(route.body, example.body).map((value) => (value === undefined ? undefined : bytesOf(value)));
  return fc
    .record({
      params: near(route.params, example.params),
      query: near(route.query, example.query),
      body,
      squeezed: fc.nat(19).map((n) => n === 0),
      cut: rarely(fc.nat()),
      flip: rarely(fc.tuple(fc.nat(), fc.nat(255))),
      more: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constantFrom(...HEADERS) }),
      method: fc.oneof(
        { weight: 20, arbitrary: fc.constant(route.method) },
        fc.constantFrom("get", "post", "put", "delete", "patch", "options", "trace"),
      ),
    })
    .map(({ params, query, body: sent, squeezed, cut, flip, more, method }) => {
      const values = (params ?? {}) as Record<string, unknown>;
      const path = route.path.replace(/:(\w+)/g, (_, name: string) => encoded(textOf(values[name])) || "%20");
      const search = Object.entries((typeof query === "object" && query) || {})
        // A real wait would only take time.
        .map(([key, value]) => `${encoded(key)}=${encoded(key === "wait" && Number(value) > 0 ? "0" : textOf(value))}`)
        .join("&");
      let bytes = squeezed ? BOMB : sent;
      if (bytes && cut !== null) bytes = bytes.subarray(0, cut % (bytes.length + 1));
      if (bytes?.length && flip !== null) {
        bytes = Buffer.from(bytes);
        bytes[flip[0] % bytes.length] = flip[1];
      }
      const type = route.rawBody ? "application/octet-stream" : "application/json";
      // Node frames no body of a GET or DELETE by itself.
      const framed: Record<string, string> = bytes
        ? { "content-type": type, "content-length": String(bytes.length) }
        : {};
      const headers = { authorization: `Bearer ${token}`, ...framed, ...more };
      const target = `${API_PREFIX}${path.slice(0, 9_000)}${search ? `?${search.slice(0, 5_000)}` : ""}`;
      return { method: method.toUpperCase(), target, headers, body: bytes };
    });
}
