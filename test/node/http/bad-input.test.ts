// Whatever is sent, the answer is a problem that says what is wrong; never a 5xx, never a stack.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Route } from "../../../protocol/api/route.ts";
import { API_PREFIX, routes } from "../../../protocol/api/routes.ts";
import { problem } from "../../../protocol/api/schemas.ts";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { type HttpNode, type RawAnswer, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

const JSON_HEADERS = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
const ORDER = `0x${"ab".repeat(32)}`;
const withBody = Object.values<Route>(routes).filter(({ body }) => body);
const filled = ({ path }: Route) => API_PREFIX + path.replace(":order", ORDER);

function problemIn({ status, headers, body }: RawAnswer) {
  assert.match(String(headers["content-type"]), /^application\/problem\+json/, body.toString().slice(0, 200));
  const parsed = problem.strict().parse(JSON.parse(body.toString()));
  assert.equal(parsed.status, status);
  assert.equal(parsed.type, `urn:souk:problem:${parsed.code}`);
  assert.doesNotMatch(body.toString(), /\bat .*(:\d+:\d+|node_modules)|\.ts\b/, "no stack text");
  return parsed;
}

describe("bad input", () => {
  let node: HttpNode;
  before(async () => void (node = await startHttpNode({ maxRequests: 1_000_000 })));
  after(() => node.stop());

  const post = async (path: string, body: string | Uint8Array, headers: Record<string, string> = JSON_HEADERS) =>
    problemIn(await rawRequest(node, "POST", API_PREFIX + path, headers, body));

  const get = async (path: string) => problemIn(await rawRequest(node, "GET", API_PREFIX + path, JSON_HEADERS));

  it("a body that is not JSON", async () => {
    for (const body of ["{", "nope", '{"a":1,}', "\u0000", Buffer.from([0xff, 0xfe]), "[1]]"]) {
      assert.equal((await post("/listings", body)).code, "body.malformed");
    }
  });

  it("a body of the wrong kind, or squeezed", async () => {
    const { authorization } = JSON_HEADERS;
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const refusal = await post("/listings", "{}", { authorization, "content-type": type });
      assert.equal(refusal.code, "body.malformed");
      assert.match(refusal.detail, /application\/json/);
    }
    const squeezed = await post("/listings", "{}", { ...JSON_HEADERS, "content-encoding": "gzip" });
    assert.equal(squeezed.code, "body.malformed");
  });

  it("no body where one is needed", async () => {
    const refusal = await post("/listings", "", { authorization: JSON_HEADERS.authorization });
    assert.equal(refusal.code, "input.invalid");
    assert.equal(refusal.field, "body");
  });

  it("a body that is too large", async () => {
    const refusal = await post("/listings", JSON.stringify({ title: "x".repeat(300_000) }));
    assert.equal(refusal.code, "body.too-large");
    assert.match(refusal.detail, /262144/);
  });

  it("JSON nested 45,000 deep (S-18)", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const depth = open === "[" ? 45_000 : 40_000;
      const body = `${open.repeat(depth)}1${close.repeat(depth)}`;
      const refusal = await post("/listings", body);
      assert.equal(refusal.code, "body.malformed");
      assert.match(refusal.detail, /nested/);
    }
    const harmless = await post("/listings", JSON.stringify({ title: '[{"'.repeat(100) }));
    assert.equal(harmless.code, "input.invalid", "brackets inside strings do not count");
  });

  it("a field that is wrong is named, with what would be right", async () => {
    const draft = { title: "A cup", category: "x", currency: "USD", shipsFrom: "DE", variants: [{ price: "1" }] };
    const broken: [object, string, RegExp][] = [
      [{ ...draft, title: undefined }, "title", /field title: it is missing: expected text$/],
      [{ ...draft, condition: "shiny" }, "condition", /one of new, .*used.*, not "shiny"/],
      [{ ...draft, variants: [{ price: 1 }] }, "variants.0.price", /expected text, not a number$/],
      [{ ...draft, variants: [{ price: "1", id: "Not An Id" }] }, "variants.0.id", /small letters/],
      [{ ...draft, colour: "red" }, "colour", /known are: id, title, /],
      [{ ...draft, __proto__: undefined, constructor: 1 }, "constructor", /there is no field "constructor"/],
    ];
    for (const [body, field, words] of broken) {
      const refusal = await post("/listings", JSON.stringify(body));
      assert.equal(refusal.code, "input.invalid");
      assert.equal(refusal.field, field);
      assert.match(refusal.detail, words);
    }
    const poisoned = await post("/listings", `{"__proto__":{"title":"x"},${JSON.stringify(draft).slice(1)}`);
    assert.equal(poisoned.field, "__proto__");
    assert.deepEqual(node.rooms.calls, [], "nothing was changed");
  });

  it("paths and queries are checked too", async () => {
    assert.equal((await get("/orders/0x12")).field, "order");
    assert.equal((await get("/listings/0x12/cup")).field, "seller");
    assert.equal((await get("/listings?limit=1000")).field, "limit");
    assert.equal((await get("/listings?q=a&q=b")).field, "q");
    assert.equal((await get("/listings?colour=red")).field, "colour");
    for (const [query, field] of [
      ["minPrice=5", "currency"],
      ["currency=tUSD", "currency"],
      [`currency=${ZERO_ADDRESS}&maxPrice=1.5`, "maxPrice"],
      ["shipsTo=portugal", "shipsTo"],
      ["shipsFrom=pt", "shipsFrom"],
      ["rating=9", "rating"],
      ["rating=many", "rating"],
      [`q=${"x".repeat(501)}`, "q"],
    ] as const) {
      for (const path of ["/listings", "/facets"]) {
        assert.equal((await get(`${path}?${query}`)).field, field, `${path}?${query}`);
      }
    }
    const condition = await get("/facets?condition=new,stolen");
    assert.match(condition.field!, /^condition/);
    assert.match(condition.detail, /refurbished/, "says what would be valid");
    assert.equal((await get("/facets?sort=newest")).field, "sort", "counts have no order");
    assert.equal((await get("/listings?cursor=x")).field, "cursor");
    assert.equal((await get("/node?x=1")).field, "x");
    assert.equal((await get("/operations/x?wait=31")).field, "wait");
    assert.equal((await get("/pictures/%ff")).code, "input.malformed");
  });

  it("what this node does not know", async () => {
    const seller = `0x${"1".repeat(40)}`;
    const cases = {
      [`/listings/${seller}/cup`]: ["listing.unknown", `${seller}/cup`],
      [`/orders/${ORDER}`]: ["order.unknown", ORDER],
      [`/profiles/${seller}`]: ["profile.unknown", seller],
      "/operations/nope": ["operation.unknown", "nope"],
      "/pictures/nope": ["picture.unknown", "nope"],
    };
    for (const [path, [code, subject]] of Object.entries(cases)) {
      const answer = await get(path);
      assert.deepEqual([answer.code, answer.subject, answer.status], [code, subject, 404]);
    }
  });

  it("an error that nobody foresaw keeps its words in the log", async () => {
    const { handlers } = node.rooms;
    const secret = "the words of the error";
    const fails = () => {
      throw new Error(secret);
    };
    for (const handler of [fails, async () => fails()]) {
      await using broken = await startHttpNode({ handlers: { ...handlers, node: handler } });
      const answer = await rawRequest(broken, "GET", `${API_PREFIX}/node`, JSON_HEADERS);
      const told = problemIn(answer);
      assert.equal(told.code, "internal");
      assert.ok(!answer.body.includes(secret));
      const line = broken.logger.lines.find(({ level }) => level === "error")!;
      const { id, err } = line.details as { id: string; err: Error };
      assert.equal(err.message, secret);
      assert.equal(id, answer.headers["x-request-id"]);
      assert.ok(told.detail.includes(id));
    }
  });

  it("1,000 fuzzed bodies: no 5xx, no stack, the node still answers", async () => {
    const near = fc.record(
      {
        title: fc.anything(),
        variants: fc.array(fc.anything(), { maxLength: 3 }),
        seller: fc.oneof(fc.anything(), fc.constant(`0x${"1".repeat(40)}`)),
        units: fc.oneof(fc.double(), fc.bigInt().map(Number)),
        review: fc.anything(),
        text: fc.oneof(fc.string({ unit: "binary" }), fc.anything()),
        tracking: fc.string({ unit: "binary", maxLength: 300 }),
        buyerBps: fc.double(),
        delivery: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const jsonText = fc.oneof(
      fc.json({ maxDepth: 40 }),
      near.map((value) => JSON.stringify(value, numbers)),
    );
    const body = fc.oneof(
      jsonText.map((text) => Buffer.from(text)),
      fc.tuple(jsonText, fc.nat(), fc.nat(255)).map(([text, at, byte]) => flipped(text, at, byte)),
      fc.uint8Array({ maxLength: 200 }),
    );
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...withBody), body, async (route, bytes) => {
        const answer = await rawRequest(node, route.method.toUpperCase(), filled(route), JSON_HEADERS, bytes);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        assert.ok(answer.status < 500, `${answer.status} ${answer.body}`);
        if (answer.status >= 400) problemIn(answer);
      }),
      { numRuns: 1_000, seed: 20_261_122 },
    );
    assert.ok((statuses.get(400) ?? 0) > 500, JSON.stringify([...statuses]));
    assert.equal((await rawRequest(node, "GET", `${API_PREFIX}/node`, JSON_HEADERS)).status, 200);
    assert.deepEqual(
      node.logger.lines.filter(({ level }) => level === "error"),
      [],
    );
  });
});

const numbers = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);

function flipped(text: string, at: number, byte: number): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 0) bytes[at % bytes.length] = byte;
  return bytes;
}
