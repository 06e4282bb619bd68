// A seller's work by clicking: shipping several, packing lists, giving money back, collecting what is due, figures; and the receipt.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { type FixtureWorld, createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

/** A zero that says nothing, after the second decimal. */
const PADDED = /\.\d{2,}0(?!\d)/;

/** The fixture's one order to ship, and two more. */
function busyWorld(): FixtureWorld {
  const world = createFixtureWorld();
  const listing = world.listings.find(
    ({ seller, available, arbitration }) => seller === SHOP && available && arbitration,
  )!;
  for (const city of ["Porto", "Faro"]) {
    world.orders.open({ listing, units: 2, buyer: BUYER, delivery: { ...world.home, city } });
  }
  return world;
}

describe("a seller's work", () => {
  it("several orders are marked as shipped at once, each with its tracking; what is late cannot be, and what was refused is told", async () => {
    const world = busyWorld();
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/orders/to-ship`);
    const rows = page.getByTestId("ship-row");
    await rows.nth(3).waitFor();
    const late = page.locator(`[data-order="${world.scenes.overdue}"]`);
    assert.equal(await late.getByTestId("choose-order").count(), 0);
    assert.match((await late.getByRole("link", { name: "Open the order" }).getAttribute("href"))!, /#\/order\/0x/);
    assert.equal(await rows.last().getAttribute("data-order"), world.scenes.overdue, "after what can be shipped");
    assert.match(await late.innerText(), /Too late/);
    await page.getByTestId("choose-all").check();
    const porto = rows.filter({ hasText: "Porto" });
    await porto.getByTestId("tracking").fill("CTT 7");
    await rows.filter({ hasText: "Faro" }).getByTestId("choose-order").uncheck();
    // Given back by another device of the seller, which this page has not heard of.
    world.orders.call(SHOP, "cancel", world.scenes.funded);
    const sent = page.waitForRequest((request) => request.url().includes("/orders/ship"));
    await page.getByTestId("ship-many").click();
    const { shipments } = (await sent).postDataJSON() as { shipments: { tracking: string }[] };
    assert.deepEqual(shipments.map(({ tracking }) => tracking).toSorted(), ["", "CTT 7"]);
    const outcome = page.getByTestId("shipped");
    await outcome.getByText("1 is marked as shipped").waitFor();
    await outcome.getByText("ship is not possible now").waitFor();
    await porto.waitFor({ state: "detached" });
    assert.equal(await rows.count(), 2);
    for (const { id } of world.orders.readerFor(SHOP).orders.sold(SHOP, 0, Infinity)) {
      const { status } = world.orders.row(id);
      if (status === "funded" && id !== world.scenes.overdue) world.orders.call(SHOP, "cancel", id);
    }
    await page.reload();
    await late.waitFor();
    assert.equal(await rows.count(), 1);
    assert.equal(await page.getByTestId("choose-all").count(), 0, "nothing is left to be chosen");
    assert.deepEqual(visited.faults, []);
  });

  it("what is too late to be shipped is not packed, unless it is asked for", async () => {
    await using visited = await visit(SHOP);
    const { page, node, world } = visited;
    await page.goto(`${node.url}/#/packing-list`);
    await page.getByTestId("sheet").waitFor();
    const { overdue, funded } = world.scenes;
    const codes = (await page.getByTestId("sheet").locator("code").allInnerTexts()).join();
    assert.deepEqual(
      [funded, overdue].map((id) => codes.includes(id.slice(0, 10))),
      [true, false],
    );
    await page.goto(`${node.url}/#/packing-list?orders=${overdue}`);
    await page.getByTestId("sheet").getByText(overdue.slice(0, 10)).waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("a packing list has a sheet for each address, and prints without the page's frame", async () => {
    const world = busyWorld();
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/orders/to-ship`);
    const rows = page.getByTestId("ship-row");
    await rows.filter({ hasText: "Porto" }).getByTestId("choose-order").check();
    await rows.filter({ hasText: "Faro" }).getByTestId("choose-order").check();
    await page.getByTestId("packing-list").click();
    const sheets = page.getByTestId("sheet");
    await sheets.nth(1).waitFor();
    assert.equal(await sheets.count(), 2);
    assert.match(await sheets.filter({ hasText: "Porto" }).innerText(), /Inês Carvalho[\s\S]*please knock[\s\S]*2\t/);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("header.top").isVisible(), false);
    assert.equal(await page.getByTestId("print").isVisible(), false);
    assert.equal(await sheets.first().evaluate((sheet) => getComputedStyle(sheet).breakAfter), "page");
    assert.deepEqual(visited.faults, []);
  });

  it("a part is given back once the buyer accepts, all of it at once", async () => {
    const world = createFixtureWorld();
    await using seller = await visit(SHOP, {}, world);
    const { page, order } = seller;
    await order.open(world.scenes.shipped);
    await page.getByTestId("action-cancel").click();
    await page.getByTestId("refund-part").check();
    await page.getByTestId("refund-amount").fill("1000000");
    await page.getByTestId("do-it").click();
    await page.getByText("no more than was paid").waitFor();
    await page.getByTestId("refund-amount").fill("39.40");
    assert.match(await page.getByTestId("effect").innerText(), /Nothing moves yet.*39\.40/s);
    await page.getByTestId("do-it").click();
    await page.getByTestId("proposal").getByText("39.40").waitFor();
    assert.equal(await order.status(), "shipped");
    await order.open(world.scenes.funded);
    await order.act("cancel");
    await order.untilStatus("refunded");
    assert.deepEqual(seller.faults, []);
  });

  it("what one button collects leaves out an order that waits for its agreed split, which is said; and that there are more", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/orders/seller`);
    const splits = page.getByTestId("due-splits");
    await splits.getByText("1 more order waits for its agreed split").waitFor();
    assert.doesNotMatch(await page.getByTestId("due-sums").innerText(), /and more/);
    await page.getByTestId("collect").click();
    await splits.getByText("1 order waits for its agreed split").waitFor();
    assert.equal(await page.getByTestId("collect").count(), 0);
    await splits.getByRole("link").click();
    await page.getByTestId("action-expire").click();
    await page.getByTestId("do-it").click();
    await page.getByTestId("action-expire").waitFor({ state: "detached" });
    await page.route("**/orders?*limit=100*", async (route) => {
      const answer = await route.fetch({ headers: { ...route.request().headers(), "if-none-match": "" } });
      await route.fulfill({ json: { ...((await answer.json()) as object), next: "endless" } });
    });
    world.orders.release(BUYER, world.scenes.funded, {});
    await page.goto(`${node.url}/#/orders/seller`);
    await page.getByTestId("due-sums").getByText("and more").waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("figures are drawn over time, by currency, and follow the chosen days", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/orders/sales`);
    const inTusd = page.getByTestId("sales-tUSD");
    await inTusd.getByText(/^\d+ orders, /).waitFor();
    const months = await inTusd.getByTestId("bar").count();
    const widthOf = async (part: typeof inTusd) => (await part.boundingBox())!.width;
    const unfilled = (await widthOf(inTusd.locator(".legend-list"))) - (await widthOf(inTusd.getByTestId("bars")));
    assert.ok(Math.abs(unfilled) < 1, `the chart leaves ${unfilled} px of its card empty`);
    await page.getByTestId("sales-by").selectOption("week");
    await page.waitForFunction((before) => document.querySelectorAll("[data-testid=bar]").length > before, months);
    await inTusd.getByText("The numbers").click();
    const rows = await inTusd.locator("tbody tr").allInnerTexts();
    assert.doesNotMatch(await inTusd.innerText(), PADDED);
    assert.match(await inTusd.locator(".legend-list").innerText(), /Sold/);
    assert.ok(rows.length > 1 && rows.every((row) => /^week of .*tUSD/.test(row)), rows.join());
    await page.getByTestId("sales-from").fill("2030-01-01");
    await page.getByText("Nothing was sold in this time").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});

describe("the receipt", () => {
  it("writes each amount as it is, whatever stands beside it", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(BUYER, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/receipt/${world.scenes.split}`);
    const sheet = await page.getByTestId("sheet").innerText();
    assert.match(sheet, /\.\d{3,}\stUSD/, "one has more than two decimals");
    assert.doesNotMatch(sheet, PADDED);
    assert.deepEqual(visited.faults, []);
  });

  it("says what was paid to whom, with its transactions, on one printed sheet", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(BUYER, {}, world);
    const { page, order } = visited;
    await order.open(world.scenes.released);
    const total = await page.getByText("Was in escrow").locator("..").locator("span").last().innerText();
    await page.getByTestId("receipt").click();
    await page.getByTestId("receipt-state").getByText("Completed").waitFor();
    assert.equal(await page.getByTestId("receipt-total").innerText(), total);
    const title = page.locator("main").getByText("Receipt", { exact: true });
    assert.equal(await title.count(), 1, "it is called so once");
    await page.emulateMedia({ media: "print" });
    assert.ok(await title.isVisible(), "on paper, too");
    await page.emulateMedia({ media: "screen" });
    const sheet = await page.getByTestId("sheet").innerText();
    assert.match(sheet, /Paid out to the seller/);
    assert.equal(
      sheet.match(/0x[0-9a-f]{64}/g)!.length,
      world.orders.readerFor(BUYER).orders.events(world.scenes.released).length + 2,
    );
    assert.deepEqual(visited.faults, []);
  });
});
