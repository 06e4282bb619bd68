// The page of an order in every state, for each of its parties, in real Chromium over the fixture's API.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deadlineOf } from "../../protocol/order.ts";
import { ARBITRATOR, BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

describe("an order", () => {
  it("is shipped by the seller, who alone sees the address; confirmed with a review by the buyer", async () => {
    const world = createFixtureWorld();
    await using seller = await visit(SHOP, {}, world);
    await seller.shop.goTo("orders");
    await seller.page.getByRole("link", { name: "Sold" }).click();
    await seller.order.open(world.scenes.funded);
    assert.match(await seller.page.getByTestId("delivery").innerText(), /Send it to.*Rua dos Remédios/s);
    await seller.order.ship("bpost 42");
    await seller.order.untilStatus("shipped");
    assert.match(await seller.page.getByTestId("tracking-text").innerText(), /bpost 42/);
    assert.match(await seller.page.getByTestId("delivery").innerText(), /^Sent to/);

    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.funded);
    await buyer.order.confirm({ stars: 4, title: "Good", text: "Arrived whole." });
    await buyer.order.untilStatus("released");
    assert.match(await buyer.page.getByTestId("order-review").innerText(), /Arrived whole\./);
    assert.deepEqual(await buyer.order.actions(), []);
    assert.deepEqual([...seller.faults, ...buyer.faults], []);
  });

  it("is disputed by the buyer and split by the arbitrator at the share of the slider", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.shipped);
    await buyer.page.getByTestId("action-dispute").click();
    await buyer.page.getByTestId("do-it").click();
    await buyer.page.getByText("Say what is wrong").waitFor();
    await buyer.page.keyboard.press("Escape");
    await buyer.order.dispute("It came broken.");
    await buyer.order.untilStatus("disputed");

    await using arbitrator = await visit(ARBITRATOR, {}, world);
    await arbitrator.order.open(world.scenes.shipped);
    const last = arbitrator.page.locator("[data-testid=timeline] > li").last();
    assert.match(await last.innerText(), /Money paid out/, "to whom is not decided yet");
    assert.match(await arbitrator.page.getByTestId("statements").innerText(), /It came broken\./);
    assert.equal(await arbitrator.page.getByTestId("delivery").count(), 0);
    await arbitrator.order.rule(75);
    await arbitrator.order.untilStatus("split");
    // 394 tUSD less 3 % are 382.18, of which three quarters go back.
    assert.match(await arbitrator.page.getByTestId("payout").innerText(), /286\.635/);
    assert.deepEqual([...buyer.faults, ...arbitrator.faults], []);
  });

  it("does not push the buyer to pay before it is shipped, and says what paying does before it asks for a review", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, { size: "phone" }, world);
    const { page, order } = buyer;
    for (const scene of ["funded", "overdue"] as const) {
      await order.open(world.scenes[scene]);
      await page.getByTestId("more-actions").getByTestId("action-confirm").waitFor({ state: "attached" });
      assert.equal(await page.getByTestId("action-confirm").isVisible(), false, scene);
    }
    await page.getByText("More you can do").click();
    await page.getByTestId("action-confirm").click();
    const [effect, stars] = await Promise.all(["effect", "star-1"].map((name) => page.getByTestId(name).boundingBox()));
    assert.ok(effect!.y < stars!.y, `what it does at ${effect!.y}, the stars at ${stars!.y}`);
    assert.deepEqual(buyer.faults, []);
  });

  it("tells of its end by one moment in both places", async () => {
    const world = createFixtureWorld();
    const days = 13;
    world.clock.now = deadlineOf(world.orders.row(world.scenes.overdue))! + days * 86_400;
    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.overdue);
    const told = [buyer.page.getByTestId("timeline"), buyer.page.getByTestId("if-nobody-acts")];
    for (const place of told) assert.match(await place.innerText(), new RegExp(`ended ${days} days ago`));
    assert.match(await told[1]!.innerText(), /Now anyone can return the money/);
    assert.deepEqual(buyer.faults, []);
  });

  it("keeps in sight what a long dialog does, on a phone too", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, { size: "phone" }, world);
    const { page, order } = buyer;
    await order.open(world.scenes.shipped);
    await page.getByTestId("action-confirm").click();
    const { y, height } = (await page.getByTestId("do-it").boundingBox())!;
    assert.ok(y + height <= page.viewportSize()!.height, `the button ends at ${y + height}`);
    assert.deepEqual(buyer.faults, []);
  });

  it("is released by a signature that costs the buyer nothing, and collected by the seller", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.shipped);
    await buyer.page.getByTestId("action-confirm").click();
    await buyer.page.getByTestId("by-signature").check();
    assert.match(await buyer.page.getByTestId("effect").innerText(), /Nothing moves yet/);
    await buyer.page.getByTestId("do-it").click();
    assert.match(await buyer.page.getByTestId("release").innerText(), /You signed the release/);
    assert.equal(await buyer.order.status(), "shipped");

    await using seller = await visit(SHOP, {}, world);
    await seller.order.open(world.scenes.shipped);
    assert.match(await seller.page.getByTestId("release").innerText(), /The buyer signed.*Collect 394\.00/s);
    await seller.shop.goTo("orders");
    await seller.page.getByRole("link", { name: "Sold" }).click();
    const due = seller.page.getByTestId("due");
    await due.getByText("2 buyers released the money; 1 order whose time to check is over").waitFor();
    await seller.page.getByTestId("collect").click();
    await seller.page.getByTestId("collect").waitFor({ state: "detached" });
    await seller.order.open(world.scenes.shipped);
    await seller.order.untilStatus("released");
    await buyer.page.reload();
    await buyer.order.untilStatus("released");
    assert.equal(await buyer.page.getByTestId("release").count(), 0);
    assert.deepEqual([...seller.faults, ...buyer.faults], []);
  });

  it("is settled during a dispute: proposed by the seller, accepted by the buyer in the amounts shown", async () => {
    const world = createFixtureWorld();
    await using seller = await visit(SHOP, {}, world);
    await seller.order.open(world.scenes.disputed);
    await seller.page.getByTestId("action-settle").click();
    await seller.page.getByTestId("share").fill("2500");
    const shown = await seller.page.getByTestId("share-buyer").innerText();
    await seller.page.getByTestId("do-it").click();
    assert.match(await seller.page.getByTestId("proposal").innerText(), /You proposed a split/);
    assert.equal(await seller.page.getByTestId("accept").count(), 0);

    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.disputed);
    assert.equal(await buyer.page.getByTestId("to-buyer").innerText(), shown);
    await buyer.page.getByTestId("accept").click();
    await buyer.page.getByTestId("do-it").click();
    await buyer.order.untilStatus("split");
    assert.match(await buyer.page.getByTestId("payout").innerText(), new RegExp(shown.split(/\s/)[0]!));
    assert.deepEqual([...seller.faults, ...buyer.faults], []);
  });

  it("gets more time from the buyer, and evidence from anybody who takes part", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.funded);
    await buyer.page.getByText("More you can do").click();
    await buyer.page.getByTestId("action-extend").click();
    await buyer.page.getByTestId("days").selectOption("7");
    await buyer.page.getByTestId("do-it").click();
    await buyer.page.getByText("7 days were added").waitFor();
    await buyer.page.getByText("The running window was lengthened: 7 days more than agreed").waitFor();

    await using arbitrator = await visit(ARBITRATOR, {}, world);
    await arbitrator.order.open(world.scenes.disputed);
    await arbitrator.page.getByTestId("action-submitEvidence").click();
    await arbitrator.page.getByTestId("statement").fill("I asked the carrier.");
    await arbitrator.page.getByTestId("do-it").click();
    await arbitrator.page.getByTestId("statements").getByText("I asked the carrier.").waitFor();
    await arbitrator.page.getByText("The arbitrator pointed to evidence").waitFor();
    assert.deepEqual([...buyer.faults, ...arbitrator.faults], []);
  });

  it("stands first in the list of whose turn it is, the most urgent on top, and leads back there", async () => {
    const world = createFixtureWorld();
    await using arbitrator = await visit(ARBITRATOR, {}, world);
    const { page } = arbitrator;
    await arbitrator.shop.goTo("orders");
    // Of more than a page the node sends the most urgent ones.
    const asked = page.waitForRequest(/\/orders\?(?=.*role=arbitrator)(?=.*open=true)/);
    await page.getByRole("link", { name: "To decide" }).click();
    assert.equal(new URL((await asked).url()).searchParams.get("sort"), "due");
    const rows = page.getByTestId("orders-mine").getByTestId("order-row");
    await rows.nth(1).waitFor();
    const ids = await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["order"]));
    assert.deepEqual(ids, [world.scenes.proposed, world.scenes.disputed], "not what anybody may do, like a refund");
    await rows.first().getByRole("link").click();
    await page.getByTestId("to-list").click();
    await rows.first().waitFor();
    assert.deepEqual(arbitrator.faults, []);
  });

  it("is the buyer's turn while they can accept a split, for as long as they can; lists say what is late", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    const { page } = buyer;
    await buyer.shop.goTo("orders");
    const row = (list: string, scene: keyof typeof world.scenes) =>
      page.getByTestId(list).locator(`[data-order="${world.scenes[scene]}"]`);
    const proposed = await row("orders-mine", "proposed").innerText();
    assert.match(proposed, /proposes a split: accept it if you agree\. .*21 hours left/s);
    for (const [list, scene, late] of [
      ["orders-mine", "overdue", "Not shipped in time"],
      ["orders-open", "claimable", "Time to check is over"],
      ["orders-mine", "unruled", "No ruling in time"],
    ] as const) {
      assert.equal(await row(list, scene).getByTestId("order-status").innerText(), late);
    }
    assert.deepEqual(buyer.faults, []);
  });

  it("is to be collected once the buyer signed the release, not to be checked any more", async () => {
    const world = createFixtureWorld();
    await using seller = await visit(SHOP, {}, world);
    await seller.order.open(world.scenes.signed);
    const steps = ["paid done", "ship done", "receive done", "collect current", "closed upcoming"];
    assert.deepEqual(await seller.order.timeline(), steps);
    const collect = seller.page.locator("[data-step=collect]");
    assert.match(await collect.innerText(), /To be collected.*until 29 Dec 2026/s);
    assert.deepEqual(seller.faults, []);
  });

  it("always says what happens next and what happens if nobody acts, in every state, to everybody", async () => {
    const world = createFixtureWorld();
    const expected: Partial<Record<keyof typeof world.scenes, string>> = {
      overdue: "cancel,confirm,settle,submitEvidence",
      claimable: "confirm,claim,settle,submitEvidence",
      unruled: "expire,confirm,settle,submitEvidence",
      released: "",
      funded: "extend,confirm,settle,submitEvidence",
    };
    await using visited = await visit(BUYER, {}, world);
    for (const [scene, id] of Object.entries(world.scenes)) {
      await visited.order.open(id);
      assert.ok((await visited.order.next()).length > "What happens next".length + 10, scene);
      assert.ok((await visited.order.ifNobodyActs()).length > "If nobody acts".length + 20, scene);
      assert.ok((await visited.order.timeline()).length >= 2, scene);
      const offered = expected[scene as keyof typeof expected];
      if (offered !== undefined) assert.equal((await visited.order.actions()).join(), offered, scene);
    }
    assert.deepEqual(visited.faults, []);
  });
});
