// What the page shows of the network while something goes on in it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";
import { pushedTables } from "./support/watched-page.ts";

describe("the network page", () => {
  it("shows files on their way, how far they are and who gives them, until they are here", async () => {
    await using visited = await visit(BUYER);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/network`);
    const files = page.getByTestId("downloads");
    const bar = files.getByRole("progressbar");
    await bar.waitFor();
    const before = Number(await bar.getAttribute("value"));
    assert.ok(before > 0 && before < 1, `${before} of it is here`);
    await files.getByText("3.0 MB a second").waitFor();
    await files.getByText("500 kB from others, by Bitswap").waitFor();
    await page.waitForFunction((value) => Number(document.querySelector("progress")?.value ?? 1) > value, before);
    await bar.waitFor({ state: "detached" });
    assert.equal(await files.getByText("12.0 MB complete").count(), 1);
    assert.deepEqual(visited.faults, []);
  });

  it("shows peers and journals on a phone without being pushed sideways, each value with its name", async () => {
    await using visited = await visit(SHOP, { size: "phone" });
    const { page, node } = visited;
    await page.goto(`${node.url}/#/network`);
    const cell = page.getByTestId("journals-table").locator("td[data-name=Entries]").first();
    await cell.waitFor();
    await page.getByTestId("peers-table").waitFor();
    assert.deepEqual(await pushedTables(page), []);
    const shown = await cell.evaluate((element) => getComputedStyle(element, "::before").content);
    assert.equal(shown, '"Entries"');
    assert.deepEqual(visited.faults, []);
  });

  it("lights up its section alone, and the settings that it leads to light up none", async () => {
    await using visited = await visit(BUYER, { size: "phone" });
    const { page, node } = visited;
    const lit = page.locator("nav [aria-current]");
    await page.goto(`${node.url}/#/network`);
    await page.getByTestId("to-settings").waitFor();
    assert.deepEqual(await lit.allInnerTexts(), ["Network"]);
    await page.getByTestId("to-settings").click();
    await page.getByTestId("settings").waitFor();
    assert.deepEqual(await lit.allInnerTexts(), []);
    assert.deepEqual(visited.faults, []);
  });
});
