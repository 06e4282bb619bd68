// Whom one follows, what room others take, and who holds a review's text, as a person sees and clicks it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { visit } from "./support/visit.ts";

describe("following", () => {
  it("begins on a person's page, which says what it means, and ends there or in the list", async () => {
    await using visited = await visit(BUYER);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/people/${SHOP}`);
    const follow = page.getByTestId("follow");
    await follow.getByText("keeps their whole journal").waitFor();
    await follow.getByRole("button", { name: "Follow", exact: true }).click();
    await follow.getByRole("button", { name: "Following" }).waitFor();
    await page.goto(`${node.url}/#/network`);
    const list = page.getByTestId("following");
    await list.getByText("31 entries here").waitFor();
    await list.getByRole("button", { name: "Unfollow" }).click();
    await list.getByText("Nobody yet.").waitFor();
    await page.goto(`${node.url}/#/people/${BUYER}`);
    await page.getByRole("link", { name: "Edit" }).waitFor();
    assert.equal(await page.getByTestId("follow").count(), 0, "nobody follows themselves");
    assert.deepEqual(visited.faults, []);
  });

  it("takes an account that nobody has heard of, and says what is wrong with what is none", async () => {
    await using visited = await visit(BUYER);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/network`);
    const list = page.getByTestId("following");
    const field = list.getByLabel("Follow an account");
    await field.fill("the lamp shop");
    await list.getByRole("button", { name: "Follow", exact: true }).click();
    await list.getByText("0x and 40 letters or digits").waitFor();
    await field.fill(` 0x${"AB".repeat(20)} `);
    await list.getByRole("button", { name: "Follow", exact: true }).click();
    await list.getByText("nothing has come yet").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});

describe("disk space", () => {
  it("is shown with what was let go, and why", async () => {
    await using visited = await visit(SHOP);
    const { page, node } = visited;
    await page.goto(`${node.url}/#/network`);
    const card = page.getByTestId("holding");
    await card.getByText("412 MB of 2.0 GB").waitFor();
    await card.getByText(/was let go: the disk quota was used up \(8.1 MB/).waitFor();
    assert.deepEqual(visited.faults, []);
  });
});

it("after a confirm the order says how many nodes hold the review", async () => {
  await using visited = await visit(BUYER);
  const { order, page, world } = visited;
  await order.open(world.scenes.shipped);
  await order.confirm({ stars: 5, title: "Bright", text: "And well packed." });
  await order.untilStatus("released");
  await page.getByTestId("review-held").getByText("Held by 2 other nodes.").waitFor();
  assert.deepEqual(visited.faults, []);
});
