// Takes pictures of every screen of the page over the fixture: npx node test/web/support/screenshots.ts [--dark] <folder> [name …]
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import type { Address } from "../../../protocol/ids.ts";
import { launchBrowser } from "../../support/browser.ts";
import { type FixtureServer, serveFixture } from "./fixture-server.ts";
import { ARBITRATOR, BUYER, NEWCOMER, SHOP, TUSD } from "./fixture-shop.ts";
import { createFixtureWorld } from "./fixture-world.ts";
import { SIZES, type Size, faintWords, pushedTables, sidewaysScroll, watchPage } from "./watched-page.ts";

interface Shot {
  name: string;
  as?: Address;
  /** After `#/`. */
  place?: string;
  /** Brings the screen into the state to look at. */
  act?: (page: Page, node: FixtureServer) => Promise<unknown>;
  dark?: boolean;
  /** Only what fits the window. */
  window?: boolean;
}

const world = createFixtureWorld();
const { scenes } = world;
const GARDENER = world.profiles.at(-1)!.owner;
const one = world.listings.find(
  (l) => l.seller === SHOP && l.available && l.rating.count > 0 && l.currency === TUSD.address,
)!;
const lamp = `${SHOP}/${one.id}`;
const many = world.listings.find(({ variants, seller }) => variants.length > 2 && seller === SHOP)!;
const bare = world.listings.find(({ arbitration, available }) => !arbitration && available)!;
const gone = world.listings.find(({ available }) => !available)!;
const fillAddress = async (page: Page) => {
  if (world.books.get(BUYER)!.length > 0) await page.getByTestId("choose-another").check();
  const fields = { name: "Inês Carvalho", street: "Rua dos Remédios 47", postcode: "1100-442", city: "Lisboa" };
  for (const [field, value] of Object.entries(fields)) await page.getByTestId(`delivery-${field}`).fill(value);
  await page.getByTestId("delivery-country").selectOption("PT");
  await page.getByTestId("to-payment").click();
};
/** Up to the last look, with what paying does. */
const pay = (page: Page) => fillAddress(page).then(() => page.getByTestId("checks").waitFor());
/** In the book from then on. */
async function keepAddresses(page: Page): Promise<void> {
  const office = { ...world.home, street: "Avenida da Liberdade 1", note: "" };
  world.books.get(BUYER)!.splice(0, 9, { id: "home", address: world.home }, { id: "office", address: office });
  await page.reload();
  await page.getByText("Avenida da Liberdade 1").first().waitFor();
}
/** One of each state, and old offers. */
async function mixedShop(page: Page): Promise<void> {
  const [first, second] = world.listings.filter(({ seller }) => seller === SHOP);
  for (const variant of second!.variants)
    variant.validUntil = new Date((world.clock.now - 86_400) * 1_000).toISOString();
  world.shelf.set("wall-lamp" as never, {
    id: "wall-lamp" as never,
    draft: { title: "A wall lamp" },
    published: null,
    paused: false,
  });
  const until = new Date((world.clock.now + 864_000) * 1_000).toISOString();
  world.oldOffers.splice(0, 9, {
    listing: first!.id,
    count: 1,
    validUntil: until,
    lowestPrice: "31000000",
    currency: TUSD.address,
  });
  await page.reload();
  await page.getByTestId("old-offers").waitFor();
}
/** Of two regions. */
async function withProfile(page: Page): Promise<void> {
  const step = { upTo: null, first: "4.50" };
  world.profilesOfShipping.put("parcels" as never, {
    title: "Parcels",
    currency: "tUSD",
    zones: [
      { to: ["PT", "ES"], options: [{ title: "Post", days: null, steps: [step] }] },
      { to: ["*"], options: [{ title: "Courier", days: null, steps: [{ ...step, first: "14.00" }] }] },
    ],
  });
  await page.reload();
  await page.getByText("Parcels").first().waitFor();
}
/** What is known of a seller all the same. */
async function withoutProfile(page: Page): Promise<void> {
  const index = world.profiles.findIndex(({ owner }) => owner === SHOP);
  const [profile] = world.profiles.splice(index, 1);
  world.records.frozen = { sequence: 7, since: new Date((world.clock.now - 86_400) * 1_000).toISOString() };
  await page.reload();
  await page.getByTestId("frozen").waitFor();
  await page.waitForFunction(() => !document.querySelector(".skeleton"));
  world.profiles.splice(index, 0, profile!);
  world.records.frozen = null;
}
const open = (call: string) => (page: Page) => page.getByTestId(`action-${call}`).click();
/** Articles of two sellers in two currencies. */
const cartArticles = [one, many, world.listings.find(({ seller, available }) => seller !== SHOP && available)!];
async function fillCart(page: Page): Promise<void> {
  const items = cartArticles.map(({ seller, id, variants }, index) => {
    const { id: variant } = variants.find(({ unavailable }) => !unavailable)!;
    return { seller, listing: id, variant, units: index === 0 ? 2 : 1 };
  });
  await page.evaluate((kept) => localStorage.setItem("souk cart", kept), JSON.stringify(items));
  await page.reload();
  await page.getByTestId("cart-line").first().waitFor();
}
const openMore = (page: Page) => page.getByText("More you can do").click();
const openAside = (call: string) => (page: Page) => openMore(page).then(() => open(call)(page));

const SHOTS: Shot[] = [
  { name: "browse" },
  { name: "first-steps", as: NEWCOMER, window: true },
  { name: "browse-dark", dark: true, window: true },
  { name: "search", place: "?q=oak" },
  { name: "nothing", place: "?q=submarine" },
  { name: "category", place: "?category=home%2Flighting&sort=price-low" },
  {
    name: "filtered",
    place: `?q=oak&category=home&currency=${TUSD.address}&min=50&max=200&condition=new,handmade&available=true`,
  },
  {
    name: "filters",
    place: `?currency=${TUSD.address}&min=50&shipsTo=PT`,
    window: true,
    act: async (page) => {
      const button = page.getByTestId("open-filters");
      if (await button.isVisible()) await button.click();
    },
  },
  { name: "mistyped", place: "?q=radoi" },
  { name: "nothing-loosen", place: `?q=oak+lantern&category=music&rating=5` },
  {
    name: "loading",
    window: true,
    act: (page) => page.route("**/listings?*", () => undefined).then(() => page.reload()),
  },
  { name: "listing", place: `listing/${lamp}` },
  { name: "listing-variants", place: `listing/${many.seller}/${many.id}` },
  { name: "listing-bare", place: `listing/${bare.seller}/${bare.id}` },
  { name: "listing-gone", place: `listing/${gone.seller}/${gone.id}` },
  { name: "listing-own", place: `listing/${lamp}`, as: SHOP, window: true },
  { name: "listing-unknown", place: `listing/${SHOP}/no-such-thing`, window: true },
  { name: "listing-dark", place: `listing/${many.seller}/${many.id}`, dark: true },
  { name: "person", place: `people/${SHOP}` },
  {
    name: "person-flagged",
    place: `people/${SHOP}`,
    act: async (page) => {
      await page.route("**/reputation", async (route) => {
        const told = (await (await route.fetch()).json()) as { flags: object };
        const ring = { members: [SHOP, BUYER], inside: 9, outside: 1 };
        await route.fulfill({ json: { ...told, flags: { ...told.flags, ring, mutual: [BUYER], selfPurchases: 2 } } });
      });
      await page.reload();
      await page.getByTestId("flag-ring").waitFor();
    },
  },
  { name: "person-no-profile", place: `people/${SHOP}`, act: withoutProfile },
  { name: "arbitrator", place: `people/${ARBITRATOR}`, window: true },
  { name: "buy-delivery", place: `buy/${lamp}` },
  { name: "buy-wrong", place: `buy/${lamp}`, act: (page) => page.getByTestId("to-payment").click() },
  { name: "buy-payment", place: `buy/${lamp}`, act: pay },
  {
    name: "buy-short",
    place: `buy/${lamp}`,
    act: async (page, node) => {
      node.balances[0]!.amount = "12000000";
      await page.reload();
      await pay(page);
      node.balances[0]!.amount = "2340500000";
    },
  },
  { name: "buy-book", place: `buy/${lamp}`, act: keepAddresses },
  {
    name: "buy-checks",
    place: `buy/${lamp}`,
    act: async (page, node) => {
      await keepAddresses(page);
      world.trusted.get(BUYER)!.push({ owner: GARDENER, since: new Date(0).toISOString() });
      world.records.registry!.consents = false;
      node.balances[1]!.amount = "1000";
      await page.getByTestId("to-payment").click();
      await page.getByTestId("check-coin").waitFor();
      world.trusted.get(BUYER)!.pop();
      world.records.registry!.consents = true;
      node.balances[1]!.amount = "9871200000000000000";
    },
  },
  { name: "settings", place: "settings", act: keepAddresses },
  { name: "cart-empty", place: "cart", window: true },
  { name: "cart", place: "cart", act: fillCart },
  {
    name: "cart-payment",
    place: "cart",
    act: async (page) => {
      await fillCart(page);
      await page.getByTestId("to-delivery").click();
      await pay(page);
    },
  },
  { name: "orders-buyer", place: "orders/buyer" },
  { name: "orders-seller", place: "orders/seller", as: SHOP },
  {
    name: "orders-to-ship",
    place: "orders/to-ship",
    as: SHOP,
    act: (page) => page.getByTestId("choose-all").check(),
  },
  { name: "orders-to-ship-none", place: "orders/to-ship", window: true },
  { name: "orders-sales", place: "orders/sales", as: SHOP },
  { name: "packing-list", place: "packing-list", as: SHOP },
  { name: "packing-list-print", place: "packing-list", as: SHOP, act: (page) => page.emulateMedia({ media: "print" }) },
  { name: "receipt", place: `receipt/${scenes.split}` },
  { name: "receipt-print", place: `receipt/${scenes.split}`, act: (page) => page.emulateMedia({ media: "print" }) },
  {
    name: "order-refund",
    place: `order/${scenes.shipped}`,
    as: SHOP,
    window: true,
    act: async (page) => {
      await open("cancel")(page);
      await page.getByTestId("refund-part").check();
    },
  },
  { name: "orders-arbitrator", place: "orders/arbitrator", as: ARBITRATOR },
  { name: "orders-empty", place: "orders/seller", window: true },
  { name: "order-funded-buyer", place: `order/${scenes.funded}` },
  { name: "order-funded-seller", place: `order/${scenes.funded}`, as: SHOP },
  { name: "order-ship", place: `order/${scenes.funded}`, as: SHOP, act: open("ship"), window: true },
  { name: "order-shipped-buyer", place: `order/${scenes.shipped}` },
  { name: "order-shipped-dark", place: `order/${scenes.shipped}`, dark: true },
  {
    name: "order-confirm",
    place: `order/${scenes.shipped}`,
    window: true,
    act: async (page) => {
      await open("confirm")(page);
      await page.getByTestId("star-4").click();
    },
  },
  {
    name: "order-confirm-signed",
    place: `order/${scenes.shipped}`,
    window: true,
    act: async (page) => {
      await open("confirm")(page);
      await page.getByTestId("by-signature").check();
    },
  },
  {
    name: "order-reply",
    place: `order/${scenes.released}`,
    as: SHOP,
    act: (page) => page.getByTestId("write-reply").click(),
  },
  { name: "order-more", place: `order/${scenes.shipped}`, act: openMore },
  { name: "order-extend", place: `order/${scenes.funded}`, act: openAside("extend"), window: true },
  { name: "order-propose", place: `order/${scenes.disputed}`, act: open("settle"), window: true },
  { name: "order-signed-buyer", place: `order/${scenes.signed}` },
  { name: "order-signed-seller", place: `order/${scenes.signed}`, as: SHOP },
  { name: "order-proposed-buyer", place: `order/${scenes.proposed}` },
  { name: "order-proposed-seller", place: `order/${scenes.proposed}`, as: SHOP },
  {
    name: "order-accept",
    place: `order/${scenes.proposed}`,
    act: (page) => page.getByTestId("accept").click(),
    window: true,
  },
  { name: "order-dispute", place: `order/${scenes.shipped}`, act: open("dispute"), window: true },
  { name: "order-overdue", place: `order/${scenes.overdue}` },
  { name: "order-claimable", place: `order/${scenes.claimable}`, as: SHOP },
  { name: "order-bare", place: `order/${scenes.bare}` },
  { name: "order-disputed", place: `order/${scenes.disputed}`, as: ARBITRATOR },
  { name: "order-rule", place: `order/${scenes.disputed}`, as: ARBITRATOR, act: open("rule"), window: true },
  { name: "order-unruled", place: `order/${scenes.unruled}`, as: ARBITRATOR },
  { name: "order-released", place: `order/${scenes.released}` },
  { name: "order-refunded", place: `order/${scenes.refunded}` },
  { name: "order-split", place: `order/${scenes.split}` },
  { name: "sell", place: "sell", as: SHOP, act: mixedShop },
  {
    name: "sell-chosen",
    place: "sell",
    as: SHOP,
    window: true,
    act: async (page) => {
      await mixedShop(page);
      await page.getByTestId("choose-all").check();
    },
  },
  {
    name: "sell-bulk-edit",
    place: "sell",
    as: SHOP,
    window: true,
    act: async (page) => {
      await page.getByTestId("choose-all").check();
      await page.getByTestId("bulk-edit").click();
      await page.getByTestId("patch-price").selectOption("percent");
      await page.getByTestId("patch-amount").fill("-10");
      await page.getByTestId("do-it").click();
      await page.getByTestId("changes").waitFor();
    },
  },
  {
    name: "sell-remove",
    place: "sell",
    as: SHOP,
    window: true,
    act: async (page) => {
      await page.getByTestId("choose").first().check();
      await page.getByTestId("bulk-remove").click();
    },
  },
  { name: "sell-shipping-none", place: "sell/shipping", as: BUYER, window: true },
  { name: "sell-shipping", place: "sell/shipping", as: SHOP, act: withProfile },
  {
    name: "sell-shipping-edit",
    place: "sell/shipping/new",
    as: SHOP,
    act: async (page) => {
      await page.getByText("Heavier parcels cost more").click();
      await page.getByTestId("save-profile").click();
    },
  },
  {
    name: "sell-import",
    place: "sell/import",
    as: SHOP,
    act: async (page) => {
      const lines = [
        "Handle,Title,Variant Price,Image Src",
        "lamp,Lamp,WRONG,lamp.png",
        "light,Light,9,photos/light.png",
      ];
      const buffer = Buffer.from(lines.join("\n"));
      await page.getByTestId("import-file").setInputFiles({ name: "products.csv", mimeType: "text/csv", buffer });
      await page.getByTestId("import-pictures").setInputFiles({ name: "lamp.png", mimeType: "image/png", buffer });
      await page.getByTestId("import-check").click();
      await page.getByTestId("import-report").waitFor();
    },
  },
  { name: "sell-new", place: "sell/new", as: SHOP },
  { name: "sell-wrong", place: "sell/new", as: SHOP, act: (page) => page.getByTestId("publish").click() },
  {
    name: "sell-edit",
    place: `sell/edit/${many.id}`,
    as: SHOP,
    act: async (page) => {
      const file = path.resolve("test/web/support/screenshots.ts");
      const picture = await fetch(page.url().split("#")[0]! + "favicon.svg").then((answer) => answer.text());
      await page.getByTestId("add-picture").setInputFiles([
        { name: "notes.txt", mimeType: "image/png", buffer: Buffer.from(file) },
        { name: "p.svg", mimeType: "image/svg+xml", buffer: Buffer.from(picture) },
      ]);
      await page.getByText("This is not a picture").first().waitFor();
    },
  },
  { name: "profile", place: "profile", as: ARBITRATOR },
  { name: "network", place: "network", as: SHOP },
  { name: "network-dark", place: "network", dark: true },
  { name: "not-found", place: "nowhere", window: true },
  {
    name: "chain-down",
    window: true,
    act: async (page, node) => {
      Object.assign(node.chain, { reachable: false, problem: "the RPC at http://127.0.0.1:8545 does not answer" });
      await page.getByTestId("banner-chain").waitFor();
      node.chain.reachable = true;
      node.chain.problem = null;
    },
  },
  {
    name: "offline",
    window: true,
    act: async (page) => {
      await page.route("**/api/**", (route) => route.abort());
      await page.getByTestId("banner-offline").waitFor();
    },
  },
  {
    name: "signed-out",
    window: true,
    act: (page) =>
      page
        .context()
        .clearCookies()
        .then(() => page.reload()),
  },
];

async function prepare(page: Page, node: FixtureServer, shot: Shot): Promise<void> {
  await page.goto(node.link());
  await page.getByTestId("status").getByText("peers").waitFor();
  await page.goto(`${node.url}/#/${shot.place ?? ""}`);
  if (shot.name !== "loading") await page.waitForFunction(() => !document.querySelector(".skeleton"));
  await shot.act?.(page, node);
  // Pictures below the fold are lazy.
  await page.evaluate(() => {
    for (const image of document.images) image.loading = "eager";
  });
  await page.waitForFunction(() => [...document.images].every(({ naturalWidth }) => naturalWidth > 0));
}

const words = process.argv.slice(2);
const allDark = words.includes("--dark");
const [folder = path.join(tmpdir(), "souk-screenshots"), ...names] = words.filter((word) => word !== "--dark");
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
const nodes = new Map<Address, FixtureServer>();
for (const account of [BUYER, SHOP, ARBITRATOR, NEWCOMER]) nodes.set(account, await serveFixture(world, account));
const failures: string[] = [];
for (const shot of SHOTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  for (const size of Object.keys(SIZES) as Size[]) {
    const node = nodes.get(shot.as ?? BUYER)!;
    // A lost node, a lost session, a missing listing and a refused picture are told by the browser as errors, too.
    const expected = /Failed to load resource/;
    await using watched = await watchPage(browser, node.url, { size, dark: allDark || (shot.dark ?? false), expected });
    const { page, faults } = watched;
    page.setDefaultTimeout(30_000); // on a busy machine, too
    await prepare(page, node, shot).catch((error: Error) => faults.push(error.message));
    const file = path.join(folder, `${shot.name}-${size}.png`);
    await page.screenshot({ path: file, fullPage: !shot.window });
    const wide = [...(await sidewaysScroll(page)), ...(await pushedTables(page))];
    const faint = (await faintWords(page)).map((text) => `too faint: ${text}`);
    for (const fault of [...faults, ...wide.map((element) => `wider than the window: ${element}`), ...faint]) {
      failures.push(`${shot.name}-${size}: ${fault}`);
    }
  }
}
await browser.close();
for (const node of nodes.values()) await node[Symbol.asyncDispose]();
console.log(`pictures in ${folder}`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
