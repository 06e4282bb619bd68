// Somebody's visit to the page: a browser for a whole test file, a world and a node for each visit.
import { after, before } from "node:test";
import type { Browser } from "playwright-core";
import type { Address } from "../../../protocol/ids.ts";
import { launchBrowser } from "../../support/browser.ts";
import { orderPage } from "../pages/order-page.ts";
import { shopPage } from "../pages/shop-page.ts";
import { serveFixture } from "./fixture-server.ts";
import { createFixtureWorld } from "./fixture-world.ts";
import { type WatchOptions, watchPage } from "./watched-page.ts";

let browser: Browser;
before(async () => void (browser = await launchBrowser()));
after(() => browser?.close());

/** A fresh world and its page, signed in as one of its people. */
export async function visit(as: Address, options: WatchOptions = {}, world = createFixtureWorld()) {
  const node = await serveFixture(world, as);
  const watched = await watchPage(browser, node.url, options);
  const { page, faults } = watched;
  page.setDefaultTimeout(30_000);
  const shop = shopPage(page);
  await shop.enter(node.link());
  return {
    world,
    node,
    page,
    faults,
    shop,
    order: orderPage(page),
    async [Symbol.asyncDispose]() {
      await watched[Symbol.asyncDispose]();
      await node[Symbol.asyncDispose]();
    },
  };
}
