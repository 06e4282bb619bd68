// What a newcomer finds: an account without a name is told what to do first, until it has one or sends that away.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUYER, NEWCOMER } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

describe("the first steps", () => {
  it("say how to look around, what the account holds and where money goes, and lead to a profile", async () => {
    await using visited = await visit(NEWCOMER, { expected: /404/ });
    const { page, world } = visited;
    const steps = page.getByTestId("first-steps");
    await steps.getByText(`${world.listings.length} listings of 3 sellers are here`).waitFor();
    await steps.getByText("Your account holds 2\u202f340.50\u00a0tUSD", { exact: false }).waitFor();
    await steps.getByText("0x976e…0aa9").waitFor();
    await steps.getByTestId("first-profile").click();
    await page.getByRole("heading", { name: "Your profile" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("go when they are sent away, and do not come back", async () => {
    await using visited = await visit(NEWCOMER);
    const { page, shop } = visited;
    await page.getByRole("button", { name: "Hide the first steps" }).click();
    await page.getByTestId("first-steps").waitFor({ state: "detached" });
    await page.reload();
    await shop.cards.first().waitFor();
    await page.getByTestId("status").getByText("peer").waitFor();
    assert.equal(await page.getByTestId("first-steps").count(), 0);
  });

  it("are for newcomers only", async () => {
    await using visited = await visit(BUYER);
    await visited.shop.cards.first().waitFor();
    assert.equal(await visited.page.getByTestId("first-steps").count(), 0);
  });

  it("say on an empty node that listings come by themselves", async () => {
    const world = createFixtureWorld();
    world.listings.splice(0);
    await using visited = await visit(NEWCOMER, {}, world);
    await visited.page.getByTestId("first-steps").getByText("Nothing has arrived yet").waitFor();
    await visited.page.getByText("The shelves are still empty").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
