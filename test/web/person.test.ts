// Somebody's public page by looking at it: all they sell, and their record.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListingId } from "../../protocol/ids.ts";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

describe("somebody's public page", () => {
  it("says how much they sell, and shows all of it page by page", async () => {
    const world = createFixtureWorld();
    const [one] = world.listings.filter(({ seller }) => seller === SHOP);
    for (let place = 0; place < 60; place++) world.listings.push({ ...one!, id: `copy-${place}` as ListingId });
    const all = world.listings.filter(({ seller }) => seller === SHOP).length;
    await using visited = await visit(BUYER, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/${SHOP}`);
    const shelf = page.getByTestId("their-listings");
    await shelf.getByText(`${all} listings`).waitFor();
    assert.equal(await shelf.getByTestId("listing-card").count(), 24);
    for (let shown = 24; shown < all; shown += 24) {
      await shelf.getByTestId("more-listings").click();
      await shelf
        .getByTestId("listing-card")
        .nth(Math.min(shown + 24, all) - 1)
        .waitFor();
    }
    await shelf.getByTestId("more-listings").waitFor({ state: "detached" });
    assert.equal(await shelf.getByTestId("listing-card").count(), all);
    assert.deepEqual(visited.faults, []);
  });

  it("of an arbitrator is there to be trusted, and counts no orders that they never sold", async () => {
    await using visited = await visit(BUYER);
    const { page, node } = visited;
    const classOf = (name: string) => page.getByRole("button", { name }).getAttribute("class");
    await page.goto(`${node.url}/#/people/${ARBITRATOR}`);
    await page.getByTestId("trust").waitFor();
    assert.match((await classOf("Trust as arbitrator"))!, /primary/);
    assert.doesNotMatch((await classOf("Follow"))!, /primary/);
    assert.equal(await page.getByText("0 completed").count(), 0);
    const facts = await page.getByTestId("ruling-facts").innerText();
    assert.match(facts, /Cases\s+4\s+Ruled\s+1\s+Not ruled in time\s+1\s+Still open\s+2\s/);
    await page.goto(`${node.url}/#/people/${SHOP}`);
    await page.getByText("61 completed").waitFor();
    assert.match((await classOf("Follow"))!, /primary/);
    assert.deepEqual(visited.faults, []);
  });
});
