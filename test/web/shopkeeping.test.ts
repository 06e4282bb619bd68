// Keeping a shop by clicking: states, drafts, many listings at once, old offers, shipping profiles, import and export.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import type { ListingId } from "../../protocol/ids.ts";
import { temporaryFolder } from "../support/folder.ts";
import { samplePicture } from "../support/products.ts";
import { SHOP, TUSD } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

const DAY = 86_400;

async function inShop(place = "sell", world = createFixtureWorld(), options = {}) {
  const visited = await visit(SHOP, options, world);
  await visited.page.goto(`${visited.node.url}/#/${place}`);
  const { page } = visited;
  const rows = page.getByTestId("my-listing");
  const row = (title: string | RegExp) => rows.filter({ hasText: title });
  const states = (state: string) => page.locator(`[data-testid=my-listing][data-state=${state}]`);
  return Object.assign(visited, { rows, row, states });
}

/** One of the shop's listings has expired. */
function withExpired() {
  const world = createFixtureWorld();
  const old = world.listings.findLast(({ seller }) => seller === SHOP)!;
  for (const variant of old.variants) variant.validUntil = new Date((world.clock.now - DAY) * 1_000).toISOString();
  return world;
}

describe("one's own listings", () => {
  it("are kept as a draft, go on from there, and are published; what is typed may be incomplete", async () => {
    await using visited = await inShop();
    const { page, states, world } = visited;
    await page.getByTestId("new-listing").click();
    await page.getByTestId("listing-title").fill("A brass lantern");
    await page.getByTestId("save-draft").click();
    await states("draft").getByText("A brass lantern").waitFor();
    assert.match(await states("draft").innerText(), /no price yet.*Only you see it/s);
    assert.equal(
      world.listings.some(({ id }) => id === "a-brass-lantern"),
      false,
    );
    await states("draft").getByTestId("edit").click();
    assert.equal(await page.getByTestId("listing-title").inputValue(), "A brass lantern");
    await page.getByTestId("listing-category").fill("Home / Lighting");
    await page.getByTestId("listing-shipsFrom").selectOption("BE");
    await page.getByTestId("variant-price-0").fill("42.00");
    await page.getByTestId("variant-stock-0").fill("3");
    await page.getByTestId("save-draft").click();
    await states("draft").getByText("3 left").waitFor();
    await states("draft").getByTestId("choose").check();
    await page.getByTestId("bulk-publish").click();
    await states("draft").waitFor({ state: "detached" });
    assert.equal(world.listings.find(({ id }) => id === "a-brass-lantern")?.priceFrom, "42000000");

    // A second one of that name does not take the first one's place.
    await page.getByTestId("new-listing").click();
    await page.getByTestId("listing-title").fill("A brass lantern");
    await page.getByTestId("save-draft").click();
    await states("draft").getByText("A brass lantern").waitFor();
    assert.equal(await states("draft").getAttribute("data-listing"), "a-brass-lantern-2");
    assert.deepEqual(visited.faults, []);
  });

  it("are found by state and word; chosen ones are paused, resumed and removed, and what has expired is resumed", async () => {
    const world = withExpired();
    await using visited = await inShop("sell", world);
    const { page, rows, states } = visited;
    await states("expired").getByText("Out of every search").waitFor();
    await states("expired").getByTestId("choose").check();
    await page.getByTestId("bulk-resume").click();
    await states("expired").waitFor({ state: "detached" });
    await page.getByTestId("bulk").waitFor({ state: "detached" });
    await rows.nth(0).getByTestId("choose").check();
    await rows.nth(1).getByTestId("choose").check();
    await page.getByTestId("bulk-pause").click();
    await page.getByTestId("dialog-bulk").getByText("can still pay it until it expires").waitFor();
    await page.getByTestId("do-it").click();
    await page.getByTestId("dialog-bulk").waitFor({ state: "detached" });
    await states("paused").nth(1).waitFor();
    await page.getByTestId("shop-state").selectOption("paused");
    await rows.nth(2).waitFor({ state: "detached" });
    assert.equal(await rows.count(), 2);
    await page.getByTestId("choose-all").check();
    assert.equal(await page.getByTestId("bulk-pause").count(), 0, "what is paused cannot be paused");
    await page.getByTestId("bulk-resume").click();
    await page.getByText("None of your listings is like that").waitFor();
    await page.getByTestId("shop-state").selectOption("");
    await page.getByTestId("shop-words").fill("stool");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=my-listing]").length === 1);
    const before = world.listings.length;
    await rows.first().getByTestId("choose").check();
    await page.getByTestId("bulk-remove").click();
    await page.getByTestId("do-it").click();
    await page.getByText("None of your listings is like that").waitFor();
    assert.equal(world.listings.length, before - 1);
    assert.deepEqual(visited.faults, []);
  });

  it("show what was asked for last, also when something was done meanwhile with what was shown before", async () => {
    await using visited = await inShop("sell", withExpired());
    const { page, rows, states } = visited;
    const [done, read] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route("**/shop/listings/resume*", async (route) => {
      const response = await route.fetch();
      await done.promise;
      await route.fulfill({ response });
    });
    await page.route("**/shop/listings?*q=stool*", async (route) => {
      await read.promise;
      await route.continue().catch(() => undefined);
    });
    await states("expired").getByTestId("choose").check();
    await page.getByTestId("bulk-resume").click();
    const asked = page.waitForRequest(/q=stool/);
    await page.getByTestId("shop-words").fill("stool");
    await asked;
    const answered = page.waitForResponse(/resume/);
    done.resolve();
    await answered;
    read.resolve();
    await rows.nth(1).waitFor({ state: "detached" });
    assert.match(await rows.innerText(), /stool/);
    assert.deepEqual(visited.faults, []);
  });

  it("change price and stock together, after what would change was shown; a fault changes nothing; cheaper offers from before are voided", async () => {
    const world = createFixtureWorld();
    const validUntil = new Date((world.clock.now + 9 * DAY) * 1_000).toISOString();
    const { id: listing } = world.listings.find(({ seller }) => seller === SHOP)!;
    world.oldOffers.push({ listing, count: 2, validUntil, lowestPrice: "31000000", currency: TUSD.address });
    await using visited = await inShop("sell", world);
    const { page, row } = visited;
    const notice = page.getByTestId("old-offers");
    await notice.getByText(/for 31\.00.tUSD with shipping, until 29 Nov 2026/).waitFor();
    await notice.getByTestId("void-old-offers").click();
    await notice.waitFor({ state: "detached" });
    const stool = world.listings.find(({ title, seller }) => /ash stool/.test(title) && seller === SHOP)!;
    const price = () => world.listings.find(({ id }) => id === stool.id)!.priceFrom;
    const before = BigInt(price());
    await row(/ash stool/)
      .getByTestId("choose")
      .check();
    await page.getByTestId("bulk-edit").click();
    await page.getByTestId("do-it").click();
    await page.getByText("Choose what is to change").waitFor();
    await page.getByTestId("patch-price").selectOption("add");
    await page.getByTestId("patch-amount").fill("-9999");
    await page.getByTestId("do-it").click();
    await page.getByTestId("changes").getByText("would fall below nothing").waitFor();
    assert.ok((await page.getByTestId("changes").innerText()).includes(`“${stool.title}” cannot be changed so`));
    assert.equal(await page.getByTestId("do-it").isDisabled(), true);
    await page.getByTestId("patch-price").selectOption("percent");
    await page.getByTestId("patch-amount").fill("10");
    await page.getByTestId("patch-stock").selectOption("set");
    await page.getByTestId("patch-units").fill("7");
    await page.getByTestId("do-it").click();
    await page.getByTestId("changes").getByText("1 of 1 change").waitFor();
    const shown = await page.getByTestId("changes").locator("tbody").innerText();
    assert.ok(shown.includes(stool.title) && !shown.includes(stool.id) && /\d.tUSD/.test(shown), shown);
    assert.equal(BigInt(price()), before);
    await page.getByTestId("do-it").click();
    await row(/ash stool/)
      .getByText("7 left")
      .waitFor();
    assert.equal(BigInt(price()), (before * 110n) / 100n);
    await row(/Cable-knit jumper/)
      .getByTestId("choose")
      .check();
    await page.getByTestId("bulk-edit").click();
    await page.getByTestId("patch-price").selectOption("percent");
    await page.getByTestId("patch-amount").fill("10");
    await page.getByTestId("do-it").click();
    await page.getByTestId("changes").getByText("Mustard, S: price").waitFor();
    assert.deepEqual(visited.faults, []);
  });
});

describe("shipping profiles", () => {
  it("are made with regions and weights, named in a listing, and cannot be removed while they are", async () => {
    await using visited = await inShop("sell/shipping", createFixtureWorld(), { expected: /400/ });
    const { page, states, world } = visited;
    await page.getByTestId("new-profile").click();
    await page.getByTestId("save-profile").click();
    await page.getByText("What do you call it?").waitFor();
    await page.getByTestId("profile-title").fill("Parcels");
    await page.getByTestId("way-title").fill("Post");
    await page.getByTestId("step-first").fill("4.50");
    await page.getByTestId("step-upTo").fill("2000");
    await page.getByText("Heavier parcels cost more").click();
    await page.getByTestId("step-first").nth(1).fill("9");
    await page.getByTestId("step-further").nth(1).fill("12");
    await page.getByTestId("save-profile").click();
    await page.getByText("a further unit costs more than the first").first().waitFor();
    await page.getByTestId("step-further").nth(1).fill("3");
    await page.getByTestId("save-profile").click();
    await page.getByTestId("profile-parcels").getByText("Post from 4.50").waitFor();

    await page.goto(`${visited.node.url}/#/sell/new`);
    await page.getByTestId("listing-title").fill("A kettle");
    await page.getByTestId("listing-category").fill("Home");
    await page.getByTestId("listing-shipsFrom").selectOption("BE");
    await page.getByTestId("listing-shippingProfile").selectOption("parcels");
    await page.getByTestId("variant-price-0").fill("20");
    await page.getByTestId("publish").click();
    await page.getByRole("heading", { name: "A kettle" }).waitFor();
    assert.equal(world.listings.find(({ id }) => id === "a-kettle")!.shippingFrom, "4500000");
    await page.goto(`${visited.node.url}/#/sell/shipping`);
    const card = page.getByTestId("profile-parcels");
    await card.getByText("1 listing names it").waitFor();
    assert.equal(await card.getByTestId("remove-profile").count(), 0);
    await card.getByTestId("edit-profile").click();
    await page.getByTestId("step-first").first().fill("5");
    await page.getByTestId("save-profile").click();
    await card.getByTestId("republish-profile").click();
    await card.getByText("on sale with these prices").waitFor();
    assert.equal(world.listings.find(({ id }) => id === ("a-kettle" as ListingId))!.shippingFrom, "5000000");
    assert.equal(await states("draft").count(), 0);
    assert.deepEqual(visited.faults, []);
  });
});

describe("import and export", () => {
  it("checks a file first, tells its faults by row, and imports what is whole", async () => {
    await using visited = await inShop("sell/import");
    const { page, node } = visited;
    const choose = (text: string) =>
      page
        .getByTestId("import-file")
        .setInputFiles({ name: "products.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await choose("Handle,Title,Variant Price\nlamp,Lamp,WRONG\n");
    assert.equal(await page.getByTestId("import-run").isDisabled(), true);
    assert.match(await page.getByTestId("import-from").innerText(), /^Leave it open/);
    await page.getByTestId("import-check").click();
    const report = page.getByTestId("import-report");
    await report.getByText("The file has 1 fault").waitFor();
    assert.match(await report.locator("tbody").innerText(), /2\tVariant Price\tlamp\texpected an amount/);
    assert.equal(await page.getByTestId("import-run").isDisabled(), true);
    await choose("Handle,Title,Variant Price\nlamp,Lamp,12.50\nlight,Light,3\n");
    await report.waitFor({ state: "detached" });
    await page.getByTestId("import-currency").selectOption({ label: "tUSD · Test Dollar" });
    await page.getByTestId("import-check").click();
    await report.getByText("2 products of 2 rows would come in: 1 on sale, 1 as drafts").waitFor();
    const sent = page.waitForRequest(/dryRun=false/);
    await page.getByTestId("import-run").click();
    assert.match((await sent).url(), /format=csv.*currency=0xe7f1/);
    await report.getByText("2 products of 2 rows came in").waitFor();
    const download = page.waitForEvent("download");
    await page.getByTestId("export-csv").click();
    assert.equal((await download).suggestedFilename(), "products.csv");
    assert.equal(page.url(), `${node.url}/#/sell/import`);
    assert.deepEqual(visited.faults, []);
  });

  const WITH_PICTURES = [
    "Handle,Title,Variant Price,Image Src,Variant Image",
    '"light","Light,',
    'of brass",3,https://cdn.example.org/files/light.png?v=1,photos/detail.png',
    'lamp,Lamp,12.50,"photos/lamp.png",',
    "",
  ].join("\r\n");
  const NAMES = ["lamp.png", "light.png", "detail.png"];
  const pictures = async (names = NAMES) =>
    Promise.all(
      names.map(async (name, index) => ({ name, mimeType: "image/png", buffer: await samplePicture(index) })),
    );

  it("finds pictures among the chosen ones, says which are missing, and brings them with the products", async () => {
    await using visited = await inShop("sell/import", undefined, { expected: /404/ });
    const { page } = visited;
    const file = { name: "products.csv", mimeType: "text/csv", buffer: Buffer.from(WITH_PICTURES) };
    const added: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && /\/pictures/.test(request.url())) added.push(request.url());
    });
    await page.getByTestId("import-file").setInputFiles(file);
    await page.getByTestId("import-check").click();
    const report = page.getByTestId("import-report");
    await report.getByText("The file has 3 faults").waitFor();
    const missing = await report.locator("tbody tr").allInnerTexts();
    assert.match(missing[0]!, /^2\tImage Src\tlight\thttps:.* no picture called light.png was chosen$/);
    assert.match(missing[1]!, /^2\tVariant Image\tlight\tphotos\/detail.png/);
    assert.match(missing[2]!, /^4\tImage Src\tlamp\tphotos\/lamp.png: /);

    await page.getByTestId("import-pictures").setInputFiles((await pictures()).slice(0, 2));
    await report.waitFor({ state: "detached" });
    await page.getByTestId("import-check").click();
    await report.getByText("The file has 1 fault").waitFor();
    assert.equal(await page.getByTestId("import-run").isDisabled(), true);

    await page.getByTestId("import-pictures").setInputFiles(await pictures());
    await page.getByTestId("import-chosen").getByText("3 files").waitFor();
    await page.getByTestId("import-check").click();
    await report.getByText("would come in").waitFor();
    assert.deepEqual(added, [], "checking adds none");

    const gate = Promise.withResolvers<void>();
    let arrived = 0;
    await page.route(/\/api\/v1\/pictures(\?|$)/, async (route) => {
      if (++arrived === NAMES.length) await gate.promise;
      await route.continue();
    });
    const sent = page.waitForRequest(/dryRun=false/);
    await page.getByTestId("import-run").click();
    await page.getByText("pictures: 2 of 3").waitFor();
    gate.resolve();
    const rows = (await sent).postData()!.split("\r\n");
    assert.match(rows.at(-2)!, /^lamp,Lamp,12.50,ipfs:\/\/\w+\?type=image/);
    assert.equal(rows.join("\n").match(/ipfs:/g)!.length, 3);
    await report.getByText("came in").waitFor();
    assert.equal(added.length, 3);
    assert.deepEqual(visited.faults, []);
  });

  it("takes a folder of pictures, and imports nothing when one of them is none", async (t) => {
    await using visited = await inShop("sell/import", undefined, { expected: /404|422|415|400/ });
    const { page } = visited;
    const folder = temporaryFolder(t);
    for (const name of ["photos", "other"]) mkdirSync(path.join(folder, name));
    for (const { name, buffer } of await pictures()) writeFileSync(path.join(folder, "photos", name), buffer);
    writeFileSync(path.join(folder, "other", "detail.png"), "another");
    writeFileSync(path.join(folder, "photos", "lamp.png"), "no picture");
    const file = { name: "products.csv", mimeType: "text/csv", buffer: Buffer.from(WITH_PICTURES) };
    await page.getByTestId("import-file").setInputFiles(file);
    await page.getByTestId("import-folder").setInputFiles(folder);
    await page.getByTestId("import-check").click();
    const report = page.getByTestId("import-report");
    await report.getByText("would come in").waitFor();
    let sent = 0;
    page.on("request", (request) => {
      if (/dryRun=false/.test(request.url())) sent++;
    });
    await page.getByTestId("import-run").click();
    await report.getByText("The file has 1 fault").waitFor();
    assert.match(await report.locator("tbody").innerText(), /^4\tImage Src\tlamp\tphotos\/lamp.png: This is not a/);
    assert.equal(sent, 0);
    assert.deepEqual(visited.faults, []);
  });
});
