// What must hold on every screen: nothing wider than a phone, nothing hostile runs, and the page says when something is down.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Page } from "playwright-core";
import type { ListingId } from "../../protocol/ids.ts";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";
import { faintWords, pushedTables, sidewaysScroll } from "./support/watched-page.ts";

/** A screen with all that it has read; what is still of the question before is faint for a moment. */
const shown = (page: Page) =>
  page.waitForFunction(
    () =>
      document.querySelector("main h1, main h2") && !document.querySelector(".skeleton, .waiting, [aria-busy=true]"),
  );

describe("everywhere", () => {
  const places = (world: ReturnType<typeof createFixtureWorld>): string[] => {
    const { scenes, listings } = world;
    const wide = listings.find(({ variants }) => variants.length > 2)!;
    const gone = listings.find(({ available }) => !available)!;
    return [
      "",
      "?q=oak",
      `listing/${wide.seller}/${wide.id}`,
      `listing/${gone.seller}/${gone.id}`,
      `buy/${wide.seller}/${wide.id}`,
      `people/${SHOP}`,
      "cart",
      "orders/buyer",
      "orders/seller",
      "orders/to-ship",
      "orders/sales",
      "orders/arbitrator",
      "packing-list",
      `receipt/${scenes.released}`,
      ...Object.values(scenes).map((id) => `order/${id}`),
      "sell",
      "sell/new",
      "sell/import",
      "sell/shipping",
      "sell/shipping/new",
      "profile",
      "settings",
      "network",
      "no/such/place",
    ];
  };

  /** Of those that are seen, from the top. */
  const headingLevels = (page: Page): Promise<number[]> =>
    page
      .locator("main :is(h1, h2, h3, h4)")
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map(({ tagName }) => Number(tagName[1])));

  /** Where a level is left out, or the first heading is not of the whole. */
  const jumpsIn = (levels: readonly number[]): string[] =>
    levels.flatMap((level, index) => {
      const before = levels[index - 1] ?? 0;
      return level > before + 1 ? [`${before} to ${level}`] : [];
    });

  const cutTabs = (page: Page): Promise<string[]> =>
    page.locator("main .tabs").evaluateAll((rows) =>
      rows.flatMap((row) => {
        const edge = row.getBoundingClientRect();
        return [...row.children]
          .filter((tab) => {
            const { left, right } = tab.getBoundingClientRect();
            return left < edge.left - 1 || right > edge.right + 1;
          })
          .map(({ textContent }) => textContent ?? "");
      }),
    );

  async function fillCart(page: Page, { listings }: ReturnType<typeof createFixtureWorld>): Promise<void> {
    const items = listings.slice(0, 4).map(({ seller, id, variants }) => {
      return { seller, listing: id, variant: variants[0]!.id, units: 1 };
    });
    await page.evaluate((kept) => localStorage.setItem("souk cart", kept), JSON.stringify(items));
    await page.reload();
  }

  for (const [as, dark] of [
    [BUYER, true],
    [SHOP, true],
    [ARBITRATOR, false],
  ] as const) {
    it(`nothing is wider than a phone, no tab is cut, no word is faint, headings are in order, and nothing faults (${as})`, async () => {
      await using visited = await visit(as, { size: "phone", dark });
      const { page, world, node } = visited;
      await fillCart(page, world);
      for (const place of places(world)) {
        await page.goto(`${node.url}/#/${place}`);
        await shown(page);
        assert.deepEqual(await sidewaysScroll(page), [], place);
        assert.deepEqual(await pushedTables(page), [], place);
        assert.deepEqual(await faintWords(page), [], place);
        assert.deepEqual(await cutTabs(page), [], place);
        const levels = await headingLevels(page);
        assert.equal(levels.filter((level) => level === 1).length, 1, `${place}: one heading of the whole`);
        assert.deepEqual(jumpsIn(levels), [], `${place}: ${levels.join(" ")}`);
      }
      assert.deepEqual(visited.faults, []);
    });
  }

  it("what is not there says so under a heading", async () => {
    await using visited = await visit(SHOP, { expected: /404/ });
    const { page, node } = visited;
    const gone = ["sell/edit/no-such", `buy/${SHOP}/no-such`, `listing/${SHOP}/no-such`, `order/0x${"0".repeat(64)}`];
    for (const place of gone) {
      await page.goto(`${node.url}/#/${place}`);
      await page
        .locator("main")
        .getByTestId(/^(trouble|empty)$/)
        .waitFor();
      assert.deepEqual(await headingLevels(page), [1], place);
    }
    assert.deepEqual(visited.faults, []);
  });

  it("hostile text in every field is shown as text: nothing runs, nothing is fetched", async () => {
    const attack =
      `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>` +
      `"><svg/onload=window.hacked=1><iframe src="https://evil.example"></iframe><style>@import "//evil.example"</style>`;
    const world = createFixtureWorld((text, max) => `${attack} ${text}`.slice(0, max).trim());
    const draft = { title: attack.slice(0, 140), tags: [attack.slice(0, 32)] };
    const id = "hostile" as ListingId;
    world.shelf.set(id, { id, draft, published: null, paused: false });
    for (const as of [BUYER, SHOP, ARBITRATOR]) {
      world.books.set(as, [{ id: "home", address: world.home }]);
      await using visited = await visit(as, {}, world);
      const { page, node } = visited;
      await fillCart(page, world);
      for (const place of places(world)) {
        await page.goto(`${node.url}/#/${place}`);
        await shown(page);
        const found = await page.evaluate(() => [
          "hacked" in window,
          document.querySelectorAll("main script, main iframe, main style, main [onerror], main [onload]").length,
        ]);
        assert.deepEqual(found, [false, 0], place);
      }
      assert.deepEqual(visited.faults, []);
    }
  });

  it("a used link and no session lead to the screen that says what to do", async () => {
    await using visited = await visit(BUYER, { expected: /401/ });
    const { page, node } = visited;
    assert.ok(!page.url().includes("code="));
    const link = node.link();
    const exchanged = page.waitForResponse(/\/session$/);
    await page.goto(link);
    await exchanged;
    await page.context().clearCookies();
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByTestId("signed-out").getByText("npm start").waitFor();
  });

  it("says when the node or the chain is gone, and recovers by itself", async () => {
    await using visited = await visit(BUYER, { expected: /ERR_FAILED|Failed to load/ });
    const { page, node, shop } = visited;
    await shop.cards.first().waitFor();
    node.chain.reachable = false;
    await page.getByTestId("banner-chain").getByText("tried again by itself").waitFor();
    await page.getByTestId("status").getByText("No chain").waitFor();
    node.chain.reachable = true;
    await page.getByTestId("banner-chain").waitFor({ state: "detached" });
    await page.route("**/api/v1/node", (route) => route.abort());
    await page.getByTestId("banner-offline").waitFor();
    assert.ok((await shop.cards.count()) > 0);
    await page.unroute("**/api/v1/node");
    await page.getByTestId("banner-offline").waitFor({ state: "detached" });
  });

  it("opens screens while the node is away that were never opened before, and fills them once it answers", async () => {
    await using visited = await visit(BUYER, { expected: /ERR_FAILED|Failed to load/ });
    const { page } = visited;
    await page.waitForFunction(() =>
      performance.getEntriesByType("resource").some(({ name }) => /network-/.test(name)),
    );
    await page.route("**/*", (route) => route.abort());
    await page.getByTestId("nav-network").click();
    await page.getByRole("heading", { name: "Your node and the network" }).waitFor();
    await page.getByTestId("banner-offline").waitFor();
    await page.getByTestId("status").getByText("Offline").waitFor();
    await page.unroute("**/*");
    await page.getByRole("heading", { name: "Journals" }).waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
