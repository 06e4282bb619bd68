// What buyers see as sold out, in the seller's own list: its badge, and finding it among the others.
import assert from "node:assert/strict";
import { it } from "node:test";
import { SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

it("what is sold out is not called on sale, and is found by that", async () => {
  const world = createFixtureWorld();
  const gone = world.listings.findLast(({ seller }) => seller === SHOP)!;
  for (const variant of gone.variants) Object.assign(variant, { maxUnits: 3, sold: 3, left: 0 });
  await using visited = await visit(SHOP, {}, world);
  const { page, node } = visited;
  await page.goto(`${node.url}/#/sell`);
  const rows = page.getByTestId("my-listing");
  const row = page.locator(`[data-listing=${gone.id}]`);
  assert.match(await row.innerText(), /Sold out/);
  assert.doesNotMatch(await row.innerText(), /On sale/);
  const all = await rows.count();
  await page.getByTestId("shop-state").selectOption({ label: "Sold out" });
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=my-listing]").length === 1);
  await row.waitFor();
  await page.getByTestId("shop-state").selectOption({ label: "On sale" });
  await row.waitFor({ state: "detached" });
  await rows.nth(all - 2).waitFor();
  assert.equal(await rows.count(), all - 1);
  assert.deepEqual(visited.faults, []);
});
