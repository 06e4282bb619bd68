// The cart by clicking, in real Chromium over the fixture's API: several sellers, one payment, and an article that is gone meanwhile.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListingDetail } from "../../protocol/api/schemas.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { type FixtureWorld, createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

type Visited = Awaited<ReturnType<typeof visit>>;

const ADDRESS = { name: "Inês Carvalho", street: "Rua dos Remédios 47", postcode: "1100-442", city: "Lisboa" };

/** Two that the shop sells, one that somebody else sells in another currency; all are shipped to Portugal. */
function articlesOf({ listings }: FixtureWorld): [ListingDetail, ListingDetail, ListingDetail] {
  const shipped = listings.filter(
    ({ shipsTo, shipping, available }) =>
      available && shipping.length > 0 && (shipsTo.includes("*") || shipsTo.includes("PT")),
  );
  const [first, second] = shipped.filter(({ seller, arbitration }) => seller === SHOP && arbitration);
  const other = shipped.find(({ seller, currency }) => seller !== SHOP && currency !== first!.currency);
  return [first!, second!, other!];
}

async function add({ page }: Visited, { seller, id }: ListingDetail): Promise<void> {
  await page.evaluate((to) => (location.hash = to), `#/listing/${seller}/${id}`);
  await page.getByTestId("add-to-cart").click();
  await page.getByTestId("in-cart").waitFor();
}

async function toPayment({ page }: Visited): Promise<void> {
  await page.getByTestId("to-delivery").click();
  for (const [field, value] of Object.entries(ADDRESS)) await page.getByTestId(`delivery-${field}`).fill(value);
  await page.getByTestId("delivery-country").selectOption("PT");
  await page.getByTestId("to-payment").click();
  await page.getByTestId("terms").waitFor();
}

describe("the cart", () => {
  it("pays articles of two sellers and two currencies at once, and is empty afterwards", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(BUYER, {}, world);
    const { page } = visited;
    const articles = articlesOf(world);
    for (const article of articles) await add(visited, article);
    assert.equal(await page.getByTestId("cart-count").innerText(), "3");
    const before = world.orders.count();
    await page.getByTestId("nav-cart").click();
    await page.getByTestId("cart-line").nth(2).waitFor();
    const prices = await page.getByTestId("cart-line").locator(".row.between .number").allInnerTexts();
    await toPayment(visited);
    const goods = await page.getByTestId("paid-goods").locator("> :last-child").allInnerTexts();
    assert.deepEqual(goods, prices, "an article costs what it cost in the cart");
    assert.equal(await page.getByTestId("paid-shipping").count(), 3, "its shipping is a line of its own");
    const totals = await page.getByTestId("total").allInnerTexts();
    assert.equal(totals.length, 2);
    assert.equal(await page.getByText(/, sent together/).count(), 1, "the second article of the first shop");
    const pay = await page.getByTestId("pay").innerText();
    for (const total of totals) assert.ok(pay.includes(total), `${total} in ${pay}`);
    await page.getByTestId("pay").click();
    await page.getByTestId("orders-open").waitFor();
    assert.equal(world.orders.count() - before, 3);
    assert.equal(await page.getByTestId("cart-count").count(), 0);
    assert.deepEqual(visited.faults, []);
  });

  it("asks for no address where everything is a file, and tells none", async () => {
    const world = createFixtureWorld();
    const [first, second] = articlesOf(world);
    const digest = `0x${"ab".repeat(32)}` as Hex32;
    for (const listing of [first, second]) {
      listing.file = { name: "map.pdf", mediaType: "application/pdf", bytes: 1, digest };
      listing.shipping = [];
    }
    await using visited = await visit(BUYER, {}, world);
    const { page } = visited;
    for (const article of [first, second]) await add(visited, article);
    await page.getByTestId("nav-cart").click();
    await page.getByTestId("cart-line").nth(1).waitFor();
    assert.equal(await page.getByTestId("to-delivery").count(), 0);
    await page.getByTestId("to-payment").click();
    await page.getByTestId("terms").waitFor();
    assert.equal(await page.getByText("Goes to").count(), 0);
    const sent = page.waitForRequest((request) => request.url().includes("/carts"));
    await page.getByTestId("pay").click();
    const { items, delivery } = (await sent).postDataJSON() as { items: unknown[]; delivery?: unknown };
    assert.deepEqual([items.length, delivery], [2, undefined]);
    await page.getByTestId("orders-open").waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("survives a reload, and says which article cannot be had any more before anything is paid", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(BUYER, { expected: /Failed to load resource/ }, world);
    const { page } = visited;
    const [kept, gone] = articlesOf(world);
    for (const article of [kept, gone]) await add(visited, article);
    await page.getByTestId("nav-cart").click();
    await page.reload();
    await page.getByTestId("cart-line").nth(1).waitFor();
    await toPayment(visited);
    const before = world.orders.count();
    // Somebody else was faster, and this page has not heard of it yet.
    for (const variant of gone.variants) variant.left = 0;
    await page.getByTestId("pay").click();
    await page.getByTestId("trouble").getByText("of the cart:").waitFor();
    assert.equal(world.orders.count(), before);
    await page.getByTestId("leave-out").click();
    await page.getByTestId("leave-out").waitFor({ state: "detached" });
    await page.getByTestId("pay").click();
    await page.getByTestId("orders-open").waitFor();
    assert.equal(world.orders.count(), before + 1);
    assert.deepEqual(visited.faults, []);
  });

  it("refuses what is its own, and what is left of an article limits its number", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(SHOP, {}, world);
    const { page } = visited;
    const [own] = articlesOf(world);
    const kept = [{ seller: own.seller, listing: own.id, variant: own.variants[0]!.id, units: 1 }];
    await page.evaluate((items) => localStorage.setItem("souk cart", items), JSON.stringify(kept));
    await page.reload();
    await page.getByTestId("nav-cart").click();
    await page.getByTestId("cart-line").getByText("This is your own listing.").waitFor();
    assert.equal(await page.getByTestId("to-delivery").isDisabled(), true);
    await page.getByTestId("remove-line").click();
    await page.getByText("Your cart is empty").waitFor();
    await page.evaluate(() => localStorage.setItem("souk cart", '[{"seller":"0x12"},7]'));
    await page.reload();
    await page.getByText("Your cart is empty").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
