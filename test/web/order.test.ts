// The page of an order in every state, for each of its parties, in real Chromium over the fixture's API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

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
