// The shop, buying and selling in real Chromium over the fixture's API: by clicking, as a person does.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";

const LISBON = {
  name: "Inês Carvalho",
  street: "Rua dos Remédios 47",
  postcode: "1100-442",
  city: "Lisboa",
  country: "PT",
};

describe("shop", () => {
  it("shows listings with prices, grows by a page, and filters by category", async () => {
    await using visited = await visit(BUYER);
    const { shop, page, world } = visited;
    await shop.cards.first().waitFor();
    assert.equal(await shop.cards.count(), 24);
    await page.getByTestId("more").click();
    await shop.cards.nth(24).waitFor();
    assert.equal(await shop.cards.count(), world.listings.length);
    const categories = page.getByTestId("categories");
    assert.equal(await categories.getByRole("link", { name: "Lighting" }).count(), 0, "only the top of the tree");
    await categories.getByRole("link", { name: "Home" }).click();
    await categories.getByRole("link", { name: "Lighting" }).click();
    await page.getByRole("heading", { name: "Home › Lighting" }).waitFor();
    await page.locator("section[aria-busy=false]").waitFor();
    assert.ok((await shop.cards.count()) < 24);
    assert.deepEqual(visited.faults, []);
  });

  it("what is sold out says how to go on, and nothing of paying", async () => {
    await using visited = await visit(BUYER);
    const { page, node, world } = visited;
    const gone = world.listings.find(({ available }) => !available)!;
    await page.goto(`${node.url}/#/listing/${gone.seller}/${gone.id}`);
    const notice = page.getByTestId("unavailable");
    await notice.getByRole("link", { name: "more of this kind" }).waitFor();
    assert.equal(await page.getByText("You pay into escrow").count(), 0);
    await notice.getByRole("link", { name: "what else they sell" }).click();
    await page.getByRole("region", { name: "For sale" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("promises no safety where nobody decides in a dispute", async () => {
    await using visited = await visit(BUYER);
    const { page, node, world } = visited;
    const open = async (isSafe: boolean) => {
      const { seller, id } = world.listings.find((one) => one.available && !!one.arbitration === isSafe)!;
      await page.goto(`${node.url}/#/listing/${seller}/${id}`);
      await page.getByTestId(isSafe ? "arbitration" : "no-arbitrator").waitFor();
    };
    await open(true);
    assert.equal(await page.getByTestId("buy").innerText(), "Buy safely");
    const whenPaid = /paid when you confirm, or \d+ days after shipping if you say nothing/;
    assert.match(await page.getByTestId("when-paid").innerText(), whenPaid);
    await open(false);
    assert.equal(await page.getByTestId("buy").innerText(), "Buy");
    assert.match(await page.getByTestId("when-paid").innerText(), whenPaid);
    assert.deepEqual(visited.faults, []);
  });

  it("searches while typing, marks the hits, and the last question wins", async () => {
    await using visited = await visit(BUYER);
    const { page, shop } = visited;
    // The answer to the first question arrives after that to the second.
    const second = Promise.withResolvers<void>();
    const first = Promise.withResolvers<void>();
    await page.route("**/listings?*q=oa&*", async (route) => {
      await second.promise;
      await route.continue().catch(() => undefined);
      first.resolve();
    });
    const box = page.getByTestId("search");
    const asked = page.waitForRequest(/q=oa&/);
    await box.fill("oa");
    await asked;
    await box.fill("brass");
    await page.locator("mark", { hasText: /brass/i }).first().waitFor();
    second.resolve();
    await first.promise;
    await page.getByTestId("categories").waitFor();
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /brass/);
    const titles = await shop.cards.allInnerTexts();
    assert.ok(titles.length > 0 && titles.every((text) => /brass/i.test(text)));
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
    assert.match(
      await page.getByTestId("terms").innerText(),
      /25 Nov 2026.*If nobody acts, from then on anyone can return the money/s,
    );
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
    assert.match(await page.getByTestId("check-funds").innerText(), /108(\.00)? tUSD are missing/);
    assert.equal(await page.getByTestId("pay").isDisabled(), true);
    await page.getByTestId("pay-hint").getByText("once what is marked above is put right").waitFor();
  });

  it("offers the ways that reach the address, the cheapest first, and the choice is what is paid", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, order } = visited;
    await shop.search("mug");
    await shop.open(/Stoneware mug/);
    assert.equal(await page.getByTestId("shipping-way").count(), 2);
    await shop.fillDelivery(LISBON);
    const total = page.getByTestId("total");
    assert.equal(await total.innerText(), "29.90\u00a0tUSD");
    await page.getByTestId("shipping-option").selectOption("courier");
    assert.equal(await total.innerText(), "38.50\u00a0tUSD");
    await page.getByTestId("pay").click();
    await order.untilStatus("funded");
    await page.getByText("Courier").waitFor();
    assert.deepEqual(visited.faults, []);
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
    assert.equal(await page.getByTestId(`arbitrator-${ARBITRATOR}`).isChecked(), true, "as the profile says");
    assert.equal(await page.getByTestId("listing-shipsFrom").inputValue(), "BE");
    await page.getByTestId("variant-price-0").fill("12.3456789");
    await page.getByTestId("publish").click();
    await page.getByText("How much? 0 is free.").waitFor();
    await page.getByTestId("shipping-first-0").fill("0");
    await page.getByText("Free for the buyer").waitFor();
    await page.getByText("has 7 decimals, the currency has 6").waitFor();
    await page.getByTestId("variant-price-0").fill("12.50");
    await page.getByTestId("publish").click();
    await page.getByRole("heading", { name: "A lantern" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
