// What a schema refuses is told in a person's words: what is wrong, what would be valid, and nothing of zod's own.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { listingDraft } from "../../protocol/api/inputs.ts";
import type { Route } from "../../protocol/api/route.ts";
import { routes } from "../../protocol/api/routes.ts";
import { IN_WORDS } from "../../protocol/fault-words.ts";
import { address } from "../../protocol/ids.ts";
import { judge } from "../../protocol/verdict.ts";

function words(schema: z.ZodType, value: unknown): string {
  const { error } = schema.safeParse(value, IN_WORDS);
  return error!.issues.map(({ message }) => message).join("; ");
}

describe("the words for a fault", () => {
  const cases: [what: string, schema: z.ZodType, value: unknown, words: string][] = [
    ["missing", z.string(), undefined, "it is missing: expected text"],
    ["a missing object", z.strictObject({}), undefined, "it is missing: expected an object with fields"],
    ["a missing choice", z.enum(["new", "used"]), undefined, "it is missing: expected one of new, used"],
    ["null", z.string(), null, "expected text, not null"],
    ["another type", z.string(), 5, "expected text, not a number"],
    ["not a number", z.number(), "five", "expected a number, not text"],
    ["not a number in a query", z.coerce.number(), "five", "expected a number"],
    ["not whole", z.int(), 1.5, "expected a whole number, not 1.5"],
    ["not a list", z.array(z.string()), "a", "expected a list, not text"],
    ["a list", z.strictObject({}), [], "expected an object with fields, not a list"],
    ["not true or false", z.boolean(), "yes", "expected true or false, not text"],
    ["true", z.string(), true, "expected text, not true"],
    ["too long", z.string().max(3), "four", "it is too long: at most 3 characters, not 4"],
    ["too short", z.string().min(3), "ab", "it is too short: at least 3 characters, not 2"],
    ["empty", z.string().min(1), "", "it may not be empty"],
    ["of another length", z.string().length(1), "ab", "it is too long: exactly 1 character, not 2"],
    ["too many", z.array(z.int()).max(1), [1, 2], "there are too many: at most 1, not 2"],
    ["too few", z.array(z.int()).min(3), [1, 2], "there are too few: at least 3, not 2"],
    ["none", z.array(z.int()).min(1), [], "there is none: at least 1 is needed"],
    ["too large", z.int().max(100), 500, "it is too large: at most 100, not 500"],
    ["too small", z.int().min(1), 0, "it is too small: at least 1, not 0"],
    ["zero", z.number().positive(), 0, "it is too small: more than 0, not 0"],
    ["not one of", z.enum(["new", "used"]), "odd", 'expected one of new, used, not "odd"'],
    ["not the one", z.literal("everywhere"), "here", 'expected everywhere, not "here"'],
    ["a long wrong choice", z.enum(["a"]), "x".repeat(90), `expected a, not "${"x".repeat(40)}…"`],
    [
      "unknown fields",
      z.strictObject({ title: z.string().optional() }),
      { titel: 1, prise: 2 },
      'there is no field "titel", "prise"; known are: title',
    ],
    ["no day", z.iso.date(), "25.11.", "expected a day, like 2026-11-25"],
    ["no time", z.iso.datetime(), "noon", "expected a time, like 2026-11-25T12:00:00Z"],
    ["no multiple", z.number().multipleOf(5), 3, "expected a multiple of 5"],
    ["none of two", z.union([z.string(), z.int()]), true, "expected text or a number, not true"],
    [
      "fields of one and of the other",
      z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int() }).transform(({ b }) => ({ a: b }))]),
      { a: 1, b: 2 },
      "give one of a and b",
    ],
    [
      "fields of three, with one of all",
      z.union([
        z.strictObject({ why: z.string(), a: z.int() }),
        z.strictObject({ why: z.string(), b: z.int(), c: z.int() }),
        z.strictObject({ why: z.string(), d: z.int() }),
      ]),
      { why: "", a: 1, b: 2, c: 3 },
      "give one of a and b with c",
    ],
    [
      "a field of neither",
      z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int() })]),
      { a: 1, odd: 2 },
      'there is no field "odd"; known are: a',
    ],
    [
      "the nearer of two",
      z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int(), c: z.int() })]),
      { a: "x" },
      "a: expected a number, not text",
    ],
    [
      "no kind of it",
      z.discriminatedUnion("kind", [z.object({ kind: z.literal("csv") }), z.object({ kind: z.literal("json") })]),
      { kind: "xml" },
      'expected one of csv, json, not "xml"',
    ],
    [
      "a name that is none",
      z.record(z.string().regex(/^[a-z]+$/, "expected small letters"), z.int()),
      { A: 1 },
      '"A" is no valid name here: expected small letters',
    ],
    ["what its schema says itself", address, "0x1", "expected an address: 0x and 40 hex digits"],
  ];
  for (const [what, schema, value, expected] of cases) {
    it(what, () => assert.equal(words(schema, value), expected));
  }

  it("many choices are not all told", () => {
    const choices = Array.from({ length: 33 }, (_, number) => `c${number}`) as [string, ...string[]];
    assert.match(words(z.enum(choices), "x"), /^expected one of c0, .*, c29 or 3 others, not "x"$/);
  });

  it("a verdict on what peers sent has them, too", () => {
    const verdict = judge(z.strictObject({ title: z.string().max(3) }), { title: "four" }, "x");
    assert.deepEqual(verdict, { ok: false, code: "x", reason: "title: it is too long: at most 3 characters, not 4" });
  });

  it("nothing that a route takes is refused in zod's words", () => {
    const wrong: unknown[] = [undefined, null, 5, -1, 1.5, "", "x".repeat(10_000), true, [], {}, { no: 1 }, [{}]];
    const schemas = Object.values<Route>(routes).flatMap(({ query, params, body }) =>
      [query, params, body].filter((one) => one !== undefined),
    );
    assert.ok(schemas.length > 50);
    const draft = listingDraft as unknown as z.ZodObject;
    const whole = Object.fromEntries(Object.keys(draft.shape).map((name) => [name, null]));
    for (const schema of schemas) {
      const names = Object.keys((schema as Partial<z.ZodObject>).shape ?? {});
      const filled = wrong.map((value) => Object.fromEntries(names.map((name) => [name, value])));
      for (const value of [...wrong, whole, ...filled]) {
        for (const { message } of schema.safeParse(value, IN_WORDS).error?.issues ?? [])
          assert.doesNotMatch(
            message,
            /Invalid|Too (big|small)|Unrecognized|received|expected (string|number|array|int)\b/,
          );
      }
    }
  });
});
