// The page in real Chromium over the fixture's API: every deed by clicking, and nothing that must never happen.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import type { Address } from "../../protocol/ids.ts";
import { launchBrowser } from "../support/browser.ts";
import { orderPage } from "./pages/order-page.ts";
import { shopPage } from "./pages/shop-page.ts";
import { serveFixture } from "./support/fixture-server.ts";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { type WatchOptions, sidewaysScroll, watchPage } from "./support/watched-page.ts";

const LISBON = {
  name: "Inês Carvalho",
  street: "Rua dos Remédios 47",
  postcode: "1100-442",
  city: "Lisboa",
  country: "PT",
};

let browser: Browser;
before(async () => void (browser = await launchBrowser()));
after(() => browser.close());

/** A fresh world and its page, signed in as one of its people. */
async function visit(as: Address, options: WatchOptions = {}, world = createFixtureWorld()) {
  const node = await serveFixture(world, as);
  const watched = await watchPage(browser, node.url, options);
  const { page, faults } = watched;
  page.setDefaultTimeout(15_000);
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

describe("shop", () => {
  it("shows listings with prices, grows by a page, and filters by category", async () => {
    await using visited = await visit(BUYER);
    const { shop, page, world } = visited;
    await shop.cards.first().waitFor();
    assert.equal(await shop.cards.count(), 24);
    await page.getByTestId("more").click();
    await shop.cards.nth(24).waitFor();
    assert.equal(await shop.cards.count(), world.listings.length);
    await page.getByTestId("categories").getByRole("link", { name: "Lighting" }).click();
    await page.getByRole("heading", { name: "Home › Lighting" }).waitFor();
    await page.locator("section[aria-busy=false]").waitFor();
    assert.ok((await shop.cards.count()) < 24);
    assert.deepEqual(visited.faults, []);
  });

  it("searches while typing, marks the hits, and the last question wins", async () => {
    await using visited = await visit(BUYER);
    const { page, shop } = visited;
    // The answer to the first question arrives after that to the second.
    await page.route("**/listings?*q=oa&*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue().catch(() => undefined);
    });
    const box = page.getByTestId("search");
    await box.fill("oa");
    await page.waitForURL(/q=oa$/);
    await box.fill("brass");
    await page.locator("mark", { hasText: /brass/i }).first().waitFor();
    await page.waitForTimeout(1_200);
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /brass/);
    assert.ok((await shop.cards.count()) > 0);
    await box.fill("no such thing");
    await page.getByText("Nothing found").waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("shows a listing of another node as soon as it is heard of, without a click", async () => {
    await using visited = await visit(BUYER);
    const { world, shop, node } = visited;
    await shop.cards.first().waitFor();
    const fresh = { ...world.listings[3]!, id: "fresh-thing" as never, title: "Something new under the sun" };
    world.listings.unshift(fresh);
    node.emit({ type: "listing.published", seller: fresh.seller, id: fresh.id, cid: fresh.cid, title: fresh.title });
    await shop.cards.getByText(fresh.title).waitFor();
  });
});

describe("buying", () => {
  it("goes from the listing over address and summary to the order", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, order } = visited;
    await shop.search("bowls");
    await shop.open(/Nesting bowls/);
    assert.match(await page.getByTestId("arbitration").innerText(), /Hélène Dubois/);
    await shop.fillDelivery(LISBON);
    assert.equal(await page.getByTestId("total").innerText(), "109.00\u00a0tUSD");
    assert.match(await page.getByTestId("terms").innerText(), /25 Nov 2026.*If you do nothing/s);
    await page.getByTestId("pay").click();
    await order.untilStatus("funded");
    assert.match(await order.next(), /The seller is to ship it/);
    assert.match(await order.ifNobodyActs(), /anyone can return the money to the buyer/);
    assert.deepEqual(await order.timeline(), ["paid done", "ship current", "receive upcoming", "closed upcoming"]);
    assert.match(await page.getByTestId("delivery").innerText(), /Rua dos Remédios 47/);
    assert.deepEqual(visited.faults, []);
  });

  it("says which field of the address is missing, and that money is short", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, node } = visited;
    node.balances[0]!.amount = "1000000";
    await shop.search("bowls");
    await shop.open(/Nesting bowls/);
    await page.getByTestId("buy").click();
    await page.getByTestId("to-payment").click();
    await page.getByText("Whose name is on the door?").waitFor();
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), "name");
    await page.getByText("Back to the listing").click();
    await shop.fillDelivery(LISBON);
    assert.match(await page.getByTestId("funds-short").innerText(), /108\.00\u00a0tUSD are missing/);
    assert.equal(await page.getByTestId("pay").isDisabled(), true);
  });

  it("warns plainly where nobody decides in a dispute", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, world } = visited;
    const bare = world.listings.find(({ arbitration, available }) => !arbitration && available)!;
    await page.goto(`${page.url().split("#")[0]}#/listing/${bare.seller}/${bare.id}`);
    await page.getByTestId("no-arbitrator").waitFor();
    await shop.fillDelivery(LISBON);
    assert.match(await page.getByTestId("no-arbitrator").innerText(), /not protected/);
  });
});

describe("an order", () => {
  it("is shipped by the seller, who alone sees the address; confirmed with a review by the buyer", async () => {
    const world = createFixtureWorld();
    await using seller = await visit(SHOP, {}, world);
    await seller.shop.goTo("orders");
    await seller.page.getByRole("link", { name: "Sold" }).click();
    await seller.order.open(world.scenes.funded);
    assert.match(await seller.page.getByTestId("delivery").innerText(), /Send it to.*Rua dos Remédios/s);
    await seller.order.ship("bpost 42");
    await seller.order.untilStatus("shipped");
    assert.match(await seller.page.getByTestId("tracking-text").innerText(), /bpost 42/);

    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.funded);
    await buyer.order.confirm({ stars: 4, title: "Good", text: "Arrived whole." });
    await buyer.order.untilStatus("released");
    assert.match(await buyer.page.getByTestId("order-review").innerText(), /Arrived whole\./);
    assert.deepEqual(await buyer.order.actions(), []);
    assert.deepEqual([...seller.faults, ...buyer.faults], []);
  });

  it("is disputed by the buyer and split by the arbitrator at the share of the slider", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.shipped);
    await buyer.page.getByTestId("action-dispute").click();
    await buyer.page.getByTestId("do-it").click();
    await buyer.page.getByText("Say what is wrong").waitFor();
    await buyer.page.keyboard.press("Escape");
    await buyer.order.dispute("It came broken.");
    await buyer.order.untilStatus("disputed");

    await using arbitrator = await visit(ARBITRATOR, {}, world);
    await arbitrator.order.open(world.scenes.shipped);
    assert.match(await arbitrator.page.getByTestId("statements").innerText(), /It came broken\./);
    assert.equal(await arbitrator.page.getByTestId("delivery").count(), 0);
    await arbitrator.order.rule(75);
    await arbitrator.order.untilStatus("split");
    // 382 tUSD less 3 % are 370.54, of which three quarters go back.
    assert.match(await arbitrator.page.getByTestId("payout").innerText(), /277\.905/);
    assert.deepEqual([...buyer.faults, ...arbitrator.faults], []);
  });

  it("always says what happens next and what happens if nobody acts, in every state, to everybody", async () => {
    const world = createFixtureWorld();
    const expected: Partial<Record<keyof typeof world.scenes, string>> = {
      overdue: "cancel,confirm",
      claimable: "confirm,claim",
      unruled: "expire,confirm",
      released: "",
      funded: "confirm",
    };
    await using visited = await visit(BUYER, {}, world);
    for (const [scene, id] of Object.entries(world.scenes)) {
      await visited.order.open(id);
      assert.ok((await visited.order.next()).length > "What happens next".length + 10, scene);
      assert.ok((await visited.order.ifNobodyActs()).length > "If nobody acts".length + 20, scene);
      assert.ok((await visited.order.timeline()).length >= 2, scene);
      const offered = expected[scene as keyof typeof expected];
      if (offered !== undefined) assert.equal((await visited.order.actions()).join(), offered, scene);
    }
    assert.deepEqual(visited.faults, []);
  });
});

describe("selling", () => {
  it("publishes a listing with a picture, and says what is wrong with a price", async () => {
    await using visited = await visit(SHOP);
    const { page, shop } = visited;
    await shop.goTo("sell");
    await page.getByTestId("new-listing").click();
    const picture = await page.screenshot({ type: "jpeg", clip: { x: 0, y: 0, width: 64, height: 64 } });
    await page.getByTestId("add-picture").setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: picture });
    await page.getByText("Cover").waitFor();
    await page.getByTestId("listing-title").fill("A lantern");
    await page.getByTestId("listing-category").fill("Home / Lighting");
    await page.getByTestId("listing-shipsFrom").selectOption("BE");
    await page.getByTestId("variant-price-0").fill("12.3456789");
    await page.getByTestId(`arbitrator-${ARBITRATOR}`).check();
    await page.getByTestId("publish").click();
    await page.getByText("has 7 decimals, the currency has 6").waitFor();
    await page.getByTestId("variant-price-0").fill("12.50");
    await page.getByTestId("publish").click();
    await page.getByRole("heading", { name: "A lantern" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });
});

describe("everywhere", () => {
  const places = (world: ReturnType<typeof createFixtureWorld>): string[] => {
    const { scenes, listings } = world;
    const wide = listings.find(({ variants }) => variants.length > 2)!;
    return [
      "",
      "?q=e",
      `listing/${wide.seller}/${wide.id}`,
      `buy/${wide.seller}/${wide.id}`,
      `people/${SHOP}`,
      "orders/buyer",
      ...Object.values(scenes).map((id) => `order/${id}`),
      "sell",
      "sell/new",
      "profile",
      "network",
      "no/such/place",
    ];
  };

  it("nothing is wider than a phone, and nothing faults", async () => {
    await using visited = await visit(BUYER, { size: "phone" });
    const { page, world, node } = visited;
    for (const place of places(world)) {
      await page.goto(`${node.url}/#/${place}`);
      await page.waitForFunction(
        () => document.querySelector("main h1, main h2") && !document.querySelector(".skeleton"),
      );
      assert.deepEqual(await sidewaysScroll(page), [], place);
    }
    assert.deepEqual(visited.faults, []);
  });

  it("hostile text in every field is shown as text: nothing runs, nothing is fetched", async () => {
    const attack =
      `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>` +
      `"><svg/onload=window.hacked=1><iframe src="https://evil.example"></iframe><style>@import "//evil.example"</style>`;
    const world = createFixtureWorld((text, max) => `${attack} ${text}`.slice(0, max).trim());
    for (const as of [BUYER, SHOP, ARBITRATOR]) {
      await using visited = await visit(as, {}, world);
      const { page, node } = visited;
      for (const place of places(world)) {
        await page.goto(`${node.url}/#/${place}`);
        await page.waitForFunction(
          () => document.querySelector("main h1, main h2") && !document.querySelector(".skeleton"),
        );
        const found = await page.evaluate(() => [
          "hacked" in window,
          document.querySelectorAll("main script, main iframe, main style, main [onerror], main [onload]").length,
        ]);
        assert.deepEqual(found, [false, 0], place);
      }
      assert.deepEqual(visited.faults, []);
    }
  });

  it("a used link and no session lead to the screen that says what to do", async () => {
    await using visited = await visit(BUYER, { expected: /401/ });
    const { page, node } = visited;
    assert.ok(!page.url().includes("code="));
    const link = node.link();
    const exchanged = page.waitForResponse(/\/session$/);
    await page.goto(link);
    await exchanged;
    await page.context().clearCookies();
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByTestId("signed-out").getByText("npm start").waitFor();
  });

  it("says when the node or the chain is gone, and recovers by itself", async () => {
    await using visited = await visit(BUYER, { expected: /ERR_FAILED|Failed to load/ });
    const { page, node, shop } = visited;
    await shop.cards.first().waitFor();
    node.chain.reachable = false;
    await page.getByTestId("banner-chain").waitFor();
    node.chain.reachable = true;
    await page.getByTestId("banner-chain").waitFor({ state: "detached" });
    await page.route("**/api/v1/node", (route) => route.abort());
    await page.getByTestId("banner-offline").waitFor();
    assert.ok((await shop.cards.count()) > 0);
    await page.unroute("**/api/v1/node");
    await page.getByTestId("banner-offline").waitFor({ state: "detached" });
  });
});
