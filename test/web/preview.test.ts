// Before paying: the checks with what to do about each, arbitrators who are not on the list, and the address book.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Address } from "../../protocol/ids.ts";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { type FixtureWorld, createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

const SOMEBODY = `0x${"7e".repeat(20)}` as Address;

function withBook(): FixtureWorld {
  const world = createFixtureWorld();
  world.books.set(BUYER, [
    { id: "home", address: world.home },
    { id: "office", address: { ...world.home, street: "Avenida da Liberdade 1", note: "" } },
  ]);
  return world;
}

/** One of the shop's that goes to Portugal and names an arbitrator. */
const articleOf = ({ listings }: FixtureWorld) =>
  listings.find(({ seller, arbitration, available, shipsTo }) => {
    return seller === SHOP && arbitration && available && (shipsTo.includes("*") || shipsTo.includes("PT"));
  })!;

async function checkout(world: FixtureWorld, { id } = articleOf(world)) {
  const visited = await visit(BUYER, {}, world);
  await visited.page.goto(`${visited.node.url}/#/buy/${SHOP}/${id}`);
  return visited;
}

describe("before paying", () => {
  it("an arbitrator who is not on the list is accepted once, or trusted from there; then it is paid", async () => {
    const world = withBook();
    world.trusted.set(BUYER, [{ owner: SOMEBODY, since: new Date(0).toISOString() }]);
    await using visited = await checkout(world);
    const { page } = visited;
    await page.getByTestId("to-payment").click();
    const warning = page.getByTestId("check-trust");
    await warning.getByText("is not on your list").waitFor();
    assert.equal(await page.getByTestId("pay").isDisabled(), true);
    await page.getByTestId("accept-untrusted").click();
    await warning.waitFor({ state: "detached" });
    await page.locator("[data-testid=pay]:enabled").waitFor();
    await page.reload();
    await page.getByTestId("to-payment").click();
    await warning.getByTestId("trust").click();
    await page.getByTestId("arbitration").getByText("on your list").waitFor();
    assert.deepEqual(
      world.trusted.get(BUYER)!.map(({ owner }) => owner),
      [ARBITRATOR, SOMEBODY],
    );
    const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/orders?"));
    await page.getByTestId("pay").click();
    assert.equal((await sent).postDataJSON().acceptUntrusted, false);
    await visited.order.untilStatus("funded");
    await page.goto(`${visited.node.url}/#/settings`);
    const list = page.getByTestId("trust-list");
    await list.getByTestId("distrust").first().click();
    await list.getByTestId("distrust").nth(1).waitFor({ state: "detached" });
    assert.deepEqual(visited.faults, []);
  });

  it("missing coin, a changed listing and no consent are told with the way out, which works", async () => {
    const world = withBook();
    world.records.registry!.consents = false;
    await using visited = await checkout(world);
    const { page, node } = visited;
    const coin = node.balances[1]!;
    const before = coin.amount;
    coin.amount = "1000";
    await page.getByTestId("to-payment").click();
    const coinCheck = await page.getByTestId("check-coin").innerText();
    assert.match(coinCheck, /Have 0\.0*[1-9]\d? ETH or more sent\b.*\n0x\S+/s, "no more digits than anybody types");
    const fee = /at most ([\d.]+)/;
    assert.equal(fee.exec(coinCheck)![1], fee.exec(await page.getByTestId("terms").innerText())![1]);
    const accept = page.locator(".notice:has([data-testid=check-consent]) + :has([data-testid=accept-no-consent])");
    assert.equal(await accept.count(), 1, "right after what it accepts");
    coin.amount = before;
    await page.getByTestId("remedy-coin").click();
    await page.getByTestId("check-coin").waitFor({ state: "detached" });
    await page.getByTestId("check-consent").getByText("a dispute may find nobody").first().waitFor();
    assert.equal(await page.getByTestId("pay").isDisabled(), true);
    await page.getByTestId("accept-no-consent").check();
    await page.locator("[data-testid=pay]:enabled").waitFor();
    const listing = articleOf(world);
    listing.cid = world.listings.at(-1)!.cid;
    node.emit({ type: "listing.published", seller: SHOP, id: listing.id, cid: listing.cid, title: listing.title });
    await page.getByTestId("check-content").waitFor();
    assert.equal(await page.getByTestId("pay").isDisabled(), true);
    await page.getByTestId("remedy-content").click();
    await page.locator("[data-testid=pay]:enabled").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});

describe("the address book", () => {
  it("is chosen from, added to, edited and erased while buying", async () => {
    const world = withBook();
    await using visited = await checkout(world);
    const { page } = visited;
    await page.getByTestId("choose-office").check();
    await page.getByTestId("edit-address").click();
    const dialog = page.getByTestId("dialog-address");
    await dialog.getByTestId("delivery-street").fill("Avenida da Liberdade 9");
    await dialog.getByTestId("keep-address").click();
    await page.getByTestId("address-choice").getByText("Avenida da Liberdade 9").waitFor();
    await page.getByTestId("to-payment").click();
    await page.getByText("Avenida da Liberdade 9").waitFor();

    await page.getByRole("button", { name: "Change" }).click();
    await page.getByTestId("choose-another").check();
    await page.getByTestId("delivery-city").fill("Porto");
    await page.getByTestId("keep-delivery").check();
    assert.equal(await page.getByTestId("address-name").inputValue(), "home-2");
    await page.getByTestId("address-name").fill("At work!");
    await page.getByTestId("to-payment").click();
    await page.getByText("Small letters, digits and dashes").waitFor();
    await page.getByTestId("address-name").fill("porto");
    await page.getByTestId("to-payment").click();
    await page.getByTestId("terms").waitFor();
    assert.deepEqual(
      world.books.get(BUYER)!.map(({ id, address }) => `${id} ${address.city}`),
      ["home Lisboa", "office Lisboa", "porto Porto"],
    );

    await page.goto(`${visited.node.url}/#/settings`);
    const porto = page.getByTestId("address-porto");
    await porto.getByTestId("erase-address").click();
    await porto.getByText("Really erase it?").click();
    await porto.waitFor({ state: "detached" });
    await page.getByTestId("add-address").click();
    await dialog.getByTestId("keep-address").click();
    await dialog.getByText("Whose name is on the door?").waitFor();
    assert.equal(world.books.get(BUYER)!.length, 2);
    assert.deepEqual(visited.faults, []);
  });

  it("an address that the goods are not sent to cannot be chosen", async () => {
    const world = withBook();
    const article = articleOf(world);
    article.shipsTo = ["BE"];
    for (const way of article.shipping) way.to = ["BE"];
    await using visited = await checkout(world, article);
    const { page } = visited;
    await page.getByText("It is not sent to Portugal.").first().waitFor();
    assert.equal(await page.getByTestId("choose-home").isDisabled(), true);
    assert.equal(await page.getByTestId("choose-another").isChecked(), true);
  });
});
