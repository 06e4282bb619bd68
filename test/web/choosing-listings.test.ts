// Choosing among very many own listings: all means all that match, also those further down, and no more than go together.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MAX_BULK } from "../../protocol/api/shop-inputs.ts";
import type { ListingId } from "../../protocol/ids.ts";
import { SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

const MAPS = 120;
const SHOWN = 50;

function hugeShop() {
  const world = createFixtureWorld();
  for (let number = 0; number < MAX_BULK + MAPS; number++) {
    const title = number < MAPS ? `Map ${number}` : `Scroll ${number}`;
    const id = title.toLowerCase().replace(" ", "-") as ListingId;
    world.shelf.set(id, { id, draft: { title }, published: null, paused: false });
  }
  return world;
}

describe("all of very many listings", () => {
  it("are those that the filter finds, whether they are shown or not", async () => {
    const world = hugeShop();
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/sell`);
    const rows = page.getByTestId("my-listing");
    const all = page.getByTestId("choose-all");
    await page.getByTestId("shop-words").fill("map");
    await page.getByText("Choose all that are like that").waitFor();
    await rows.filter({ hasText: "Map 0" }).first().waitFor();
    assert.equal(await rows.count(), SHOWN);
    await all.check();
    await page.getByText(`${MAPS} chosen`).waitFor();
    assert.equal(await all.isChecked(), true);
    await rows.nth(3).getByTestId("choose").uncheck();
    await page.getByText(`${MAPS - 1} chosen`).waitFor();
    assert.equal(await all.isChecked(), false);

    await page.getByTestId("bulk-remove").click();
    await page
      .getByTestId("dialog-bulk")
      .getByText(`and ${MAPS - 1 - 5} more`)
      .waitFor();
    const sent = page.waitForRequest(/listings\/delete/);
    await page.getByTestId("do-it").click();
    assert.equal(((await sent).postDataJSON() as { ids: string[] }).ids.length, MAPS - 1);
    await page.getByTestId("dialog-bulk").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=my-listing]").length === 1);
    assert.equal(await page.getByTestId("bulk").count(), 0);
    assert.equal([...world.shelf.keys()].filter((id) => id.startsWith("map-")).length, 1);
    assert.deepEqual(visited.faults, []);
  });

  it("are as many as can be changed together, which is said, and stay what they are when the filter changes", async () => {
    await using visited = await visit(SHOP, {}, hugeShop());
    const { page, node } = visited;
    await page.goto(`${node.url}/#/sell`);
    await page.getByTestId("choose-all").check();
    await page.getByText(`${MAX_BULK} chosen, as many as can be changed together`).waitFor();
    await page.getByTestId("shop-words").fill("map 7");
    await page.getByText(/^\d chosen$|^1\d chosen$/).waitFor();
    await page.getByTestId("choose-all").uncheck();
    await page.getByText("Choose all that are like that").waitFor();
    assert.equal(await page.getByTestId("bulk").count(), 0);
    assert.deepEqual(visited.faults, []);
  });

  it("are not spoken of as many where it is one", async () => {
    const world = createFixtureWorld();
    const id = "map" as ListingId;
    world.shelf.set(id, { id, draft: { title: "Map" }, published: null, paused: false });
    await using visited = await visit(SHOP, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/sell`);
    await page.getByTestId("my-listing").filter({ hasText: "Map" }).getByTestId("choose").check();
    await page.getByTestId("bulk-remove").click();
    await page.getByTestId("dialog-bulk").getByText("It disappears from every shop").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
