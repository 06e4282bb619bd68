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
/** A printed link opens one session, so each role keeps its page; the buyer's is a phone. */
let seller: Awaited<ReturnType<typeof visit>>;
let buyer: Awaited<ReturnType<typeof visit>>;

before(async () => {
  [network, browser] = await Promise.all([
    startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" }),
    launchBrowser(),
  ]);
  [seller, buyer] = await Promise.all([visit("seller", "desk"), visit("buyer", "phone")]);
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
  const { page, faults } = watched;
  page.setDefaultTimeout(SLOW_MS);
  const shop = shopPage(page);
  await shop.enter(link);
  return { page, faults, shop, order: orderPage(page) };
}

test("listed, found, bought, shipped, confirmed with a review: by clicking, the buyer on a phone", async () => {
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
  await seller.page.goto(`${network.seller.url}/#/orders/to-ship`);
  await seller.page.locator(`[data-order="${id}"]`).getByTestId("choose-order").check();
  await seller.page.getByTestId("tracking").fill("CP 7781 2094 PT");
  await seller.page.getByTestId("ship-many").click();
  await seller.page.getByTestId("shipped").getByText("1 is marked as shipped").waitFor();
  await seller.order.open(id);

  await buyer.order.untilStatus("shipped");
  await buyer.page.getByText("CP 7781 2094 PT").waitFor();
  await buyer.order.confirm({ stars: 5, title: "A keeper", text: "Warm light, well packed.", asDescribed: 4 });
  await buyer.order.untilStatus("released");
  await seller.order.untilStatus("released");
  await seller.page.getByTestId("write-reply").click();
  await seller.page.getByTestId("reply-text").fill("Enjoy the evenings.");
  await seller.page.getByTestId("send-reply").click();

  await seller.shop.goTo("shop");
  await seller.shop.open(/Storm lantern/);
  await seller.page.getByTestId("reviews").getByText("Warm light, well packed.").waitFor();
  await buyer.page.goto(`${network.buyer.url}/#/people/${network.seller.address}`);
  await buyer.page.getByTestId("reviews").getByText("Enjoy the evenings.").waitFor();
  assert.match(await buyer.page.getByTestId("reviews").getByTestId("marks").innerText(), /As described/);
  assert.match(await buyer.page.getByTestId("record-facts").innerText(), /Completed sales\s+1\b/);
  await buyer.page.goto(`${network.buyer.url}/#/receipt/${id}`);
  await buyer.page.getByTestId("receipt-state").getByText("Completed").waitFor();
  assert.deepEqual([...seller.faults, ...buyer.faults], []);
});

test("a shop kept by clicking: imported, priced, bought with an address of the book, paid out by one button", async () => {
  const { page } = seller;

  await page.goto(`${network.seller.url}/#/sell/import`);
  const choose = (price: string) =>
    page.getByTestId("import-file").setInputFiles({
      name: "products.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`Handle,Title,Type,Variant Price,Status\npot,Copper pot,Kitchen,${price},active\n`),
    });
  await page.getByTestId("import-currency").selectOption({ label: "tUSD · Test Dollar" });
  await page.getByTestId("import-from").selectOption("PT");
  const report = page.getByTestId("import-report");
  await choose("a lot");
  await page.getByTestId("import-check").click();
  await report.getByText("The file has 1 fault").waitFor();
  assert.match(await report.locator("tbody").innerText(), /^2\tVariant Price\tpot/);
  await choose("20.00");
  await page.getByTestId("import-check").click();
  await page.locator("[data-testid=import-run]:enabled").click();
  await report.getByText("came in: 1 on sale").waitFor();

  await page.goto(`${network.seller.url}/#/sell`);
  const pot = page.locator('[data-listing="pot"]');
  await pot.getByTestId("choose").check();
  await page.getByTestId("bulk-edit").click();
  await page.getByTestId("patch-price").selectOption("percent");
  await page.getByTestId("patch-amount").fill("25");
  await page.getByTestId("do-it").click();
  await page.getByTestId("changes").getByText("1 of 1 change").waitFor();
  await page.getByTestId("do-it").click();
  await pot.getByText(/25\.00/).waitFor();
  await page
    .getByTestId("old-offers")
    .getByText(/for 20\.00/)
    .waitFor();
  await page.getByTestId("void-old-offers").click();
  await page.getByTestId("old-offers").waitFor({ state: "detached" });

  await buyer.page.goto(`${network.buyer.url}/#/settings`);
  await buyer.page.getByTestId("add-address").click();
  for (const [field, value] of Object.entries(ADDRESS)) {
    const input = buyer.page.getByTestId(`delivery-${field}`);
    await (field === "country" ? input.selectOption(value) : input.fill(value));
  }
  await buyer.page.getByTestId("keep-address").click();
  await buyer.page.getByTestId("address-home").waitFor();
  await buyer.shop.search("copper pot");
  await buyer.shop.open(/Copper pot/);
  await buyer.page.getByTestId("price").getByText("25.00").waitFor();
  await buyer.page.getByTestId("buy").click();
  assert.equal(await buyer.page.getByTestId("choose-home").isChecked(), true);
  await buyer.page.getByTestId("to-payment").click();
  await buyer.page.getByTestId("no-arbitrator").waitFor();
  await buyer.page.getByText(/^All \d+ checks passed/).waitFor();
  await buyer.page.getByTestId("pay").click();
  await buyer.order.untilStatus("funded");
  const id = /0x[0-9a-f]{64}/.exec(buyer.page.url())![0];

  // The seller's node reads the order from the chain by itself; its page is not asked before.
  await page.goto(`${network.seller.url}/#/orders/to-ship`);
  await page.locator(`[data-order="${id}"]`).waitFor();
  await seller.order.open(id);
  await seller.order.ship("CP 1");
  await buyer.order.untilStatus("shipped");
  await buyer.page.getByTestId("action-confirm").click();
  await buyer.page.getByTestId("by-signature").check();
  await buyer.page.getByTestId("do-it").click();
  await buyer.page.getByTestId("release").waitFor();
  await page.goto(`${network.seller.url}/#/orders/seller`);
  assert.match(await page.getByTestId("due-sums").innerText(), /25\.00/);
  await page.getByTestId("collect").click();
  await page.getByTestId("due").waitFor({ state: "detached" });
  await seller.order.open(id);
  await seller.order.untilStatus("released");
  await page.goto(`${network.seller.url}/#/orders/sales`);
  const paid = /Paid to you (\d+\.\d\d)/.exec(await page.getByTestId("sales-tUSD").innerText());
  assert.ok(Number(paid?.[1]) >= 25, paid?.[0]);
  assert.deepEqual([...seller.faults, ...buyer.faults], []);
});
