// What somebody leaves on the chain beside their orders, by clicking: a bond, and the word of an arbitrator.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ARBITRATOR, BUYER } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

const MONTH = 31 * 86_400;

describe("the own standing on the chain", () => {
  it("a bond is locked, asked back, and withdrawn a month later; a wrong amount is said before it is sent", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(ARBITRATOR, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/profile`);
    const card = page.getByTestId("my-bond");
    const give = async (amount: string, deed: "lock" | "request") => {
      await card.getByTestId("bond-amount").fill(amount);
      await card.getByTestId(`bond-${deed}`).click();
    };
    await give("a lot", "lock");
    await card.getByText("is not an amount").waitFor();
    await give("9", "request");
    await card.getByText("more than is locked").waitFor();
    await give("0.5", "lock");
    await card.getByTestId("bond-locked").getByText("2.00").waitFor();
    await give("2", "request");
    await card.getByTestId("bond-leaving").getByText("2.00").waitFor();
    assert.equal(await card.getByTestId("bond-withdraw").count(), 0);
    world.clock.now += MONTH;
    await card.getByTestId("bond-withdraw").click();
    await card.getByTestId("bond-leaving").waitFor({ state: "detached" });
    assert.equal(world.records.bond!.locked, "0");
    assert.deepEqual(visited.faults, []);
  });

  it("an arbitrator says so on the chain, takes it back, and everybody sees it", async () => {
    const world = createFixtureWorld();
    world.records.registry = null;
    await using visited = await visit(ARBITRATOR, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/profile`);
    await page.getByTestId("registry-publish").click();
    await page.getByTestId("my-registry").getByText("You said that you arbitrate").waitFor();
    await using buyer = await visit(BUYER, {}, world);
    await buyer.page.goto(`${buyer.node.url}/#/people/${ARBITRATOR}`);
    await buyer.page.getByTestId("chain-records").getByText("Said on the chain that they arbitrate").waitFor();
    await page.getByTestId("registry-retract").click();
    await page.getByTestId("my-registry").getByText("do not arbitrate in new orders").waitFor();
    await buyer.page.reload();
    await buyer.page.getByTestId("chain-records").getByText("do not arbitrate any more").waitFor();
    assert.deepEqual([...visited.faults, ...buyer.faults], []);
  });
});
