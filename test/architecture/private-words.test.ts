// Whatever answers private words says so at its route: those who only read may not have it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { forOwner, privateWords } from "../../protocol/api/private-words.ts";
import type { Route } from "../../protocol/api/route.ts";
import { routes } from "../../protocol/api/routes.ts";

/** Bytes and streams have no schema: these were looked at. */
const PUBLIC_BYTES = ["events", "exportListings", "picture"];

type Definition = z.core.$ZodTypes["_zod"]["def"];
const definitionOf = (schema: z.core.$ZodType) => (schema as unknown as { def: Definition }).def;

/** The schemas that one is made of. @throws for a kind that nobody has taught it: then private words could hide in it */
function partsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "object":
      return [...Object.values(definition.shape), ...(definition.catchall ? [definition.catchall] : [])];
    case "array":
      return [definition.element];
    case "record":
      return [definition.keyType, definition.valueType];
    case "union":
      return [...definition.options];
    case "tuple":
      return [...definition.items, ...(definition.rest ? [definition.rest] : [])];
    case "optional":
    case "nullable":
    case "default":
    case "readonly":
      return [definition.innerType];
    case "pipe":
      return [definition.in, definition.out];
    case "string":
    case "number":
    case "boolean":
    case "enum":
    case "literal":
    case "null":
    case "never":
    case "transform":
      return [];
    default:
      throw new Error(`teach this test about schemas of ${definition.type}`);
  }
}

/** Where private words are below a schema. */
const found = (schema: z.core.$ZodType): string[] => {
  const mark = privateWords.get(schema);
  return [...(mark ? [mark.why] : []), ...partsOf(schema).flatMap(found)];
};

describe("private words", () => {
  it("are answered only by routes that are not for those who only read", () => {
    const told = Object.entries(routes as Record<string, Route>).flatMap(([name, { method, answer, access }]) =>
      method === "get" && answer && !access ? found(answer).map((why) => `${name}: ${why}`) : [],
    );
    assert.deepEqual(told, []);
  });

  it("are the reason of each route that is private, but for bytes", () => {
    const unexplained = Object.entries(routes as Record<string, Route>)
      .filter(([, { access, method, answer }]) => access === "private" && method === "get" && answer)
      .filter(([, { answer }]) => found(answer!).length === 0)
      .map(([name]) => name);
    assert.deepEqual(unexplained, []);
  });

  it("in bytes, which have no schema, were thought of by name", () => {
    const open = Object.entries(routes as Record<string, Route>)
      .filter(([, { rawAnswer, access }]) => rawAnswer && !access)
      .map(([name]) => name);
    assert.deepEqual(open.toSorted(), PUBLIC_BYTES);
  });

  it("are found wherever they are in an answer, and nowhere else", () => {
    const word = forOwner(z.string(), "a secret");
    const deep = z.array(z.object({ a: z.union([z.number(), z.record(z.string(), word.nullable().optional())]) }));
    assert.deepEqual(found(deep), ["a secret"]);
    assert.deepEqual(found(z.object({ a: z.string() })), []);
    assert.throws(() => found(z.object({ a: z.map(z.string(), z.string()) })), /teach this test/);
  });
});
