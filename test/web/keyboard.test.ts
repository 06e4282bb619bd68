// Buying and selling with the keyboard alone, at twice the size: each stop is seen and not covered, and no step loses its place.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "playwright-core";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";
import { sidewaysScroll } from "./support/watched-page.ts";

/** A desk of 1280 × 900 at 200 %. */
const ZOOMED = { width: 640, height: 450 };
const MOST_STOPS = 60;

interface Stop {
  testId: string;
  name: string;
  /** Empty if whoever looks at the page sees where they are. */
  fault: string;
}

const stop = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const focused = document.activeElement as HTMLElement;
    if (focused === document.body) return { testId: "", name: "", fault: "the focus is lost" };
    const label = (focused as HTMLInputElement).labels?.[0];
    // An input that only a reader hears is seen by its label.
    const seen = focused.classList.contains("hidden") && label ? label : focused;
    const { left, top, width, height } = seen.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
    const { outlineStyle } = getComputedStyle(seen);
    const fault = !there?.closest("body")
      ? "outside of the window"
      : !seen.contains(there) && !there.contains(seen)
        ? `covered by ${there.className}`
        : outlineStyle === "none"
          ? "not marked"
          : "";
    return {
      testId: focused.dataset["testid"] ?? "",
      name: focused.innerText || label?.innerText || focused.ariaLabel || "",
      fault,
    };
  });

/** Goes on with Tab until the stop with this test id, or these words. */
async function tabTo(page: Page, wanted: string | RegExp): Promise<void> {
  for (let count = 0; count < MOST_STOPS; count++) {
    await page.keyboard.press("Tab");
    const { testId, name, fault } = await stop(page);
    assert.equal(fault, "", `on the way to ${wanted}: ${testId || name}`);
    if (typeof wanted === "string" ? testId === wanted : wanted.test(name)) return;
  }
  assert.fail(`${wanted} is not among the next ${MOST_STOPS} stops`);
}

async function zoomed(as: typeof BUYER) {
  const visited = await visit(as);
  await visited.page.setViewportSize(ZOOMED);
  return visited;
}

describe("the keyboard alone, at twice the size", () => {
  it("buys: from the search to the order", async () => {
    await using visited = await zoomed(BUYER);
    const { page, order } = visited;
    const press = async (wanted: string | RegExp) => (await tabTo(page, wanted), page.keyboard.press("Enter"));
    const type = async (wanted: string, text: string) => (await tabTo(page, wanted), page.keyboard.type(text));
    await type("search", "bowls");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /bowls/ }).waitFor();
    await page.locator("section[aria-busy=false]").waitFor();
    await press(/Nesting bowls/);
    await page.getByTestId("listing").waitFor();
    await press("buy");
    await page.getByTestId("delivery-name").waitFor();
    await type("delivery-name", "Inês Carvalho");
    await type("delivery-street", "Rua dos Remédios 47");
    await type("delivery-postcode", "1100-442");
    await type("delivery-city", "Lisboa");
    await type("delivery-country", "Portugal");
    assert.deepEqual(await sidewaysScroll(page), []);
    await press("to-payment");
    await page.locator("[data-testid=pay]:enabled").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Check and pay");
    assert.deepEqual(await sidewaysScroll(page), []);
    await press("pay");
    await order.untilStatus("funded");
    assert.deepEqual(visited.faults, []);
  });

  it("sells: from the shop to a listing", async () => {
    await using visited = await zoomed(SHOP);
    const { page } = visited;
    await tabTo(page, "nav-sell");
    await page.keyboard.press("Enter");
    await page.getByTestId("sell").waitFor();
    await tabTo(page, "new-listing");
    await page.keyboard.press("Enter");
    await page.getByTestId("listing-form").waitFor();
    const fields = [
      ["add-picture", ""],
      ["listing-title", "A lantern"],
      ["listing-category", "Home / Lighting"],
      ["add-file", ""],
      ["variant-price-0", "12.50"],
      ["listing-shipsFrom", "Belgium"],
      ["shipping-first-0", "4.50"],
    ] as const;
    for (const [field, text] of fields) {
      await tabTo(page, field);
      await page.keyboard.type(text);
    }
    assert.deepEqual(await sidewaysScroll(page), []);
    await tabTo(page, "publish");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "A lantern" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });

  it("begins at the top of a screen with tabs, whichever is chosen", async () => {
    await using visited = await zoomed(SHOP);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/orders/sales`);
    await page.reload();
    await page.locator(".tabs [aria-current]").waitFor();
    await page.keyboard.press("Tab");
    assert.equal((await stop(page)).name, "Skip to the content");
    assert.deepEqual(visited.faults, []);
  });
});
