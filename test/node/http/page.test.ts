// The page: its own addresses lead to it, hashed files are cached for good, nothing outside its folder is served.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, it } from "node:test";
import { rawRequest, startHttpNode } from "../../support/http-node.ts";

const HTML = { accept: "text/html,*/*" };

describe("the page", () => {
  it("says so while it is not built", async () => {
    await using node = await startHttpNode();
    const { status, headers, body } = await rawRequest(node, "GET", "/", HTML);
    assert.equal(status, 503);
    assert.match(String(headers["content-type"]), /^text\/plain/);
    assert.match(body.toString(), /npm run build/);
  });

  it("is served without a cache, its hashed files with one", async () => {
    await using node = await startHttpNode();
    await mkdir(path.join(node.assets, "assets"));
    await writeFile(path.join(node.assets, "index.html"), "<!doctype html><title>Souk</title>");
    await writeFile(path.join(node.assets, "assets/page-12ab.js"), "export {};");
    await writeFile(path.join(node.assets, ".env"), "SECRET=1");
    await writeFile(path.join(path.dirname(node.assets), "outside.txt"), "outside");
    await writeFile(path.join(node.assets, "icon.svg"), "<svg/>");
    assert.equal((await rawRequest(node, "GET", "/icon.svg")).headers["cache-control"], "no-store");
    for (const address of ["/", "/orders/0x12", "/listings/0x12/cup?x=1"]) {
      const { status, headers, body } = await rawRequest(node, "GET", address, HTML);
      assert.equal(status, 200, address);
      assert.match(body.toString(), /Souk/);
      assert.equal(headers["cache-control"], "no-store");
      assert.match(String(headers["content-type"]), /^text\/html/);
    }
    const script = await rawRequest(node, "GET", "/assets/page-12ab.js");
    assert.equal(script.headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(String(script.headers["content-type"]), /javascript/);
    for (const missing of [
      "/assets/gone.js",
      "/.env",
      "/../outside.txt",
      "/..%2foutside.txt",
      "/assets/",
      "/index.php",
    ]) {
      const { status, body } = await rawRequest(node, "GET", missing);
      assert.ok(!/SECRET|outside$/.test(body.toString()), missing);
      if (missing !== "/assets/") assert.ok(status >= 400, `${missing} ${status}`);
    }
    assert.equal((await rawRequest(node, "GET", "/orders", { accept: "application/json" })).status, 404);
  });
});
