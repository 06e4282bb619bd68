// The document and the server say the same: every registered route is described with the schemas it checks, and the other way round.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { z } from "zod";
import { createApp } from "../../../node/http/app.ts";
import { createLiveEvents } from "../../../node/http/live-events.ts";
import { openApiDocument, schemaOf } from "../../../node/http/openapi.ts";
import { createMetrics } from "../../../node/metrics.ts";
import { createSessions } from "../../../node/http/sessions.ts";
import { type Route, isKeyed } from "../../../protocol/api/route.ts";
import { problem } from "../../../protocol/api/schemas.ts";
import { API_PREFIX, routes } from "../../../protocol/api/routes.ts";
import { sessionRoutes } from "../../../protocol/api/session.ts";
import { TOKEN, createMemoryEvents, createMemoryLogger, rawRequest, startHttpNode } from "../../support/http-node.ts";
import { createHttpOwn } from "../../support/http-own.ts";
import { createMemoryRooms } from "../../support/http-rooms.ts";

interface Media extends Record<string, unknown> {
  schema?: object;
  example?: unknown;
}
interface Response extends Record<string, unknown> {
  content?: Record<string, Media>;
  $ref?: string;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: object; example?: string; $ref?: string }[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
  security: Record<string, unknown>[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, Response>;
    parameters: object;
    securitySchemes: object;
  };
}
const document = openApiDocument() as unknown as Document;

/** What Express would route, found in its own router. */
function registered(): string[] {
  const logger = createMemoryLogger();
  const { tokens, close, ...own } = createHttpOwn();
  const { handlers, answer } = createMemoryRooms(tokens);
  close();
  const app = createApp({
    port: () => 1,
    token: TOKEN,
    tokens,
    handlers,
    idempotency: own.idempotency(),
    answer,
    version: () => undefined,
    live: createLiveEvents(createMemoryEvents(), logger),
    sessions: createSessions(),
    assets: "none",
    logger,
    metrics: createMetrics(),
    maxRequests: 1,
    stopping: new AbortController().signal,
  });
  const { stack } = app.router as unknown as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[];
  };
  return stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method} ${route.path.replace(/:(\w+)/g, "{$1}")}`) : [],
  );
}

const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method} ${path}`),
);
const all = [
  ...Object.entries<Route>(routes).map(([name, route]) => ({ name, route, path: API_PREFIX + route.path })),
  ...Object.entries<Route>(sessionRoutes).map(([name, route]) => ({ name, route, path: route.path })),
];
const operationOf = (path: string, method: string): Operation =>
  document.paths[path.replace(/:(\w+)/g, "{$1}")]![method]!;

describe("OpenAPI document", () => {
  it("has exactly the routes that Express has", () => {
    assert.deepEqual(described.toSorted(), registered().toSorted());
    assert.equal(described.length, all.length + 2, "and /openapi.json itself, and /metrics");
  });

  for (const { name, route, path } of all) {
    it(`describes ${name} by the schemas it checks`, () => {
      const schemas = {};
      const operation = operationOf(path, route.method);
      assert.equal(operation.operationId, name);
      for (const [place, object] of [
        ["path", route.params],
        ["query", route.query],
      ] as const) {
        const told = operation.parameters!.filter((parameter) => parameter.in === place);
        assert.deepEqual(
          told.map(({ name: field, schema }) => [field, schema]),
          Object.entries(object?.shape ?? {}).map(([field, schema]) => [field, schemaOf(schema as z.ZodType, schemas)]),
        );
      }
      const sent = operation.requestBody?.content["application/json"]?.schema;
      assert.deepEqual(sent, route.body && schemaOf(route.body, schemas));
      const answered = operation.responses[route.status]!.content;
      if (route.answer) assert.deepEqual(answered!["application/json"]!.schema, schemaOf(route.answer, schemas));
      if (route.rawAnswer) assert.ok(answered![route.rawAnswer]);
      assert.deepEqual(Object.keys(operation.requestBody?.content ?? {}), [
        ...(route.rawBody ?? []),
        ...(route.body ? ["application/json"] : []),
      ]);
      assert.equal(operation.responses.default!.$ref, "#/components/responses/Problem");
      if (path.startsWith(API_PREFIX) && isKeyed(route)) {
        assert.ok(operation.parameters!.some(({ $ref }) => $ref === "#/components/parameters/idempotency-key"));
        assert.ok(operation.responses[409] && operation.responses[422]);
      }
    });
  }

  it("says of each route whether it needs a credential, and it does", async () => {
    await using node = await startHttpNode();
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        const { status } = await rawRequest(node, method.toUpperCase(), path.replace(/\{\w+\}/g, "x"));
        assert.equal(status === 401, security.length > 0, `${method} ${path} answered ${status}`);
      }
    }
  });

  it("is served, and every reference in it resolves", async () => {
    await using node = await startHttpNode();
    const served = (await (await fetch(`${node.url}/openapi.json`)).json()) as Document;
    assert.deepEqual(served, JSON.parse(JSON.stringify(document)));
    assert.match(served.openapi, /^3\.1\.\d$/);
    let references = 0;
    walk(served, (value) => {
      if (typeof value.$ref !== "string") return;
      references++;
      assert.match(value.$ref, /^#\//);
      let target: unknown = served;
      for (const key of value.$ref.slice(2).split("/")) target = (target as Record<string, unknown>)?.[key];
      assert.ok(target, `${value.$ref} leads nowhere`);
    });
    assert.ok(references > 50);
    assert.ok(!JSON.stringify(served).includes("$defs"));
  });

  it("has the shape of OpenAPI 3.1", () => {
    const ids = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) {
      assert.match(path, /^\//);
      for (const operation of Object.values(methods)) {
        assert.ok(!ids.has(operation.operationId), operation.operationId);
        ids.add(operation.operationId);
        const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const given = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
        assert.deepEqual(
          given.map(({ name }) => name),
          named,
        );
        assert.ok(given.every(({ required }) => required));
        for (const requirement of operation.security) {
          for (const scheme of Object.keys(requirement)) assert.ok(scheme in document.components.securitySchemes);
        }
        for (const [status, response] of Object.entries(operation.responses)) {
          assert.match(status, /^([1-5]\d\d|default)$/);
          assert.ok(response.$ref || "description" in response);
        }
      }
    }
    for (const part of Object.values(document.components)) {
      for (const name of Object.keys(part)) assert.match(name, /^[\w.-]+$/);
    }
  });

  it("has no field that OpenAPI 3.1 does not know, at any of its objects", () => {
    onlyKnown(document as unknown as Json, "openapi info servers paths components", "the document");
    onlyKnown(document.components, "schemas responses parameters securitySchemes", "components");
    const content = (media: Record<string, Json> | undefined, where: string) => {
      for (const type of Object.values(media ?? {})) onlyKnown(type, "schema example", where);
    };
    const response = (value: Json, where: string) => {
      onlyKnown(value, "$ref" in value ? "$ref" : "description content", where);
      content(value.content as Record<string, Json>, where);
    };
    for (const [path, methods] of Object.entries(document.paths)) {
      onlyKnown(methods, "get put post delete", path);
      for (const operation of Object.values(methods)) {
        const where = operation.operationId;
        onlyKnown(operation, "operationId summary tags parameters requestBody responses security", where);
        const places = (operation.parameters ?? []).map((parameter) => {
          if (parameter.$ref) return parameter.$ref;
          onlyKnown(parameter, "name in required description schema example", where);
          return `${parameter.in} ${parameter.name}`;
        });
        assert.equal(new Set(places).size, places.length, `${where}: a parameter twice`);
        if (operation.requestBody) onlyKnown(operation.requestBody, "required content", where);
        content(operation.requestBody?.content, where);
        for (const one of Object.values(operation.responses)) response(one, where);
      }
    }
    for (const [name, one] of Object.entries(document.components.responses)) response(one, name);
  });

  it("shows an example of every input, which the route would take, and of every refusal", () => {
    for (const { name, route, path } of all) {
      const { parameters = [], requestBody } = operationOf(path, route.method);
      const exampleOf = (place: string) =>
        Object.fromEntries(
          parameters.flatMap((one) => (one.in === place && "example" in one ? [[one.name, one.example]] : [])),
        );
      if (route.params) assert.doesNotThrow(() => route.params!.parse(exampleOf("path")), name);
      if (route.query) assert.doesNotThrow(() => route.query!.parse(exampleOf("query")), name);
      const body = route.body && requestBody?.content["application/json"];
      if (body) assert.ok("example" in body || !requestBody.required, `${name} has no example`);
      if (body && "example" in body) assert.doesNotThrow(() => route.body!.parse(body.example), name);
    }
    for (const [name, { content }] of Object.entries(document.components.responses)) {
      const { example } = content!["application/problem+json"] as { example?: { code: string } };
      if (name !== "Problem") assert.equal(problem.parse(example).code, name);
    }
  });
});

type Json = Record<string, unknown>;

/** Extensions begin with `x-`. */
function onlyKnown(value: object, known: string, where: string): void {
  const odd = Object.keys(value).filter((key) => !known.split(" ").includes(key) && !key.startsWith("x-"));
  assert.deepEqual(odd, [], where);
}

function walk(value: unknown, visit: (object: Record<string, unknown>) => void): void {
  if (typeof value !== "object" || value === null) return;
  visit(value as Record<string, unknown>);
  for (const part of Object.values(value)) walk(part, visit);
}
