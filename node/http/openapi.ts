// The OpenAPI 3.1 document, made from the routes: nothing in it is written twice.
import { z } from "zod";
import type { AnyExample } from "../../protocol/api/example.ts";
import { examples } from "../../protocol/api/examples.ts";
import { type Route, isKeyed } from "../../protocol/api/route.ts";
import { API_PREFIX, type RouteName, routes } from "../../protocol/api/routes.ts";
import { problem } from "../../protocol/api/schemas.ts";
import { sessionExamples, sessionRoutes } from "../../protocol/api/session.ts";
import { soukEvent } from "../../protocol/events.ts";
import { METRICS_PATH } from "./metrics.ts";
import { refusalResponses, refusalsOf } from "./openapi-refusals.ts";

type Json = Record<string, unknown>;

const LAST_EVENT_ID = {
  name: "last-event-id",
  in: "header",
  required: false,
  schema: { type: "string", maxLength: 64 },
};
const IDEMPOTENCY_KEY = {
  name: "idempotency-key",
  in: "header",
  required: false,
  description:
    "1 to 128 printable characters in quotes. The same request under the same key happens once, for a week, also when the node dies between.",
  schema: { type: "string", maxLength: 130 },
  example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
};
const METRICS: Route = { method: "get", path: METRICS_PATH, summary: "", status: 200 };
const BY_TOKEN = { token: [] };
const BY_SESSION = { session: [] };

export function openApiDocument(): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  const add = (name: string, route: Route, path: string, security: Json[], example: AnyExample = {}) => {
    const key = path.replace(/:(\w+)/g, "{$1}");
    const tags = [path.startsWith(API_PREFIX) ? path.split("/")[3]! : "session"];
    paths[key] = { ...paths[key], [route.method]: { ...describe(name, route, schemas, example), tags, security } };
  };
  for (const [name, route] of Object.entries<Route>(routes)) {
    add(name, route, API_PREFIX + route.path, [BY_TOKEN, BY_SESSION], examples[name as RouteName]);
  }
  for (const [name, route] of Object.entries<Route>(sessionRoutes)) {
    add(name, route, route.path, name === "issueCode" ? [BY_TOKEN] : [], sessionExamples[name]);
  }
  paths["/openapi.json"] = {
    get: {
      operationId: "openapi",
      summary: "This document",
      responses: { 200: json({ type: "object" }) },
      security: [],
    },
  };
  paths[METRICS_PATH] = {
    get: {
      operationId: "metrics",
      summary: "What the node counts of itself, in Prometheus' text format",
      responses: {
        200: { description: "Success", content: { "text/plain": { schema: { type: "string" } } } },
        ...refusalsOf("metrics", METRICS),
      },
      security: [BY_TOKEN, BY_SESSION],
    },
  };
  schemas.Event = schemaOf(soukEvent, schemas);
  return {
    openapi: "3.1.1",
    info: {
      title: "Souk node",
      version: "1",
      description:
        "Amounts are decimal digits of the currency's smallest unit, times are ISO 8601. A command answers 202 once its intent is durable; `?wait=` (at most 30 seconds) answers as soon as its result can be read.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas,
      responses: refusalResponses(schemaOf(problem, schemas)),
      parameters: { "idempotency-key": IDEMPOTENCY_KEY },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "The token in the node's data folder" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "souk-{port}",
          description: "Set by POST /session; the name ends in the node's port",
        },
      },
    },
  };
}

function describe(name: string, route: Route, schemas: Json, example: AnyExample): Json {
  return {
    operationId: name,
    summary: route.summary,
    parameters: [
      ...parameters("path", route.params, schemas, example.params),
      ...parameters("query", route.query, schemas, example.query),
      ...(name === "events" ? [LAST_EVENT_ID] : []),
      ...(isKeyed(route) && !(name in sessionRoutes) ? [{ $ref: "#/components/parameters/idempotency-key" }] : []),
    ],
    ...requestBody(route, schemas, example.body),
    responses: { [route.status]: success(name, route, schemas), ...refusalsOf(name, route) },
  };
}

function parameters(
  place: "path" | "query",
  object: z.ZodObject | undefined,
  schemas: Json,
  example: Record<string, string> = {},
): Json[] {
  return Object.entries(object?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: place === "path" || !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType, schemas),
    ...(name in example && { example: example[name] }),
  }));
}

function requestBody(route: Route, schemas: Json, example: unknown): Json {
  if (route.rawBody) {
    return { requestBody: { required: true, content: Object.fromEntries(route.rawBody.map((type) => [type, {}])) } };
  }
  if (!route.body) return {};
  const required = !route.body.safeParse(undefined).success;
  return { requestBody: { required, ...jsonContent(schemaOf(route.body, schemas), example) } };
}

function success(name: string, route: Route, schemas: Json): Json {
  if (name === "events") {
    return {
      description: "Each event's data is an Event",
      content: { [routes.events.rawAnswer]: { schema: { type: "string" }, "x-event": { $ref: ref("Event") } } },
    };
  }
  if (route.rawAnswer) return { description: "The bytes", content: { [route.rawAnswer]: {} } };
  return route.answer ? json(schemaOf(route.answer, schemas)) : { description: "Done" };
}

const jsonContent = (schema: unknown, example?: unknown): Json => ({
  content: { "application/json": { schema, ...(example !== undefined && { example }) } },
});
const json = (schema: unknown): Json => ({ description: "Success", ...jsonContent(schema) });

const ref = (id: string): string => `#/components/schemas/${id}`;

/** JSON Schema (2020-12) of what travels; schemas with a `meta.id` are put into `schemas` and referred to. */
export function schemaOf(schema: z.ZodType, schemas: Json): Json {
  const { $schema: _dialect, $defs = {}, ...own } = z.toJSONSchema(schema, { io: "input" }) as Json & { $defs?: Json };
  for (const [id, definition] of Object.entries($defs)) schemas[id] = relink(definition);
  const id = schema.meta()?.id;
  if (!id) return relink(own) as Json;
  schemas[id] ??= relink(own);
  return { $ref: ref(id) };
}

/** `#/$defs/X` and the `id` keyword that zod writes → a component. */
function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => !(key === "id" && typeof part === "string"))
      .map(([key, part]) => [
        key,
        key === "$ref" && typeof part === "string" ? part.replace("#/$defs/", "#/components/schemas/") : relink(part),
      ]),
  );
}
