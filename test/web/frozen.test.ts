// A seller who signed two histories: their page and their listings say so, and nobody else's do.
import assert from "node:assert/strict";
import { it } from "node:test";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

it("a frozen journal is shown on the seller's page and beside the listing", async () => {
  const world = createFixtureWorld();
  const since = new Date(world.clock.now * 1_000).toISOString();
  const { id } = world.listings.find(({ seller }) => seller === SHOP)!;
  await using visited = await visit(BUYER, {}, world);
  const { page, node } = visited;
  await page.goto(`${node.url}/#/people/${SHOP}`);
  await page.getByTestId("chain-records").waitFor();
  assert.equal(await page.getByTestId("frozen").count(), 0);
  world.records.frozen = { sequence: 7, since };
  await page.reload();
  await page.getByTestId("frozen").getByText("This seller signed two histories").waitFor();
  await page.goto(`${node.url}/#/listing/${SHOP}/${id}`);
  await page.getByTestId("frozen").getByText("the state before that").waitFor();
  assert.deepEqual(visited.faults, []);
});
