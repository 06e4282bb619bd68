// Pictures over HTTP: only known ones, as what their bytes are, cached for good.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Client, createClient, pictureUrl } from "../../../client/client.ts";
import { pictureRoutes } from "../../../node/http/routes/pictures.ts";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import { type HttpNode, TOKEN, rawRequest, startHttpNode } from "../../support/http-node.ts";
import { JPEG, PICTURE_CID } from "../../support/http-rooms.ts";

const authorization = `Bearer ${TOKEN}`;

describe("pictures over HTTP", () => {
  let node: HttpNode;
  let client: Client;
  before(async () => {
    node = await startHttpNode();
    client = createClient({ baseUrl: node.url, token: TOKEN });
  });
  after(() => node.stop());

  const post = (type: string, body: Uint8Array) =>
    rawRequest(node, "POST", `${API_PREFIX}/pictures`, { authorization, "content-type": type }, body);

  it("are served with their type, for good, and not sniffed", async () => {
    assert.deepEqual(await client.picture({ params: { cid: PICTURE_CID } }), JPEG);
    const { status, headers } = await rawRequest(node, "GET", pictureUrl(PICTURE_CID), { authorization });
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "image/jpeg");
    assert.equal(headers["cache-control"], "private, max-age=31536000, immutable");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    const again = await rawRequest(node, "GET", pictureUrl(PICTURE_CID), {
      authorization,
      "if-none-match": `"${PICTURE_CID}"`,
    });
    assert.equal(again.status, 304);
  });

  it("only those that a known listing or profile names", async () => {
    await assert.rejects(client.picture({ params: { cid: `baf${"b".repeat(56)}` } }), { code: "picture.unknown" });
  });

  it("bytes that are no picture are not served, whatever a peer called them", async () => {
    const page = new TextEncoder().encode("<!doctype html><script>alert(1)</script>");
    const routes = pictureRoutes({
      media: { addPicture: () => Promise.reject(new Error("unused")), read: async () => page },
      isNamed: () => true,
      uploads: { find: () => undefined, add() {} },
    });
    await using hostile = await startHttpNode({ handlers: { ...node.rooms.handlers, ...routes } });
    const asked = createClient({ baseUrl: hostile.url, token: TOKEN });
    await assert.rejects(asked.picture({ params: { cid: PICTURE_CID } }), { code: "picture.unknown" });
  });

  it("are stored from raw bytes", async () => {
    const picture = await client.addPicture({ body: JPEG, query: { alt: "a cup" } });
    assert.deepEqual([picture.bytes, picture.alt], [JPEG.length, "a cup"]);
  });

  it("are found again by what their bytes were, as long as they are here", async () => {
    const digest = `0x${createHash("sha256").update(JPEG).digest("hex")}`;
    const added = await client.addPicture({ body: JPEG, query: { alt: "a cup" } });
    const found = await client.uploadedPicture({ params: { digest }, query: { alt: "another word" } });
    assert.deepEqual(found, { ...added, alt: "another word" });
    const other = { params: { digest: `0x${"0".repeat(64)}` } };
    await assert.rejects(client.uploadedPicture(other), { code: "picture.unknown" });
    const routes = pictureRoutes({
      media: { addPicture: () => Promise.reject(new Error("unused")), read: () => Promise.reject(new Error("gone")) },
      isNamed: () => true,
      uploads: { find: () => added, add() {} },
    });
    await using restored = await startHttpNode({ handlers: { ...node.rooms.handlers, ...routes } });
    const asked = createClient({ baseUrl: restored.url, token: TOKEN });
    await assert.rejects(asked.uploadedPicture({ params: { digest } }), { code: "picture.unknown" });
  });

  it("uploads are bounded and must be bytes", async () => {
    const large = await post("image/png", new Uint8Array(13 * 1024 * 1024)).catch(() => undefined);
    // The server may close before the whole body was sent.
    if (large) assert.equal((JSON.parse(large.body.toString()) as { code: string }).code, "body.too-large");
    for (const [type, body] of [
      ["image/svg+xml", JPEG],
      ["application/json", JPEG],
      ["image/png", new Uint8Array()],
    ] as const) {
      const refused = await post(type, body);
      assert.equal(refused.status, 400);
      assert.equal((JSON.parse(refused.body.toString()) as { code: string }).code, "body.malformed");
    }
  });
});
