// What the page of an order asks for and says before money moves, in real Chromium over the fixture's API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";

describe("the words of an order", () => {
  it("rules only by a share that the arbitrator has chosen", async () => {
    await using arbitrator = await visit(ARBITRATOR);
    const { page, order, world } = arbitrator;
    await order.open(world.scenes.disputed);
    await page.getByTestId("action-rule").click();
    await page.getByTestId("do-it").click();
    await page.getByText("Choose first who gets how much.").waitFor();
    assert.equal(await order.status(), "disputed");
    await page.getByRole("button", { name: "Half each" }).click();
    await page.getByText("Choose first who gets how much.").waitFor({ state: "detached" });
    await page.getByTestId("do-it").click();
    await order.untilStatus("split");
    assert.deepEqual(arbitrator.faults, []);
  });

  it("says of a time that is over where the money is until somebody acts", async () => {
    await using buyer = await visit(BUYER);
    const { page, order, world } = buyer;
    await order.open(world.scenes.overdue);
    const told = page.getByTestId("if-nobody-acts");
    assert.equal(await told.getByRole("heading").innerText(), "Until somebody does");
    assert.match(await told.innerText(), /Now anyone can return the money.* Until then it stays in the escrow\./);
    await order.open(world.scenes.shipped);
    await page.getByText("If nobody acts").waitFor();
    assert.doesNotMatch(await told.innerText(), /Until then/);
    assert.deepEqual(buyer.faults, []);
  });

  it("makes what anybody may do the main thing for the parties only", async () => {
    await using arbitrator = await visit(ARBITRATOR);
    const { page, order, world } = arbitrator;
    for (const [scene, call] of [
      ["overdue", "cancel"],
      ["claimable", "claim"],
      ["unruled", "expire"],
    ] as const) {
      await order.open(world.scenes[scene]);
      const classes = await page.getByTestId(`action-${call}`).getAttribute("class");
      assert.doesNotMatch(classes!, /primary/, scene);
    }
    assert.match(await order.next(), /You did not rule in time and earn nothing: anyone can apply the agreed split\./);
    assert.deepEqual(arbitrator.faults, []);
  });

  it("tells the seller to wait until the payment is final, there and in the list of what is to be shipped", async () => {
    await using seller = await visit(SHOP);
    const { page, order, world } = seller;
    const wait = /Wait until the payment is final, then ship it/;
    const list = async () => {
      await page.evaluate(() => (location.hash = "#/orders/to-ship"));
      return page.locator(`[data-testid=ship-row][data-order="${world.scenes.funded}"]`).innerText();
    };
    await order.open(world.scenes.funded);
    assert.match(await order.next(), wait);
    assert.doesNotMatch((await page.getByTestId("action-ship").getAttribute("class"))!, /primary/);
    assert.match(await list(), wait);
    world.clock.block += 20;
    await order.open(world.scenes.funded);
    await page.getByText("Ship it, then mark it shipped.").waitFor();
    assert.match((await page.getByTestId("action-ship").getAttribute("class"))!, /primary/);
    await page.reload();
    assert.doesNotMatch(await list(), wait);
    assert.deepEqual(seller.faults, []);
  });

  it("dates what was said in a dispute, oldest first, and names a party that has said nothing", async () => {
    await using buyer = await visit(BUYER);
    const { page, order, world } = buyer;
    await order.open(world.scenes.disputed);
    const said = page.getByTestId("statements");
    assert.match(await said.innerText(), /One of the bowls.*Buyer .* 18 Nov 2026.*The seller has said nothing yet\./s);
    await order.open(world.scenes.proposed);
    await said.getByText("It left here whole").waitFor();
    assert.match(await said.innerText(), /One of the bowls.*17 Nov 2026.*It left here whole.*18 Nov 2026/s);
    assert.doesNotMatch(await said.innerText(), /said nothing/);
    await order.open(world.scenes.split);
    await page.getByText("The arbitrator ruled: 60 % to the buyer").first().waitFor();
    assert.doesNotMatch(await said.innerText(), /said nothing/, "it is too late to");
    assert.deepEqual(buyer.faults, []);
  });

  it("shows a listing as it was bought, and says when it has changed or gone since", async () => {
    await using buyer = await visit(BUYER);
    const { page, order, world } = buyer;
    const now = page.getByTestId("listing-now");
    await order.open(world.scenes.shipped);
    await page.getByText("As it was bought").click();
    const { offer } = world.orders.row(world.scenes.shipped).order;
    const bought = world.orders.readerFor(BUYER).editionOf(offer)!;
    const listing = world.listings.find(({ id, seller }) => id === bought.id && seller === SHOP)!;
    const first = bought.description.slice(0, 40);
    await page.getByTestId("bought").getByText(first).waitFor();
    assert.equal(await now.count(), 0);
    Object.assign(listing, { cid: world.listings[0]!.cid, description: "Something else." });
    await page.reload();
    await now.getByText("The listing has changed since.").waitFor();
    await page.getByText("As it was bought").click();
    await page.getByTestId("bought").getByText(first).waitFor();
    world.listings.splice(world.listings.indexOf(listing), 1);
    await page.reload();
    await now.getByText("The listing is not here any more.").waitFor();
    assert.equal(await page.getByText("to the listing").count(), 0);
    assert.deepEqual(buyer.faults, []);
  });

  it("shows on a phone what is to be done before the timeline, in sight", async () => {
    await using buyer = await visit(BUYER, { size: "phone" });
    const { page, order, world } = buyer;
    await order.open(world.scenes.shipped);
    const top = async (name: string) => (await page.getByTestId(name).boundingBox())!;
    const [next, action, timeline] = [await top("next"), await top("action-confirm"), await top("timeline")];
    assert.ok(next.y < action.y && action.y < timeline.y, `${next.y}, ${action.y}, ${timeline.y}`);
    const bar = (await page.getByRole("navigation", { name: "Sections" }).boundingBox())!;
    const end = Math.min(page.viewportSize()!.height, bar.y > action.y ? bar.y : Infinity);
    assert.ok(action.y + action.height <= end, `the button ends at ${action.y + action.height} of ${end}`);
    assert.deepEqual(buyer.faults, []);
  });

  it("says of a closed order that the address was erased", async () => {
    await using buyer = await visit(BUYER);
    const { page, order, world } = buyer;
    await order.open(world.scenes.released);
    await page.getByTestId("delivery").getByText("The address was erased").waitFor();
    await order.open(world.scenes.shipped);
    await page.getByTestId("delivery").getByText("Rua dos").waitFor();
    assert.deepEqual(buyer.faults, []);
  });
});
