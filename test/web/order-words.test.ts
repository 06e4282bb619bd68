// What the page of an order asks for and says before money moves, in real Chromium over the fixture's API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ARBITRATOR, BUYER } from "./support/fixture-shop.ts";
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
});
