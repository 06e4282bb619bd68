// Every example of the help is true: each line is run against real nodes, in the order in which a market would come to it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { specs } from "../../cli/spec.ts";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import type { ListingSummary, Operation } from "../../protocol/api/schemas.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type Stage, stageOf } from "../../scripts/demo/stage.ts";
import {
  type DevNetwork,
  FREE_PORTS,
  type NetworkRole,
  ROLES,
  startNetwork,
  until,
} from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";
import { soukHere, startSouk, wordsOf } from "../support/souk.ts";

const directory = temporaryFolder();
const played = new Set<string>();
/** What stands in `<…>` in the examples. */
const values: Record<string, string> = {};
let network: DevNetwork;
let fallback: NodeProcess;
let stage: Stage;

before(async () => {
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" });
  fallback = await startNode({
    name: "fallback",
    directory: path.join(directory, "fallback"),
    rpc: network.chain.url,
    join: network.seller.multiaddrs,
  });
  stage = await stageOf(directory);
  process.chdir(directory);
  writeFileSync("address.json", JSON.stringify(DELIVERY));
  const lamp = sharp({ create: { width: 64, height: 48, channels: 3, background: "#c90" } });
  writeFileSync("lamp.png", await lamp.png().toBuffer());
});

after(async () => {
  await fallback?.stop();
  await network?.stop();
  process.chdir("/");
  rmSync(directory, { recursive: true, force: true });
});

function exampleOf(title: string): string[] {
  const spec = specs.find((one) => one.title === title);
  assert.ok(spec, `there is no ${title}`);
  const line = spec.example.replace(/<(\w+)>/g, (_, name: string) => values[name] ?? assert.fail(`no <${name}> yet`));
  const [program, ...words] = wordsOf(line);
  assert.equal(program, "souk");
  played.add(title);
  return words;
}

const runAs = (role: NetworkRole | "fallback", words: readonly string[]) =>
  soukHere(words, { data: path.join(directory, role) });

/** Runs a command's example. @returns what it printed */
async function play(title: string, role: NetworkRole, ...more: string[]): Promise<string> {
  const { code, stdout, stderr } = await runAs(role, [...exampleOf(title), ...more]);
  assert.equal(code, 0, `souk ${title} as ${role}:\n${stdout}${stderr}`);
  return stdout;
}

const operationOf = async (title: string, role: NetworkRole): Promise<Operation> =>
  JSON.parse(await play(title, role, "--json")) as Operation;

async function seen(role: NetworkRole, what: string, holds: (order: OrderDetail) => boolean): Promise<void> {
  const params = { order: values.order as Hex32 };
  await until(
    async () => holds(await stage[role].client.order({ params }).catch(() => ({}) as OrderDetail)),
    `${what} at the ${role}`,
  );
}

const isStatus = (role: NetworkRole, status: OrderDetail["status"]) =>
  seen(role, status, (order) => order.status === status);

async function bought(): Promise<void> {
  values.order = (await operationOf("orders buy", "buyer")).subject;
  await seen("seller", "the address", ({ delivery }) => delivery?.state === "received");
}

async function shipped(): Promise<void> {
  await bought();
  await play("orders ship", "seller");
  await isStatus("buyer", "shipped");
}

test("looking around", async () => {
  assert.match(await play("node", "buyer"), new RegExp(stage.buyer.address));
  assert.match(await play("network", "buyer"), /^peers +[1-9]/m);
  assert.match(await play("currencies", "buyer"), /tUSD\s+Test Dollar\s+6/);
  assert.match(await play("balances", "buyer"), /5000\.00 tUSD/);
  assert.match(await play("link", "buyer"), /#code=/);
  assert.match(await play("help", "buyer"), /souk orders buy/);
  assert.match(await play("completion", "buyer"), /complete -o default -F _souk souk/);
});

test("a program gets a token of its own, and loses it", async () => {
  const { id, token } = JSON.parse(await play("tokens make", "buyer", "--json")) as { id: string; token: string };
  assert.match(await play("tokens list", "buyer"), /Sales report\s+read/);
  const env = { SOUK_DATA: stage.buyer.directory, SOUK_TOKEN: token };
  assert.equal((await startSouk(["orders", "list"], { data: stage.buyer.directory, env }).ended).code, 0);
  const writing = await startSouk(["following", "add", stage.seller.address], { data: stage.buyer.directory, env })
    .ended;
  assert.match(writing.stderr, /code\s+auth\.scope/);
  values.token = id;
  assert.match(await play("tokens revoke", "buyer"), /done/);
  const late = await startSouk(["orders", "list"], { data: stage.buyer.directory, env }).ended;
  assert.match(late.stderr, /code\s+auth\.wrong/);
});

test("opening a shop", async () => {
  const words = ["profiles", "publish", "Second Court", "--arbitrator-fee-bps", "300", "--arbitrator-languages", "en"];
  const { code, stderr } = await runAs("fallback", words);
  assert.equal(code, 0, stderr);
  await until(
    async () => (await stage.seller.client.profiles()).some(({ owner }) => owner === fallback.address),
    "them",
  );
  await play("profiles publish", "seller");
  assert.match(await play("profiles show", "seller"), /Ada's lamps/);
  assert.match(await play("profiles list", "seller"), /Second Court/);
  assert.match(await play("arbitrator publish", "arbitrator"), /done/);

  const picture = JSON.parse(await play("pictures add", "seller", "--json")) as { cid: string; alt: string };
  assert.equal(picture.alt, "A desk lamp");
  const draft = {
    title: "Brass desk lamp",
    category: "home/lighting",
    currency: "tUSD",
    shipsFrom: "PT",
    pictures: [picture],
    variants: [{ price: "40.00", stock: 20 }],
    arbitration: { arbitrator: stage.arbitrator.address, fallback: fallback.address },
  };
  writeFileSync("draft.json", JSON.stringify(draft));
  const { subject } = await operationOf("listings publish", "seller");
  [values.seller, values.listing] = subject.split("/") as [string, string];
  const params = { seller: values.seller, listing: values.listing };
  await until(async () => (await stage.buyer.client.listing({ params }).catch(() => undefined)) !== undefined, "it");
  values.cid = (await stage.buyer.client.listing({ params })).cid;
  values.picture = picture.cid;
  assert.match(await play("listings search", "buyer"), /Brass desk lamp\s+40\.00 tUSD\s+home\/lighting/);
  assert.match(await play("listings show", "buyer"), new RegExp(`cid\\s+${values.cid}`));
  assert.match(await play("listings count", "buyer"), /home\/lighting/);
  writeFileSync("drafts.json", JSON.stringify({ listings: [draft, { ...draft, title: "Steel desk lamp" }] }));
  const many = await operationOf("listings publish-many", "seller");
  assert.match(many.subject, /brass-desk-lamp-[0-9a-f]+,.*steel-desk-lamp$/);
  for (const published of many.subject.split(",")) await runAs("seller", ["listings", "remove", published]);
  await play("following add", "buyer");
  assert.match(await play("following list", "buyer"), /Ada's lamps/);
  await play("following remove", "buyer");
  assert.match(await play("rates", "buyer"), /ETH\s+2500\.00\s+USD/);
  const { address: coin } = stage.currency("ETH");
  const inCoin = await runAs("buyer", ["listings", "search", "--price-in", coin, "--sort", "price-low", "--json"]);
  const [converted] = (JSON.parse(inCoin.stdout) as { items: ListingSummary[] }).items;
  assert.deepEqual([converted!.converted?.priceFrom, converted!.converted?.source], ["16000000000000000", "chain"]);
  assert.match(await play("categories", "buyer"), /home\/lighting\s+1/);
  await play("pictures get", "buyer");
  assert.equal((await sharp("lamp.webp").metadata()).format, "webp");
});

test("a price rises: what was offered before can be paid until it is voided", async () => {
  const draft = JSON.parse(readFileSync("draft.json", "utf8")) as object;
  writeFileSync(
    "dearer.json",
    JSON.stringify({ ...draft, id: values.listing, variants: [{ price: "44.00", stock: 20 }] }),
  );
  const { stdout } = await runAs("seller", ["listings", "publish", "--file", "dearer.json"]);
  assert.match(
    stdout,
    /2 older, cheaper offers of brass-desk-lamp can still be paid until .*for 40\.00 tUSD with shipping/,
  );
  assert.match(await play("listings old-offers", "seller"), /brass-desk-lamp/);
  writeFileSync("dearer.json", JSON.stringify({ ...draft, id: values.listing }));
  assert.equal((await runAs("seller", ["listings", "publish", "--file", "dearer.json"])).code, 0);
  assert.match(await play("listings void-old-offers", "seller"), /Signs 1 listings anew/);
  assert.match(await play("listings old-offers", "seller"), /nothing/);
  const params = { seller: values.seller!, listing: values.listing! };
  await until(async () => (await stage.buyer.client.listing({ params })).available, "the listing, signed anew");
});

test("a purchase and its review", async () => {
  await shipped();
  assert.match(await play("orders list", "buyer"), /shipped\s+buyer\s+1 × Brass desk lamp\s+40\.00 tUSD/);
  await seen("buyer", "the tracking", ({ tracking }) => tracking !== null);
  assert.match(await play("orders show", "buyer"), /tracking\s+DHL 4411 2203/);
  await play("orders confirm", "buyer");
  assert.match(await play("orders show", "buyer"), /status\s+released/);
  assert.match(await play("reviews list", "buyer"), /5 of 5\s+Warm light\./);
  await seen("seller", "the review", ({ review }) => review !== null);
  await play("orders reply", "seller");
  assert.match(await play("reviews list", "seller"), /Warm light\.: The seller: Glad that it shines\./);
  assert.match(await play("profiles reputation", "buyer"), /sold\s+1 completed.*\n.*1 on time, 0 never/);
  assert.match(await play("orders receipt", "buyer"), /RECEIPT.*total\s+40\.00 tUSD.*Opened .*not yet final/s);
  assert.match(await play("operations list", "buyer"), /done/);
  values.operation = (
    JSON.parse((await runAs("buyer", ["operations", "list", "--json"])).stdout) as { items: Operation[] }
  ).items[0]!.id;
  assert.match(await play("operations show", "buyer"), /done/);
  assert.match(await play("operations wait", "buyer"), /done/);
  assert.match(await play("transactions list", "buyer"), /confirm\s+(mined|final)\s+\d+/);
});

test("before paying, and a seller's work", async () => {
  values.arbitrator = stage.arbitrator.address;
  await play("addresses put", "buyer");
  assert.match(await play("addresses list", "buyer"), /home.*Lantern Yard/);
  const { seller, listing, cid } = values;
  writeFileSync("cart.json", JSON.stringify({ items: [{ seller, listing, cid, variant: "v1" }], addressId: "home" }));
  await play("arbitrator trust", "buyer");
  assert.match(await play("arbitrator trusted", "buyer"), new RegExp(values.arbitrator.slice(0, 6)));
  assert.match(await play("carts preview", "buyer"), /✗ Second Court is not among the arbitrators you trust/);
  await play("arbitrator distrust", "buyer");
  assert.match(await play("carts preview", "buyer"), /✓ It is shipped to GB.*40\.00 tUSD.*it can be paid/s);
  await play("addresses remove", "buyer");

  await bought();
  assert.match(await play("sales to-ship", "seller"), /1 × Brass desk lamp\s+Ines Okafor/);
  assert.match(
    await play("sales packing-list", "seller"),
    /Parcel 1 of 1.*17 Lantern Yard.*\[ \] 1 × Brass desk lamp/s,
  );
  assert.match(await play("orders refund", "seller"), /gets 12\.50 tUSD \(31\.25 %\)/);
  assert.match(await play("sales ship", "seller"), /ship\s+done/);
  await isStatus("buyer", "shipped");
  await runAs("buyer", exampleOf("orders release"));
  await seen("seller", "the release", ({ signed }) => signed);
  assert.match(await play("sales collect", "seller"), /1 released by their buyers, 0 past inspection/);
  assert.match(await play("sales figures", "seller"), /all\s+2\s+2\s+80\.00 tUSD.*80\.00 tUSD$/m);
});

test("a file is sold and delivered", async () => {
  const lamp = { listing: values.listing!, cid: values.cid! };
  writeFileSync("patterns.pdf", "%PDF-1.7 patterns");
  const file: unknown = JSON.parse(await play("files add", "seller", "--json"));
  const draft = { title: "Patterns", category: "paper", currency: "tUSD", shipsFrom: "PT", variants: [{ price: "3" }] };
  writeFileSync("draft.json", JSON.stringify({ ...draft, file }));
  const { subject } = await operationOf("listings publish", "seller");
  values.listing = subject.split("/")[1]!;
  const params = { seller: values.seller!, listing: values.listing };
  await until(async () => (await stage.buyer.client.listing({ params }).catch(() => undefined)) !== undefined, "it");
  values.cid = (await stage.buyer.client.listing({ params })).cid;
  values.order = (await operationOf("orders buy", "buyer")).subject;
  await seen("buyer", "the file", (order) => order.file?.state === "ready");
  rmSync("patterns.pdf");
  await play("orders file", "buyer");
  assert.equal(readFileSync("patterns.pdf", "utf8"), "%PDF-1.7 patterns");
  Object.assign(values, lamp);
});

test("a whole shop: drafts, shipping, many at once, in and out", async () => {
  values.draft = "floor-lamp";
  values.profile = "parcels";
  const steps = [{ upTo: 2_000, first: "4.50" }, { first: "12.00" }];
  const zones = [{ to: ["PT", "ES"], options: [{ title: "Parcel", steps }] }];
  writeFileSync("profile.json", JSON.stringify({ title: "Parcels", currency: "tUSD", zones }));
  assert.match(await play("shipping save", "seller"), /Parcels/);
  assert.match(await play("shipping list", "seller"), /parcels/);
  const draft = { title: "Floor lamp", category: "home/lighting", currency: "tUSD", shipsFrom: "PT" };
  const variants = [{ price: "90.00", stock: 3, weight: 1_500 }];
  writeFileSync("draft.json", JSON.stringify({ ...draft, variants, shippingProfile: "parcels" }));
  assert.match(await play("drafts save", "seller"), /Floor lamp/);
  assert.match(await play("drafts show", "seller"), /draft/);
  assert.match(await play("shop publish", "seller"), /done/);
  assert.match(await play("shipping show", "seller"), /floor-lamp/);
  assert.match(await play("shipping republish", "seller"), /done/);
  assert.match(await play("shop list", "seller"), /floor-lamp\s+published\s+Floor lamp\s+90\.00 tUSD\s+3/);
  const patch = { price: { percent: -10, roundTo: "0.05" } };
  writeFileSync("edit.json", JSON.stringify({ ids: ["floor-lamp"], patch }));
  assert.match(await play("shop preview-edit", "seller"), /variants\.v1\.price\s+90\.00\s+81\.00/);
  assert.match(await play("shop edit", "seller"), /done/);
  assert.match(await play("shop pause", "seller"), /done/);
  assert.match(await play("shop resume", "seller"), /done/);
  assert.match(await play("drafts save", "seller"), /Floor lamp/);
  assert.match(await play("drafts drop", "seller"), /done/);

  await play("export", "seller");
  assert.match(readFileSync("products.csv", "utf8"), /^Handle,Title,Body \(HTML\),.*\r\n.*floor-lamp/s);
  mkdirSync("pictures");
  copyFileSync("lamp.png", "pictures/lamp.png");
  const rows = ["Handle,Title,Variant Price,Image Src", "table-lamp,Table lamp,35.00,lamp.png"];
  writeFileSync("products.csv", rows.join("\n"));
  assert.match(await play("import", "seller"), /1 products[\s\S]*1 published/);
  values.operation = (
    JSON.parse((await runAs("seller", ["operations", "list", "--json"])).stdout) as { items: Operation[] }
  ).items.find(({ kind }) => kind === "importListings")!.id;
  assert.match(await play("imports show", "seller"), /1 published/);
  values.digest = `0x${createHash("sha256").update(readFileSync("lamp.png")).digest("hex")}`;
  assert.match(await play("pictures find", "seller"), /image\/webp/);
  assert.match(await play("shop delete", "seller"), /done/);
  assert.match(await play("shipping remove", "seller"), /done/);
  assert.match((await runAs("seller", ["shop", "delete", "table-lamp"])).stdout, /done/);
});

test("orders that end by agreement", async () => {
  await shipped();
  await play("orders evidence", "seller");
  await play("orders propose-settlement", "seller");
  await seen("buyer", "the proposal", ({ settlements }) => settlements?.length > 0);
  await play("orders settle", "buyer");
  assert.match(await play("orders show", "buyer"), /paid out\s+buyer 16\.00 tUSD, seller 24\.00 tUSD/);

  await bought();
  await play("orders extend", "buyer");
  await play("orders cancel", "seller");
  assert.match(await play("orders show", "seller"), /status\s+refunded/);

  await shipped();
  await play("orders release", "buyer");
  await seen("seller", "the release", ({ signed }) => signed);
  assert.match(await play("releases collect", "seller"), /done/);
});

test("orders that others end", async () => {
  await shipped();
  await play("orders dispute", "buyer");
  await isStatus("arbitrator", "disputed");
  await play("orders rule", "arbitrator");
  assert.match(await play("orders show", "arbitrator"), /status\s+split/);

  await shipped();
  await play("orders dispute", "buyer");
  await isStatus("arbitrator", "disputed");
  await play("orders pass", "arbitrator");
  const disputed = values.order!;

  const { seller, listing, cid } = values;
  writeFileSync("cart.json", JSON.stringify({ items: [{ seller, listing, cid, variant: "v1" }], delivery: DELIVERY }));
  values.order = (await operationOf("carts buy", "buyer")).subject;
  await seen("seller", "the address", ({ delivery }) => delivery?.state === "received");
  await play("orders ship", "seller");
  await play("bond lock", "seller");
  await play("bond request", "seller");

  await stage.chain.travel(200 * 86_400);
  for (const role of ROLES) {
    await until(
      async () => Date.parse((await stage[role].client.node()).chain.time!) > Date.now() + 100 * 86_400_000,
      "it",
    );
  }
  await play("orders claim", "seller");
  await play("bond withdraw", "seller");
  values.order = disputed;
  await play("orders expire", "seller");
  assert.match(await play("orders show", "seller"), /status\s+split/);
});

test("a backup is made, for whoever knows the passphrase", async () => {
  writeFileSync("secret.txt", "correct horse battery staple\n");
  assert.doesNotMatch(await play("backup", "seller"), /horse/);
  assert.match(readFileSync("souk.age", "latin1"), /^age-encryption\.org\/v1\n-> scrypt /);
});

test("nothing is to be withdrawn where every payment could be pushed, and the listing goes", async () => {
  values.currency = stage.currency("tUSD").address;
  const refused = await runAs("seller", exampleOf("balances withdraw"));
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /code\s+funds\.nothing-to-withdraw/);

  const following = startSouk(exampleOf("events"), { data: stage.buyer.directory });
  await following.said(/following events/);
  await play("listings remove", "seller");
  const line = await following.said(/^\{.*"listing\.removed".*$/m);
  assert.equal((JSON.parse(line) as { event: { id: string } }).event.id, values.listing);
  following.child.kill("SIGINT");
  assert.equal((await following.ended).code, 0);
});

test("no example was left out", () => {
  assert.deepEqual(
    specs.map(({ title }) => title).filter((title) => !played.has(title)),
    [],
  );
});
