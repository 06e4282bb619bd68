// What a finger and a narrow window need: targets large enough, what is chosen in sight, names that are not cut.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";

/** Apple's and Google's guides agree on about this many pixels. */
const FINGER = 44;

describe("on a phone", () => {
  it("what is touched is large enough", async () => {
    await using visited = await visit(BUYER, { size: "phone" });
    const { page, node, order, world } = visited;
    await page.goto(`${node.url}/#/network`);
    const compact = (await page.getByTestId("to-settings").boundingBox())!;
    assert.ok(compact.height >= FINGER, `a compact button of ${compact.height}`);
    const copy = page.locator(".copy").first();
    await copy.scrollIntoViewIfNeeded();
    const reached = await copy.evaluate((button, finger) => {
      const { left, top, height } = button.getBoundingClientRect();
      const middle = top + height / 2;
      return [-1, 1].every((way) =>
        button.contains(document.elementFromPoint(left + 9, middle + way * (finger / 2 - 1))),
      );
    }, FINGER);
    assert.ok(reached, "copying is reached beside its words");
    await order.open(world.scenes.shipped);
    await page.getByTestId("action-confirm").click();
    await page.getByTestId("star-5").click();
    const star = (await page.getByTestId("shipping-3").boundingBox())!;
    assert.ok(star.height >= FINGER, `a star in detail of ${star.height}`);
    assert.deepEqual(visited.faults, []);
  });

  it("the chosen category is in sight", async () => {
    await using visited = await visit(BUYER, { size: "phone" });
    const { page, node, world } = visited;
    const last = world.listings
      .map(({ category }) => category)
      .toSorted()
      .at(-1)!;
    await page.goto(`${node.url}/#/?category=${encodeURIComponent(last)}`);
    const chosen = page.getByTestId("categories").locator("[aria-current]");
    await chosen.waitFor();
    const { x, width } = (await chosen.boundingBox())!;
    assert.ok(x >= 0 && x + width <= 390, `it lies at ${x}, ${width} wide`);
    assert.deepEqual(visited.faults, []);
  });

  it("a card's stars leave the seller's name its line, and a postcode stays whole", async () => {
    await using visited = await visit(BUYER, { size: "phone" });
    const { page, shop } = visited;
    await shop.cards.first().waitFor();
    const cut = await page
      .locator(".item-foot > :first-child")
      .evaluateAll((names) =>
        names.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
      );
    assert.deepEqual(cut, []);
    await using seller = await visit(SHOP, { size: "phone" }, visited.world);
    await seller.page.goto(`${seller.node.url}/#/orders/to-ship`);
    const postcode = seller.page.getByText(visited.world.home.postcode, { exact: true }).first();
    assert.equal(await postcode.evaluate((element) => getComputedStyle(element).whiteSpace), "nowrap");
    assert.deepEqual([...visited.faults, ...seller.faults], []);
  });
});
