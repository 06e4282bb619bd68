// The demo's purchase by clicking, on the seller's and the buyer's pages, in real Chromium over real nodes and a real chain.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { type DevNetwork, FREE_PORTS, type NetworkRole, startNetwork, until } from "../../scripts/network/network.ts";
import { renderPicture } from "../../scripts/seed/pictures.ts";
import { launchBrowser } from "../support/browser.ts";
import { temporaryFolder } from "../support/folder.ts";
import { orderPage } from "./pages/order-page.ts";
import { shopPage } from "./pages/shop-page.ts";
import { type Size, watchPage } from "./support/watched-page.ts";

const ADDRESS = {
  name: "Inês Carvalho",
  street: "Rua dos Remédios 47",
  postcode: "1100-442",
  city: "Lisboa",
  country: "PT",
};
const SLOW_MS = 60_000;
const directory = temporaryFolder();
let network: DevNetwork;
let browser: Browser;

before(async () => {
  [network, browser] = await Promise.all([
    startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" }),
    launchBrowser(),
  ]);
});

after(async () => {
  await browser?.close();
  await network?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The page of one role, signed in with its printed link. */
async function visit(role: NetworkRole, size: Size) {
  const { link, url } = network[role];
  const watched = await watchPage(browser, url, { size });
  const { page, faults, context } = watched;
  page.setDefaultTimeout(SLOW_MS);
  const shop = shopPage(page);
  await shop.enter(link);
  return { page, faults, shop, order: orderPage(page), [Symbol.asyncDispose]: () => context.close() };
}

test("listed, found, bought, shipped, confirmed with a review: by clicking, the buyer on a phone", async () => {
  await using seller = await visit("seller", "desk");
  await using buyer = await visit("buyer", "phone");

  await seller.shop.goTo("sell");
  await seller.page.getByTestId("new-listing").click();
  const field = (name: string) => seller.page.getByTestId(name);
  await field("listing-title").fill("Storm lantern, brass");
  await field("listing-description").fill("Hand-blown glass in a brass frame.");
  await field("listing-category").fill("Home / Lighting");
  await field("listing-currency").selectOption({ label: "tUSD · Test Dollar" });
  await field("shipping-first-0").fill("4.50");
  await field("variant-price-0").fill("24.90");
  await field("variant-stock-0").fill("3");
  const picture = { name: "lantern.png", mimeType: "image/png", buffer: await renderPicture("desk-lamp") };
  await field("add-picture").setInputFiles(picture);
  await seller.page.getByText("Cover").waitFor();
  await field("listing-shipsFrom").selectOption("PT");
  await field(`arbitrator-${network.arbitrator.address}`).check();
  await field("publish").click();
  await seller.page.getByTestId("listing").waitFor();

  await buyer.shop.search("storm lant");
  await buyer.shop.open(/Storm lantern/);
  await until(
    () =>
      buyer.page
        .locator("[data-testid=listing] img")
        .first()
        .evaluate((image: HTMLImageElement) => image.naturalWidth > 0),
    "the picture at the buyer",
  );
  const id = await buyer.shop.buy(ADDRESS);
  await buyer.order.untilStatus("funded");
  assert.match(await buyer.order.next(), /seller is to ship/i);
  assert.match(await buyer.order.ifNobodyActs(), /return the money/);

  await seller.shop.goTo("orders");
  await seller.order.open(id);
  await seller.page.getByTestId("delivery").getByText(ADDRESS.street).waitFor();
  await seller.order.ship("CP 7781 2094 PT");
  await seller.order.untilStatus("shipped");

  await buyer.order.untilStatus("shipped");
  await buyer.page.getByText("CP 7781 2094 PT").waitFor();
  await buyer.order.confirm({ stars: 5, title: "A keeper", text: "Warm light, well packed." });
  await buyer.order.untilStatus("released");
  await seller.order.untilStatus("released");

  await seller.shop.goTo("shop");
  await seller.shop.open(/Storm lantern/);
  await seller.page.getByTestId("reviews").getByText("Warm light, well packed.").waitFor();
  assert.deepEqual([...seller.faults, ...buyer.faults], []);
});
