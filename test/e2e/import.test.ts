// A shop moves in from a product file and on to another node: pictures, a dry run, faults row by row, a power cut, and an equal export at the end.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Operation } from "../../protocol/api/schemas.ts";
import type { ImportReport } from "../../protocol/api/shop-schemas.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";
import { LONG, counted, report as figure } from "../support/long.ts";
import { productFile, productRows, samplePicture, writePictures } from "../support/products.ts";
import { soukHere } from "../support/souk.ts";

const ROWS = counted(2_000);
const PICTURES = counted(2_000, 20);
const DEFAULTS = ["--currency", "tUSD", "--ships-from", "PT"];

const folders: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const first = folder();
const second = folder();
const files = folder();
const file = (name: string) => path.join(files, name);

let chain: DevChain;
let one: NodeProcess;
let other: NodeProcess;

before(async () => {
  chain = await startDevChain();
  one = await startNode({ name: "one", directory: first, rpc: chain.url });
  other = await startNode({ name: "other", directory: second, rpc: chain.url, join: one.multiaddrs });
  await writePictures(file("pictures"), PICTURES);
  writeFileSync(file("products.csv"), productFile(productRows(ROWS, PICTURES)));
});

after(async () => {
  await Promise.all([one?.stop(), other?.stop()]);
  await chain?.stop();
  for (const clean of folders) clean();
});

async function souk(data: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await soukHere(words, { data });
  assert.equal(code, 0, `souk ${words.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

const importing = (name: string, ...more: string[]) => ["import", file(name), ...DEFAULTS, "--json", ...more];
const reportIn = (text: string) => JSON.parse(text) as ImportReport;

/** Requests that the node has counted. */
async function asked({ url, token }: NodeProcess, route: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
  const lines = text.matchAll(/^souk_http_requests_total\{route="([^"]*)",status="2\d\d"\} (\d+)$/gm);
  return [...lines].filter(([, name]) => name === route).reduce((sum, [, , count]) => sum + Number(count), 0);
}

const state = async ({ client }: NodeProcess) => {
  const { items } = await client.shopListings({ query: { limit: 100 } });
  const { journals } = await client.network();
  return JSON.stringify([items, journals.map(({ sequence }) => sequence)]);
};

test("a dry run says what would be, and changes nothing", async () => {
  const earlier = await state(one);
  const report = reportIn(await souk(first, ...importing("products.csv", "--pictures", file("pictures"), "--dry-run")));
  assert.deepEqual([report.dryRun, report.rows, report.products], [true, ROWS, ROWS / 2]);
  assert.equal(report.published + report.drafts, ROWS / 2);
  assert.deepEqual(report.ignored, ["SEO Title"]);
  assert.equal(await state(one), earlier);
  assert.equal(await asked(one, "POST /api/v1/pictures"), 0);
});

test("the import brings pictures and products in, and shows how far it is", async () => {
  const began = performance.now();
  const { code, stdout, stderr } = await soukHere(importing("products.csv", "--pictures", file("pictures")), {
    data: first,
  });
  assert.equal(code, 0, stdout + stderr);
  const seconds = (performance.now() - began) / 1_000;
  const measured = `${seconds.toFixed(1)} s with ${PICTURES} pictures`;
  const report = reportIn(stdout);
  figure(
    { test: "a product file is imported", count: `${ROWS} rows`, figure: "no faults", measured },
    { faults: report.faults > 0 },
  );
  assert.match(stderr, new RegExp(`pictures ${PICTURES}/${PICTURES}`));
  const { counts } = await one.client.node();
  assert.equal(counts.listings, report.published);
  const { draft } = await one.client.draft({ params: { draft: "article-00007" } });
  assert.deepEqual(
    [draft.title, draft.category, draft.tags, draft.description],
    ["=Article 7", "home-garden/kitchen", ["tag-2", "everyday"], "No. 7 & more\n\n- café\n- -5 < 3"],
  );
  assert.deepEqual(
    draft.pictures!.map(({ alt }) => alt),
    ["Article 7, view 1", "Article 7, view 2"],
  );
  assert.equal(await asked(one, "POST /api/v1/pictures"), PICTURES);
});

test("what is there is not sent again, and importing again changes nothing that is shown", async () => {
  const earlier = await souk(first, "export");
  await souk(first, ...importing("products.csv", "--pictures", file("pictures")));
  assert.equal(await asked(one, "POST /api/v1/pictures"), PICTURES, "no picture was added twice");
  assert.equal(await souk(first, "export"), earlier);
});

for (const format of ["csv", "json"]) {
  test(`another node that imports the export as ${format} exports the same`, async () => {
    await souk(first, "export", "--format", format, "--output", file(`shop.${format}`));
    await souk(second, "import", file(`shop.${format}`), "--format", format);
    assert.equal(await souk(second, "export", "--format", format), readFileSync(file(`shop.${format}`), "latin1"));
  });
}

test("and it has the pictures, brought by their names alone", async () => {
  const { draft } = await other.client.draft({ params: { draft: "article-00001" } });
  const { cid } = draft.pictures![0]!;
  // They come in the order in which they were named, and there may be thousands before it.
  const arrived = async () => (await other.client.picture({ params: { cid } }).catch(() => undefined)) !== undefined;
  await until(arrived, "the picture", LONG ? 300_000 : 30_000);
});

test("a picture that only a draft names is shown, at the node that added it and where the draft moved to", async () => {
  const picture = await one.client.addPicture({
    body: new Uint8Array(await samplePicture(PICTURES)),
    query: { alt: "A view" },
  });
  const shown = ({ client }: NodeProcess) => client.picture({ params: { cid: picture.thumbnail.cid } });
  await shown(one);
  await assert.rejects(shown(other), { code: "picture.unknown" }, "nothing there names it");
  const params = { draft: "article-with-a-view" };
  await other.client.saveDraft({ params, body: { title: "With a view", pictures: [picture] } });
  await shown(other);
});

const FAULTY = [
  "\ufeffHandle,Title,Body (HTML),Variant Price,Variant Inventory Qty,Image Src,Souk Currency",
  "fine,A fine cup,,5.00,3,,",
  ",No handle,,5.00,3,,",
  "cheap,Cheap,,-5.00,3,,",
  "exact,Exact,,1.1234567,3,,",
  "linked,Linked,,5.00,3,https://example.org/cup.jpg,",
  "fine,Another,,5.00,3,,",
  "coined,Coined,,5.00,3,,DOGE",
  "ab,ab,,5.00,3,,",
].join("\r\n");

test("a file with faults is refused as a whole, each fault with its line, its column and what would be right", async () => {
  const earlier = await state(one);
  const body = new Uint8Array(Buffer.from(FAULTY));
  const query = { currency: "tUSD", shipsFrom: "PT", category: "home" };
  const operation = await one.client.importListings({ query, body, wait: 20 });
  assert.deepEqual([operation.status, operation.problem?.code], ["failed", "import.faults"]);
  const report = await one.client.importReport({ params: { operation: operation.id } });
  assert.deepEqual(
    report.shown.map(({ line, column }) => [line, column]),
    [
      [3, "Handle"],
      [4, "Variant Price"],
      [5, "Variant Price"],
      [6, "Image Src"],
      [7, "Handle"],
      [8, "Souk Currency"],
      [9, "Title"],
    ],
  );
  const said = report.shown.map(({ message }) => message);
  assert.match(said[1]!, /write it like 12 or 12\.50/);
  assert.match(said[2]!, /7 decimals.* 6/);
  assert.match(said[3]!, /souk import/);
  assert.match(said[5]!, /tUSD/);
  assert.match(said[6]!, /too short: at least 3 characters, not 2/);
  assert.equal(await state(one), earlier, "nothing was changed");

  writeFileSync(file("faulty.csv"), FAULTY.replace("https://example.org/cup.jpg", ""));
  const { code, stdout, stderr } = await soukHere(["import", file("faulty.csv"), ...DEFAULTS, "--category", "home"], {
    data: first,
  });
  assert.equal(code, 1);
  assert.match(stdout, /4\s+Variant Price\s+cheap/);
  assert.match(stderr, /import\.faults/);
});

test("pictures that cannot be had are named, and nothing is changed", async () => {
  const rows = productRows(2, 1).map((row) => ({ ...row, "Image Src": "missing.png" }));
  writeFileSync(file("missing.csv"), productFile(rows));
  const earlier = await state(one);
  const { code, stderr } = await soukHere(importing("missing.csv"), { data: first });
  assert.equal(code, 2);
  assert.match(stderr, /missing\.png/);
  assert.equal(await state(one), earlier);
});

test("bodies that are none, or too many at once, leave nothing behind", async () => {
  const send = (query: object, text: string) =>
    one.client.importListings({ query, body: new Uint8Array(Buffer.from(text)) });
  const { items: earlier } = await one.client.operations({ query: { limit: 1 } });
  await assert.rejects(send({}, ""), { code: "body.malformed" });
  await assert.rejects(send({ categories: "[1]" }, "x"), { code: "input.invalid" });
  assert.deepEqual((await one.client.operations({ query: { limit: 1 } })).items, earlier);
  const empty = await one.client.importListings({ body: new Uint8Array(Buffer.from("Handle\n")), wait: 20 });
  assert.equal(empty.problem?.code, "import.faults");
  writeFileSync(file("header.csv"), "Handle,Title,Variant Price\n");
  const { code, stdout, stderr } = await soukHere(["import", file("header.csv"), ...DEFAULTS], { data: first });
  assert.equal(code, 1, stdout);
  assert.match(stderr, /line 1.*there is no product in the file: each takes a row or more below the header/);
  const lines = await one.client.importListings({
    query: { format: "json" },
    body: new Uint8Array(Buffer.from("\n\n")),
    wait: 20,
  });
  assert.equal(lines.problem?.code, "import.faults");
});

test("a node that loses its power in the middle of an import goes on with it, once", async () => {
  const rows = productRows(400, 1).map((row) => ({
    ...row,
    Handle: row.Handle!.replace("article", "later"),
    "Image Src": "",
  }));
  const body = new Uint8Array(Buffer.from(productFile(rows)));
  const started = await one.client.importListings({ query: { currency: "tUSD", shipsFrom: "PT" }, body });
  assert.equal(started.status, "pending");
  await one.kill();
  one = await startNode({ name: "one", directory: first, rpc: chain.url });
  const ended = async (): Promise<Operation> => one.client.operation({ params: { operation: started.id }, wait: 5 });
  await until(async () => (await ended()).status !== "pending", "the end of the import", 60_000);
  assert.equal((await ended()).status, "done");
  const { items } = await one.client.operations({ query: { limit: 100 } });
  assert.deepEqual(
    items.filter(({ id }) => id.startsWith(started.id)).map(({ kind, status }) => [kind, status]),
    [
      ["publishListings", "done"],
      ["importListings", "done"],
    ],
  );
  const report = await one.client.importReport({ params: { operation: started.id } });
  assert.deepEqual([report.faults, report.products], [0, 200]);
});
