// Reviews by clicking: marks in detail and pictures, the seller's reply; and a seller's record with what looks made up in it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Hex32 } from "../../protocol/ids.ts";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

describe("a review", () => {
  it("has stars in detail and pictures, which wait until they are uploaded; the seller replies", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    const { page } = buyer;
    await buyer.order.open(world.scenes.shipped);
    await page.getByTestId("action-confirm").click();
    const picture = await page.screenshot({ type: "jpeg", clip: { x: 0, y: 0, width: 64, height: 64 } });
    await page.getByTestId("review-text").fill("It stands straight.");
    await page.getByTestId("do-it").click();
    await page.getByText("Choose the stars for your review").waitFor();
    await page.getByText("Your rating (optional)").waitFor();
    await page.getByTestId("star-2").click();
    await page.getByTestId("star-clear").click();
    await page.getByTestId("star-clear").waitFor({ state: "detached" });
    await page.getByTestId("star-3").click();
    await page.getByTestId("star-3").click();
    await page.getByText("Choose 1 to 5 stars").waitFor();
    await page.getByTestId("star-5").click();
    await page.getByTestId("asDescribed-5").click();
    await page.getByTestId("shipping-3").click();
    await page.getByTestId("communication-2").click();
    // Taken back.
    await page.getByTestId("communication-2").click();
    const stored = Promise.withResolvers<void>();
    await page.route("**/pictures?*", async (route) => {
      await stored.promise;
      await route.continue();
    });
    await page.getByTestId("add-picture").setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: picture });
    await page.getByText("Uploading").waitFor();
    await page.getByTestId("do-it").click();
    await page.getByText("still on their way").waitFor();
    stored.resolve();
    await page.getByText("Uploading").waitFor({ state: "detached" });
    const sent = page.waitForRequest(/\/confirm/);
    await page.getByTestId("do-it").click();
    const { review } = (await sent).postDataJSON() as { review: Record<string, unknown> & { pictures: unknown[] } };
    assert.deepEqual([review["asDescribed"], review["shipping"], review["communication"]], [5, 3, null]);
    assert.equal(review.pictures.length, 1);
    await buyer.order.untilStatus("released");
    const shown = page.getByTestId("order-review");
    assert.match(await shown.getByTestId("marks").innerText(), /As described.*Shipping/s);
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>("[data-testid=review-pictures] img")].every(
        ({ naturalWidth }) => naturalWidth > 0,
      ),
    );
    assert.equal(await shown.getByTestId("write-reply").count(), 0, "the buyer does not reply");

    await using seller = await visit(SHOP, {}, world);
    await seller.order.open(world.scenes.shipped);
    await seller.page.getByTestId("write-reply").click();
    await seller.page.getByTestId("reply-text").fill("Thank you for the picture.");
    await seller.page.getByTestId("send-reply").click();
    await seller.page.getByTestId("reply").getByText("Thank you for the picture.").waitFor();
    await seller.page.getByText("Change your reply").waitFor();
    assert.deepEqual([...buyer.faults, ...seller.faults], []);
  });
});

describe("the reviews of a seller", () => {
  it("are ten at first, and all on demand; links at the top lead to them and to what is for sale", async () => {
    const world = createFixtureWorld();
    const count = world.reviews.filter(({ seller }) => seller === SHOP).length;
    for (let more = count; more < 25; more++) {
      const order = `0x${more.toString(16).padStart(64, "0")}` as Hex32;
      world.reviews.push({ ...world.reviews.find(({ seller }) => seller === SHOP)!, order });
    }
    await using visited = await visit(BUYER, { size: "phone" }, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/${SHOP}`);
    const shown = page.getByTestId("reviews").locator(".review");
    await shown.first().waitFor();
    assert.equal(await shown.count(), 10);
    await page.getByTestId("more-reviews").click();
    await shown.nth(19).waitFor();
    await page.getByTestId("more-reviews").click();
    await page.getByTestId("more-reviews").waitFor({ state: "detached" });
    assert.ok((await shown.count()) >= 25);
    for (const [name, heading] of [
      [/^Reviews \(\d+\)$/, "What buyers say"],
      ["For sale", "For sale"],
    ] as const) {
      await page.getByRole("button", { name }).click();
      await page.waitForFunction((words) => document.activeElement?.textContent === words, heading);
      const { y } = (await page.getByRole("heading", { name: heading }).boundingBox())!;
      assert.ok(y > 0 && y < 844, `${heading} at ${y}`);
    }
    assert.deepEqual(visited.faults, []);
  });
});

describe("a seller's record", () => {
  it("shows raw numbers, how they are weighed, and flags in words that judge nobody", async () => {
    const world = createFixtureWorld();
    await using visited = await visit(BUYER, {}, world);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/${SHOP}`);
    const record = page.getByTestId("reputation");
    const facts = await record.getByTestId("record-facts").innerText();
    assert.match(
      facts,
      /Completed sales\s+1\b.*Refunded\s+1\b.*Usual time to ship\s+\d+ (hours|days?).*Disputes\s+4: 0 won, 1 lost, 0 even, 3 still open/s,
    );
    await record.getByText("How ranking weighs this").click();
    await record.getByText("Each buyer is one voice").waitFor();
    assert.match(await record.getByTestId("flag-captive").innerText(), /1 of 1 buyer .* newcomer/s);
    assert.equal(await record.getByTestId("flag-ring").count(), 0);

    await page.route("**/reputation", async (route) => {
      const answer = await route.fetch();
      const told = (await answer.json()) as { flags: object };
      const ring = { members: [SHOP, BUYER], inside: 9, outside: 1 };
      await route.fulfill({
        response: answer,
        json: { ...told, flags: { ...told.flags, ring, mutual: [BUYER], selfPurchases: 2 } },
      });
    });
    await page.reload();
    await record.getByTestId("flag-ring").getByText("9 completed orders lie inside").waitFor();
    await record.getByTestId("flag-mutual").waitFor();
    await record.getByTestId("flag-self").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});
