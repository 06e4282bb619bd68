// Whatever comes over HTTP, a real node refuses it in words or does it whole: no 5xx, no stack, and nothing half-done.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { finished } from "../../client/operations.ts";
import { STAND_INS } from "../../protocol/api/example.ts";
import { examples } from "../../protocol/api/examples.ts";
import type { Route } from "../../protocol/api/route.ts";
import { type RouteName, routes } from "../../protocol/api/routes.ts";
import { problem } from "../../protocol/api/schemas.ts";
import type { Address } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { filled } from "../support/example-sender.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type FuzzedRequest, fuzzedRequest } from "../support/fuzzed-request.ts";
import { counted, report } from "../support/long.ts";

const REQUESTS = counted(10_000, 1_000);
/** What a command adds a row to before anything else happens; transactions and entries may come of an earlier one. */
const TABLES = ["operations", "tokens", "following", "files"];
const names: Record<string, unknown> = {};
const folders: (() => void)[] = [];
/** Nobody and nothing that is here. */
const STRANGERS = STAND_INS;
const LAMP = {
  id: "brass-desk-lamp",
  title: "Brass desk lamp",
  category: "home/lighting",
  currency: "tUSD",
  shipsFrom: "PT",
};
const sellerFolder = temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const buyerFolder = temporaryFolder({ after: (clean) => folders.push(clean as () => void) });

let chain: DevChain;
let seller: NodeProcess;
let buyer: NodeProcess;
let own: DatabaseSync;

interface Said {
  status: number;
  type: string;
  text: string;
  /** Seconds. */
  retryAfter: number;
}

describe("a real node under fuzzed requests", () => {
  before(async () => {
    chain = await startDevChain();
    seller = await startNode({ name: "seller", directory: sellerFolder, rpc: chain.url });
    buyer = await startNode({ name: "buyer", directory: buyerFolder, rpc: chain.url, join: seller.multiaddrs });
    await chain.fund(buyer.address as Address, { coin: 10n ** 19n, tUSD: 10n ** 10n });
    const body = { ...LAMP, variants: [{ id: "v1", price: "40.00" }] };
    await finished(seller.client, seller.client.publishListing({ body, wait: 20 }));
    const params = { seller: seller.address, listing: LAMP.id };
    await until(async () => (await buyer.client.listing({ params }).catch(() => undefined)) !== undefined, "the lamp");
    const { cid } = await buyer.client.listing({ params });
    const purchase = { seller: seller.address, listing: LAMP.id, variant: "v1", cid, delivery: DELIVERY };
    const order = (await finished(buyer.client, buyer.client.buy({ body: purchase, wait: 20 }))).subject;
    const tUSD = (await buyer.client.currencies()).find(({ symbol }) => symbol === "tUSD")!.address;
    const { id: token } = await buyer.client.makeToken({ body: { name: "given", scope: "read" } });
    const operation = (await buyer.client.operations()).items[0]!.id;
    Object.assign(names, { ...STRANGERS, seller: seller.address, cid, order, currency: tUSD, token, operation });
    own = new DatabaseSync(path.join(buyerFolder, "own.db"), { readOnly: true });
  });
  after(async () => {
    own?.close();
    await Promise.all([seller?.stop(), buyer?.stop()]);
    await chain?.stop();
    for (const clean of folders) clean();
  });

  /** Read to the end: a row that is left unread would hold on to the state of now. */
  const rows = () =>
    own
      .prepare(TABLES.map((table) => `SELECT '${table}' AS name, count(*) AS n FROM ${table}`).join(" UNION ALL "))
      .all();

  it(`${REQUESTS} of them: each is done, or refused as a problem that changed nothing`, async () => {
    const arbitraries = Object.entries<Route>(routes).map(([name, route]) =>
      fuzzedRequest(route, filled(examples[name as RouteName], names), buyer.token),
    );
    const codes = new Map<string, number>();
    const count = (code: string) => codes.set(code, (codes.get(code) ?? 0) + 1);
    let server = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(...arbitraries), async (fuzzed) => {
        const earlier = rows();
        let { status, type, text, retryAfter } = await send(fuzzed);
        // Too many of them are refused unread, and a busy machine's chain may be late: those would show nothing.
        while (status === 429 || text.includes('"chain.unreachable"')) {
          await new Promise((resolve) => setTimeout(resolve, (retryAfter || 1) * 1_000));
          ({ status, type, text, retryAfter } = await send(fuzzed));
        }
        if (status < 400) return void count(String(status));
        if (status >= 500) server++;
        assert.ok(status < 500, `${status} ${text}`);
        assert.match(type, /^application\/problem\+json/, text.slice(0, 300));
        const told = problem.strict().parse(JSON.parse(text));
        assert.equal(told.status, status);
        assert.doesNotMatch(text, /\bat .*(:\d+:\d+|node_modules)/, "no stack text");
        assert.deepEqual(rows(), earlier, `refused with ${told.code}, and something is left of it`);
        count(told.code);
      }),
      { numRuns: REQUESTS, seed: 20_261_125, endOnFailure: true },
    );
    const done = [...codes].filter(([code]) => /^\d/.test(code)).reduce((sum, [, n]) => sum + n, 0);
    const kinds = [...codes].toSorted(([, a], [, b]) => b - a).map(([code, n]) => `${code} ${n}`);
    report(
      {
        test: "fuzzed HTTP requests to a real node",
        count: REQUESTS,
        figure: "0 × 5xx, each refusal a problem with a code, nothing left of it",
        measured: `${server} × 5xx, ${done} done; ${kinds.join(", ")}`,
      },
      { "an answer was 5xx": server > 0, "too little was done": done < REQUESTS / 50, "few codes": codes.size < 15 },
    );
    assert.equal(readdirSync(path.join(buyerFolder, "goods")).length, fileRows(), "files that are no file for sale");
    assert.equal((await buyer.client.node()).address, buyer.address, "the node still answers");
  });

  const fileRows = () => Number(rows().find(({ name }) => name === "files")!.n);

  it("what is not HTTP gets a problem too, or no answer, and the node goes on", async () => {
    const host = `host: 127.0.0.1:${new URL(buyer.url).port}\r\nauthorization: Bearer ${buyer.token}\r\n`;
    const post = `POST /api/v1/listings HTTP/1.1\r\n${host}content-type: application/json\r\n`;
    const odd: [bytes: string, status: number, code: string][] = [
      ["GET /api/v1/node HTTP/1.1\r\nno colon\r\n\r\n", 400, "request.malformed"],
      ["\u0000\u0001\u0002\r\n\r\n", 400, "request.malformed"],
      ["GET /api/v1/node HTTP/9.9\r\n\r\n", 400, "request.malformed"],
      [`GET /api/v1/node HTTP/1.1\r\n${host}x: ${"y".repeat(20_000)}\r\n\r\n`, 431, "request.too-large"],
      [`${post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, 400, "request.malformed"],
      [`${post}transfer-encoding: chunked\r\n\r\nzz\r\n`, 400, "request.malformed"],
      [`${post}content-length: -1\r\n\r\n`, 400, "request.malformed"],
      [`GET /api/v1/node HTTP/1.1\r\n${host}expect: 200-ok\r\n\r\n`, 400, "request.malformed"],
      ["GET /api/v1/node HTTP/1.1\r\n\r\n", 403, "auth.host"],
    ];
    for (const [bytes, status, code] of odd) {
      const answer = await raw(bytes);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), JSON.stringify(bytes.slice(0, 60)));
      assert.match(answer, /content-type: application\/problem\+json/i);
      assert.equal(problem.parse(JSON.parse(answer.split("\r\n\r\n")[1]!)).code, code);
    }
    const followed = `/api/v1/following/${seller.address}`;
    const pipelined = await raw(`PUT ${followed} HTTP/1.1\r\n${host}\r\nnot a request\r\n\r\n`);
    assert.match(pipelined, /^HTTP\/1\.1 200 /, "what was done is not told as a refusal of what came after it");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        const answer = await raw(Buffer.concat([bytes, Buffer.from("\r\n\r\n")]));
        assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/);
      }),
      { numRuns: 100, seed: 7 },
    );
    assert.equal((await buyer.client.node()).address, buyer.address);
  });

  /** Everything that is said until the end of the connection, or nothing for a second. */
  function raw(bytes: string | Uint8Array): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(buyer.url).port), "127.0.0.1", () => socket.write(bytes));
      let text = "";
      const end = () => {
        socket.destroy();
        resolve(text);
      };
      socket.on("data", (chunk) => {
        text += chunk.toString("latin1");
        if (/\r\n\r\n.*\}$/s.test(text)) end();
      });
      socket.setTimeout(1_000, end);
      socket.on("close", end);
      socket.on("error", () => {});
    });
  }

  function send({ method, target, headers, body }: FuzzedRequest): Promise<Said> {
    const { port } = new URL(buyer.url);
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: "127.0.0.1", port, method, path: target, headers }, (incoming) => {
        const { statusCode: status = 0 } = incoming;
        const type = incoming.headers["content-type"] ?? "";
        const chunks: Buffer[] = [];
        const retryAfter = Number(incoming.headers["retry-after"] ?? 0);
        const done = () => resolve({ status, type, retryAfter, text: Buffer.concat(chunks).toString() });
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", done).on("error", done);
        if (type !== routes.events.rawAnswer) return;
        outgoing.destroy();
        done();
      });
      outgoing.on("error", reject);
      outgoing.setTimeout(40_000, () => outgoing.destroy(new Error(`no answer to ${method} ${target}`)));
      outgoing.end(body);
    });
  }
});
