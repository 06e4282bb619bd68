// Files over HTTP: read and sent as they come, saved and never shown, whatever the seller called them.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { createClient, orderFileUrl } from "../../../client/client.ts";
import { SoukError } from "../../../node/core/errors.ts";
import { fileRoutes } from "../../../node/http/routes/files.ts";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";

const authorization = `Bearer ${TOKEN}`;
const order = `0x${"12".repeat(32)}`;
const codeOf = (body: Buffer) => (JSON.parse(body.toString()) as { code: string }).code;

describe("files over HTTP", () => {
  let node: HttpNode;
  before(async () => {
    node = await startHttpNode();
  });
  after(() => node.stop());

  it("are sent to be saved, under a name that is safe in a header", async () => {
    const { status, headers, body } = await rawRequest(node, "GET", orderFileUrl(order), { authorization });
    assert.deepEqual([status, body.toString()], [200, "all of it"]);
    assert.equal(headers["content-type"], "application/octet-stream");
    assert.equal(headers["content-length"], "9");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cache-control"], "no-store");
    assert.match(
      String(headers["content-disposition"]),
      /^attachment; filename="[^"]+"; filename\*=UTF-8''Map%20%E2%80%93%20%C3%85land\.pdf$/,
    );
    assert.equal((await rawRequest(node, "GET", orderFileUrl(order))).status, 401);
  });

  it("that are not here yet are a problem like any other", async () => {
    const { status, body } = await rawRequest(node, "GET", orderFileUrl(`0x${"cd".repeat(32)}`), { authorization });
    assert.deepEqual([status, codeOf(body)], [409, "file.not-ready"]);
  });

  it("that break off are noticed by who reads them", async () => {
    const { vault } = { vault: { add: () => Promise.reject(new Error("unused")) } };
    const file = { name: "a", mediaType: "text/plain", bytes: 9, digest: `0x${"cd".repeat(32)}` as never };
    const broken = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(new Uint8Array(4));
          controller.error(new Error("a block is missing"));
        },
      });
    const routes = fileRoutes({ vault, arrival: { open: async () => ({ file, stream: broken() }) } });
    await using other = await startHttpNode({ handlers: { ...node.rooms.handlers, ...routes } });
    await assert.rejects(rawRequest(other, "GET", orderFileUrl(order), { authorization }));
  });

  it("that are too large are refused with a reason while they are still being sent", async () => {
    const vault = {
      async add(source: AsyncIterable<Uint8Array>): Promise<never> {
        for await (const part of source) if (part.length > 0) throw new SoukError("file.too-large", "no more");
        throw new Error("nothing came");
      },
    };
    const routes = fileRoutes({ vault, arrival: { open: () => Promise.reject(new Error("unused")) } });
    await using other = await startHttpNode({ handlers: { ...node.rooms.handlers, ...routes } });
    const headers = { authorization, "content-type": "application/octet-stream" };
    const body = new Uint8Array(40_000_000);
    const answer = await rawRequest(other, "POST", `${API_PREFIX}/files?name=a`, headers, body);
    assert.deepEqual([answer.status, codeOf(answer.body)], [413, "file.too-large"]);
    let read = 0;
    const endless = async function* () {
      for (;;) yield new Uint8Array(64 * 1024).fill(++read);
    };
    const client = createClient({ baseUrl: other.url, token: TOKEN });
    const source = Readable.toWeb(Readable.from(endless())) as ReadableStream<Uint8Array<ArrayBuffer>>;
    await assert.rejects(client.addFile({ query: { name: "a" }, body: source }), { code: "file.too-large" });
    assert.ok(read < 1_000, "the client read on without being asked to");
  });

  it("are taken in as a stream of bytes, under a plain name", async () => {
    const client = createClient({ baseUrl: node.url, token: TOKEN });
    const body = new Blob([new Uint8Array(20_000_000)]);
    const stored = await client.addFile({ query: { name: "map.pdf", mediaType: "application/pdf" }, body });
    assert.deepEqual([stored.name, stored.mediaType, stored.bytes], ["map.pdf", "application/pdf", body.size]);
    const post = (query: string, headers: Record<string, string>) =>
      rawRequest(node, "POST", `${API_PREFIX}/files?${query}`, { authorization, ...headers }, "bytes");
    const bytes = { "content-type": "application/octet-stream" };
    for (const query of ["name=..%2Fmap", "name=.profile", "", "name=a&mediaType=text"]) {
      assert.equal(codeOf((await post(query, bytes)).body), "input.invalid", query);
    }
    assert.equal(codeOf((await post("name=a", { "content-type": "text/plain" })).body), "body.malformed");
    assert.equal(codeOf((await post("name=a", { ...bytes, "content-encoding": "gzip" })).body), "body.malformed");
  });
});
