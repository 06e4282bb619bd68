// Whose turn it is, told outside the lists, and finding an order in them; in real Chromium over the fixture's API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "playwright-core";
import { ARBITRATOR, BUYER, NEWCOMER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

const tabs = (page: Page) => page.getByRole("navigation", { name: "My part in the orders" });

describe("orders that wait", () => {
  it("are counted in the navigation and at the tabs, until they wait no longer", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    const { page, order } = buyer;
    const link = page.getByTestId("nav-orders");
    await page.getByTestId("orders-count").waitFor();
    const before = Number(await page.getByTestId("orders-count").innerText());
    await page.getByRole("link", { name: `Orders ${before} wait for you` }).click();
    await tabs(page)
      .getByRole("link", { name: `Bought (${before})` })
      .waitFor();
    const rows = page.getByTestId("orders-mine").getByTestId("order-row");
    await rows.first().waitFor();
    assert.equal(await rows.count(), before);
    await order.open(world.scenes.overdue);
    await order.act("cancel");
    await page
      .getByTestId("orders-count")
      .getByText(String(before - 1), { exact: true })
      .waitFor();
    assert.match(await link.innerText(), /Orders/);
    assert.deepEqual(buyer.faults, []);
  });

  it("open the first list that has some", async () => {
    const world = createFixtureWorld();
    for (const [who, tab] of [
      [ARBITRATOR, "To decide"],
      [SHOP, "Sold"],
    ] as const) {
      await using visited = await visit(who, {}, world);
      await visited.shop.goTo("orders");
      await visited.page.getByTestId("orders-mine").waitFor();
      assert.match(
        await tabs(visited.page).locator("[aria-current=page]").innerText(),
        new RegExp(`^${tab} \\(\\d+\\)$`),
      );
      assert.deepEqual(visited.faults, []);
    }
    await using newcomer = await visit(NEWCOMER, {}, world);
    await newcomer.shop.goTo("orders");
    await newcomer.page.getByText("You have not bought anything yet.").waitFor();
    assert.equal(await newcomer.page.getByTestId("orders-count").count(), 0);
    assert.deepEqual(newcomer.faults, []);
  });

  it("are counted with a plus where there are more than a page, and found by their words", async () => {
    const world = createFixtureWorld();
    const listing = world.listings.find(({ seller, available, title }) => seller === SHOP && available && title)!;
    for (let number = 0; number < 60; number++) world.orders.open({ listing, buyer: BUYER, delivery: world.home });
    await using seller = await visit(SHOP, {}, world);
    const { page } = seller;
    await page.getByRole("link", { name: "Orders 50+ wait for you" }).click();
    await page.getByRole("heading", { name: "Your turn 50+" }).waitFor();
    await page.getByTestId("more-open").click();
    await page.getByTestId("more-open").waitFor({ state: "detached" });
    assert.doesNotMatch(await page.getByRole("heading", { name: /^Your turn/ }).innerText(), /\+/);
    const { id, order } = world.orders.row(world.scenes.released);
    const title = world.orders.readerFor(SHOP).editionOf(order.offer)!.title;
    await page.getByLabel("Search these orders").fill(title);
    const closed = page.getByTestId("orders-closed").getByTestId("order-row");
    await page.waitForFunction(
      (name) => [...document.querySelectorAll("[data-testid=order-row] h3")].every((one) => one.textContent === name),
      title,
    );
    assert.equal(await closed.first().getAttribute("data-order"), id);
    await page.getByLabel("Search these orders").fill("no such thing");
    await page.getByText("No order is like that").waitFor();
    assert.deepEqual(seller.faults, []);
  });
});
