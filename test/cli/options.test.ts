// Options follow from the schemas: a route that somebody adds needs no words of the command line but its name.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import type { Command } from "../../cli/commands.ts";
import { type Option, optionsOf } from "../../cli/options.ts";
import { page, route } from "../../protocol/api/route.ts";
import { isPaged, settingsOf } from "../../cli/settings.ts";

const sample = route({
  method: "post",
  path: "/things/:owner",
  summary: "A thing",
  params: z.strictObject({ owner: z.string().regex(/^0x[0-9a-fA-F]{40}$/) }),
  query: z.strictObject({ wait: z.coerce.number().default(0), open: z.stringbool().optional() }),
  body: z.strictObject({
    shipsFrom: z.string().length(2),
    kind: z.enum(["a", "b"]).default("a"),
    units: z.int().min(1).max(9).default(1).meta({ description: "how many" }),
    tags: z.array(z.string()).max(3).default([]),
    address: z
      .strictObject({ city: z.string(), note: z.string().default("") })
      .nullable()
      .default(null),
    parts: z.array(z.strictObject({ id: z.string(), price: z.string() })).min(1),
    deep: z.strictObject({ inner: z.strictObject({ x: z.int() }) }).optional(),
    gift: z.boolean().default(false),
  }),
  status: 202,
});
const command = {
  noun: "things",
  verb: "make",
  name: "node",
  example: "",
  names: { kind: "sort" },
  route: sample,
} as const;
const options = optionsOf(command as Command);
const of = (flag: string): Option => options.find((option) => option.flag === flag) ?? assert.fail(`no --${flag}`);

describe("options of a route", () => {
  it("are named after their fields, the path's first; waiting is the program's own", () => {
    assert.deepEqual(
      options.map(({ flag }) => flag),
      "owner open ships-from sort units tags address address-city address-note parts deep gift".split(" "),
    );
  });

  it("are of the kinds that the schemas say", () => {
    assert.deepEqual(of("owner").kind, { type: "text", form: "address" });
    assert.deepEqual(of("open").kind, { type: "boolean" }, "a query's yes or no travels as text");
    assert.deepEqual(of("gift").kind, { type: "boolean" });
    assert.deepEqual(of("sort").kind, { type: "choice", choices: ["a", "b"] });
    assert.deepEqual(of("tags").kind, { type: "texts" });
    assert.equal(of("parts").kind.type === "object" && of("parts").kind.type, "object");
  });

  it("say what is needed, allowed and left out", () => {
    assert.deepEqual([of("ships-from").required, of("ships-from").limits], [true, "2 characters"]);
    assert.deepEqual([of("units").default, of("units").description, of("units").limits], [1, "how many", "1 to 9"]);
    assert.deepEqual([of("address-city").required, of("address-city").group], [false, "address"]);
    assert.equal(of("address-note").group, undefined);
    assert.equal(of("parts").required, true);
  });

  it("offer either of several objects, and need what all of them need", () => {
    const body = z.union([
      z.strictObject({ how: z.literal("days"), days: z.int(), why: z.string() }),
      z.strictObject({ how: z.literal("hours"), hours: z.int(), why: z.string() }),
    ]);
    const either = optionsOf({ ...command, names: {}, route: { ...sample, body } } as unknown as Command);
    const found = either.filter(({ place }) => place === "body");
    assert.deepEqual(
      found.map(({ flag, required }) => [flag, required]),
      [
        ["how", true],
        ["days", false],
        ["why", true],
        ["hours", false],
      ],
    );
    assert.deepEqual(found[0]!.kind, { type: "choice", choices: ["days", "hours"] });
  });
});

describe("settings of a route", () => {
  const flags = (definition: Parameters<typeof settingsOf>[0]) => settingsOf(definition).map(({ flag }) => flag);
  it("follow from what it takes and answers", () => {
    assert.deepEqual(flags(sample), ["file", "no-wait", "timeout"]);
    const read = { method: "get", path: "/x", summary: "", status: 200 } as const;
    assert.deepEqual(flags({ ...read, answer: page(z.string()) }), ["all"]);
    assert.deepEqual(flags({ ...read, rawAnswer: "image/webp" }), ["output"]);
    assert.deepEqual(flags({ ...read, rawAnswer: "text/event-stream" }), []);
    assert.deepEqual(flags({ ...read, body: z.strictObject({}).optional() }), []);
    assert.equal(isPaged({ ...read, answer: z.array(z.string()) }), false);
  });
});
