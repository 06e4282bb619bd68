// What somebody says of how they sell, by clicking: written in the profile's form, read on their page.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

describe("how somebody sells", () => {
  it("policies, origins, currencies and arbitrators are published, shown, and kept when the form is opened again", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/profile`);
    const form = page.getByRole("region", { name: "How you sell" });
    await form.getByTestId("profile-returns").fill("Thirty days, whatever the reason.");
    await form.getByTestId("profile-ships-from").selectOption("PT");
    await form.getByRole("button", { name: "Belgium" }).click();
    await form.getByLabel("ETH").check();
    await form.getByLabel("Hélène Dubois").uncheck();
    await page.getByTestId("publish").click();
    const shown = page.getByTestId("selling-terms");
    await shown.getByText("Thirty days, whatever the reason.").waitFor();
    await shown.getByText("Ships from Portugal", { exact: true }).waitFor();
    const { selling } = world.profiles.find(({ owner }) => owner === SHOP)!;
    assert.deepEqual([selling?.shipsFrom, selling?.arbitrators], [["PT"], []]);
    assert.equal(selling?.currencies.length, 2);
    await page.goto(`${node.url}/#/profile`);
    await form.getByText("Thirty days, whatever the reason.").waitFor();
    assert.ok(await form.getByLabel("ETH").isChecked());
    assert.deepEqual(visited.faults, []);
  });

  it("the page of somebody who says nothing of it shows nothing of it", async () => {
    await using visited = await visit(BUYER);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/${SHOP}`);
    await page.getByTestId("selling-terms").getByRole("link", { name: "Hélène Dubois" }).waitFor();
    await page.goto(`${node.url}/#/people/${ARBITRATOR}`);
    await page.getByTestId("chain-records").waitFor();
    assert.equal(await page.getByTestId("selling-terms").count(), 0);
    assert.deepEqual(visited.faults, []);
  });

  it("a seller whose profile has not come is told as such, with what is known of them besides", async () => {
    const world = createFixtureWorld();
    const known = world.profiles.findIndex(({ owner }) => owner === SHOP);
    world.profiles.splice(known, 1);
    world.records.frozen = { sequence: 7, since: new Date(world.clock.now * 1_000).toISOString() };
    await using visited = await visit(BUYER, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/${SHOP}`);
    await page.getByTestId("no-profile").waitFor();
    await page.getByTestId("frozen").getByText("This seller signed two histories").waitFor();
    const records = page.getByTestId("chain-records");
    await records.getByText("A bond of 1.50 ETH").waitFor();
    await records.getByText("Said on the chain that they arbitrate, for 3 %").waitFor();
    await page.getByRole("region", { name: "For sale" }).getByText("Three-legged ash stool").waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("an account of which nothing is known is told as such", async () => {
    await using visited = await visit(BUYER, { expected: /404/ });
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/0x${"77".repeat(20)}`);
    await page.getByTestId("no-profile").waitFor();
    await page.getByRole("region", { name: "For sale" }).getByText("Nothing at the moment.").waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("who locked a bond without a profile can ask it back from the empty form's page", async () => {
    const world = createFixtureWorld();
    const known = world.profiles.findIndex(({ owner }) => owner === SHOP);
    world.profiles.splice(known, 1);
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/profile`);
    await page.getByTestId("my-bond").getByTestId("bond-request").waitFor();
    assert.equal(await page.getByTestId("profile-form").getByLabel("Name").inputValue(), "");
    assert.deepEqual(visited.faults, []);
  });
});
