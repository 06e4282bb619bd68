// Filters of the shop in real Chromium: counts, chips, the sheet of a phone, the keyboard, mistyped words, and what to loosen.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "playwright-core";
import { BUYER, TUSD } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";

const settled = (page: Page) => page.locator("section[aria-busy=false]").waitFor();
const countOf = async (page: Page, name: string): Promise<number> =>
  Number(
    await page
      .locator("label", { has: page.getByTestId(name) })
      .locator(".count")
      .innerText(),
  );
/** A filter is on once its chip is there, and what it finds is shown. */
async function chipFor(page: Page, name: string): Promise<void> {
  await page.getByTestId("chips").getByText(name, { exact: true }).waitFor();
  await settled(page);
}

describe("filters of the shop", () => {
  it("tell how many listings each choice has, and a chip takes each off", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, world } = visited;
    await shop.cards.first().waitFor();
    const used = await countOf(page, "condition-used");
    assert.equal(used, world.listings.filter(({ condition }) => condition === "used").length);
    await page.getByTestId("condition-used").check();
    await chipFor(page, "Used");
    assert.equal(await shop.cards.count(), used);
    assert.equal(await page.getByText("Everything in the souk").count(), 0, "not above a part of it");
    assert.equal(await page.getByTestId("total").innerText(), `${used} listings`);
    const both = used + (await countOf(page, "condition-new"));
    await page.getByTestId("condition-new").check();
    await chipFor(page, "New");
    assert.equal(await shop.cards.count(), both);
    await page.getByRole("link", { name: "Remove filter: Used" }).click();
    await page.getByRole("link", { name: "Remove filter: Used" }).waitFor({ state: "detached" });
    await settled(page);
    assert.equal(await shop.cards.count(), both - used);
    assert.deepEqual(visited.faults, []);
  });

  it("never stand beside the counts of the search before", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, world } = visited;
    await shop.cards.first().waitFor();
    await settled(page);
    assert.equal(await page.getByTestId("total").innerText(), `${world.listings.length} listings`);
    const counted = Promise.withResolvers<void>();
    await page.route("**/facets?*q=brass*", async (route) => {
      await counted.promise;
      await route.continue().catch(() => undefined);
    });
    await page.getByTestId("search").fill("brass");
    await page.locator("mark", { hasText: /brass/i }).first().waitFor();
    assert.equal(await page.getByTestId("total").innerText(), "");
    assert.equal(await page.locator("section[aria-busy=true]").count(), 1);
    counted.resolve();
    await settled(page);
    assert.equal(await page.getByTestId("total").innerText(), `${await shop.cards.count()} listings`);
    assert.deepEqual(visited.faults, []);
  });

  it("take a price range in one currency, and say how an amount is written", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, world } = visited;
    await shop.cards.first().waitFor();
    assert.equal(await page.getByTestId("price-min").count(), 0, "no range without a currency");
    await page.getByTestId("currency").selectOption(TUSD.address);
    await page.getByTestId("price-min").fill("12,50");
    await page.getByText("Write it like 12.50").waitFor();
    await page.getByTestId("price-min").fill("100");
    await page.getByTestId("price-min").press("Enter");
    await chipFor(page, "from 100 tUSD");
    const dear = world.listings.filter((l) => l.currency === TUSD.address && BigInt(l.priceFrom) >= 100_000_000n);
    assert.equal(await shop.cards.count(), dear.length);
    assert.deepEqual(visited.faults, []);
  });

  it("keep what was chosen while words are typed, and are an address to share", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, node } = visited;
    await page.goto(`${node.url}/#/?shipsTo=PT&condition=handmade`);
    await chipFor(page, "Ships to Portugal");
    await page.getByTestId("search").fill("oak");
    await page.getByRole("heading", { name: /oak/ }).waitFor();
    await chipFor(page, "Handmade");
    const titles = await shop.cards.allInnerTexts();
    assert.ok(titles.length > 0 && titles.every((text) => /oak/i.test(text)));
    await page.reload();
    await chipFor(page, "Ships to Portugal");
    await page.goto(`${node.url}/#/?condition=stolen&rating=many&shipsTo=portugal&shipsFrom=pt&currency=x&min=1`);
    await settled(page);
    await page.getByTestId("trouble").waitFor({ state: "detached" });
    assert.equal(await shop.cards.count(), 24, "what is no filter filters nothing");
  });

  it("count the stars of sellers in words, one star too", async () => {
    await using visited = await visit(BUYER);
    const { page, node } = visited;
    for (const [rating, words] of [
      [1, "1 star and up"],
      [4, "4 stars and up"],
      [5, "5 stars"],
    ] as const) {
      await page.goto(`${node.url}/#/?rating=${rating}`);
      await chipFor(page, `Seller: ${words}`);
      await page.getByRole("group", { name: "Seller's rating" }).getByText(words, { exact: true }).waitFor();
    }
    assert.deepEqual(visited.faults, []);
  });

  it("tell where goods are sent from, and show those of one country", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, world } = visited;
    await shop.cards.first().waitFor();
    const origins = Map.groupBy(world.listings, ({ shipsFrom }) => shipsFrom);
    const choice = page.getByTestId("ships-from");
    const most = [...origins].toSorted(([, a], [, b]) => b.length - a.length)[0]!;
    const name = new Intl.DisplayNames("en", { type: "region" }).of(most[0])!;
    assert.equal(await choice.locator("option").count(), origins.size + 1);
    await choice.selectOption({ label: `${name} (${most[1].length})` });
    await chipFor(page, `Ships from ${name}`);
    assert.equal(await page.getByTestId("total").innerText(), `${most[1].length} listings`);
    await page.getByRole("link", { name: `Remove filter: Ships from ${name}` }).click();
    await page.getByTestId("chips").waitFor({ state: "detached" });
    assert.equal(await choice.inputValue(), "");
    assert.deepEqual(visited.faults, []);
  });

  it("open as a sheet on a phone, and work by keyboard", async () => {
    await using visited = await visit(BUYER, { size: "phone" });
    const { page, shop, world } = visited;
    await shop.cards.first().waitFor();
    await page.getByTestId("open-filters").focus();
    await page.keyboard.press("Enter");
    const sheet = page.getByRole("dialog", { name: "Filters" });
    const box = sheet.getByTestId("available");
    await box.focus();
    await page.keyboard.press("Space");
    const inStock = world.listings.filter(({ available }) => available).length;
    await sheet.getByText(`Show ${inStock} listings`).waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await chipFor(page, "In stock");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "open-filters");
    assert.match(await page.getByTestId("open-filters").innerText(), /Filters \(1\)/);
    assert.deepEqual(visited.faults, []);
  });

  it("say what was searched for instead of a mistyped word", async () => {
    await using visited = await visit(BUYER);
    const { page, shop } = visited;
    await shop.cards.first().waitFor();
    await page.getByTestId("search").fill("radoi");
    assert.match(await page.getByTestId("spelling").innerText(), /Nothing is called “radoi”. Showing radio\./);
    assert.ok((await shop.cards.count()) > 0);
  });

  it("show the way out where nothing is found", async () => {
    await using visited = await visit(BUYER);
    const { page, shop, node } = visited;
    await page.goto(`${node.url}/#/?q=oak&category=music`);
    await page.getByText("Nothing found").waitFor();
    const way = page.getByTestId("ways").getByRole("listitem").filter({ hasText: "All categories" });
    const promised = Number(/\((\d+) listings?\)/.exec(await way.innerText())![1]);
    await way.getByRole("link").click();
    await shop.cards.first().waitFor();
    await settled(page);
    assert.equal(await shop.cards.count(), promised);
    await page.goto(`${node.url}/#/?q=oak+submarine`);
    await page.getByRole("link", { name: /Leave out “submarine”/ }).click();
    await page.getByRole("heading", { name: "Results for “oak”" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
