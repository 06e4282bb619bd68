// The browsable page of the API: it loads without a token, from the node alone, faults nowhere, and calls the API with a token.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { API_PAGE } from "../../node/http/api-page.ts";
import { launchBrowser } from "../support/browser.ts";
import { type HttpNode, TOKEN, startHttpNode } from "../support/http-node.ts";
import { SIZES, type Size, sidewaysScroll } from "./support/watched-page.ts";

describe("the page of the API", () => {
  let browser: Browser;
  let node: HttpNode;
  before(async () => {
    [browser, node] = await Promise.all([launchBrowser(), startHttpNode()]);
  });
  after(async () => {
    await browser?.close();
    await node?.stop();
  });

  for (const size of Object.keys(SIZES) as Size[]) {
    it(`shows every route and takes a token, on a ${size}`, async () => {
      const page = await browser.newPage({ viewport: SIZES[size] });
      const faults: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) faults.push(message.text());
      });
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(node.url) && !url.startsWith("data:")) faults.push(`asked ${url}`);
      });
      await page.goto(node.url + API_PAGE);
      await page.getByRole("heading", { name: /Souk node/ }).waitFor();
      await page.locator("#operations-tag-orders button").first().click();
      await page.getByText("/api/v1/orders/{order}/ship").waitFor();
      assert.deepEqual(await sidewaysScroll(page), []);

      await page.getByRole("button", { name: "Authorize" }).first().click();
      const dialog = page.locator(".dialog-ux");
      await dialog.locator("input").first().fill(TOKEN);
      await dialog.getByRole("button", { name: "Apply credentials" }).first().click();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await page.locator("#operations-tag-node button").first().click();
      await page.locator("#operations-node-node button").first().click();
      await page.getByRole("button", { name: "Try it out" }).click();
      const answered = page.waitForResponse(`${node.url}/api/v1/node`);
      await page.getByRole("button", { name: "Execute" }).click();
      assert.equal((await answered).status(), 200);
      assert.deepEqual(faults, []);
      await page.close();
    });
  }
});
