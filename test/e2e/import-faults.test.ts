// What `souk import` says of a file that cannot be imported: everything that is wrong at once, and how to put it right.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { ImportReport } from "../../protocol/api/shop-schemas.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";
import { samplePicture } from "../support/products.ts";
import { soukHere } from "../support/souk.ts";

const folders: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (clean) => folders.push(clean as () => void) });
const data = folder();
const files = folder();
let chain: DevChain;
let node: NodeProcess;

before(async () => {
  chain = await startDevChain();
  node = await startNode({ name: "one", directory: data, rpc: chain.url });
});

after(async () => {
  await node?.stop();
  await chain?.stop();
  for (const clean of folders) clean();
});

/** @param lines of the file */
async function refusal(lines: readonly string[], ...words: string[]) {
  const file = path.join(files, "products.csv");
  writeFileSync(file, lines.join("\r\n"));
  const { code, stdout, stderr } = await soukHere(["import", file, ...words], { data });
  assert.notEqual(code, 0, stdout);
  return { code, stdout, stderr };
}

test("all that a row leaves out is told at once, and what gives it", async () => {
  const lines = ["Handle,Title,Variant Price", "cup,Cup,5.00"];
  const { stdout } = await refusal(lines, "--ships-from", "PT");
  assert.match(stdout, /2 +Product Category +cup +cup: category and currency are missing/);
  assert.match(stdout, /missing; what rows leave out is given with the import \(--category, --currency\)/);
});

test("cells that are separated by semicolons or tabs are one fault", async () => {
  for (const lines of [
    ["Handle;Title;Variant Price", "cup;Cup;5,00"],
    ['"Handle";"Title";"Variant Price"', '"cup";"Cup";"5,00"'],
    ['"Handle"\t"Title"\t"Variant Price"', '"cup"\t"Cup"\t"5,00"'],
  ]) {
    const { stdout } = await refusal(lines);
    assert.match(stdout, /faults +1\n/);
    assert.match(stdout, /1 +– +– +its cells are separated by (semicolons|tabs): save it with commas between them/);
  }
});

const DEFAULTS = ["--currency", "tUSD", "--ships-from", "PT", "--category", "home"];

test("what is no picture, or cannot be had, is told with everything else, dry or not", async () => {
  writeFileSync(path.join(files, "notes.png"), "not a picture at all");
  writeFileSync(path.join(files, "cup.png"), await samplePicture(1));
  const lines = [
    "Handle,Title,Variant Price,Image Src",
    "cup,Cup,5.00,cup.png",
    "bowl,Bowl,5.00,notes.png",
    "dish,Dish,-1,cup.png",
    "pot,Pot,5.00,missing.png",
  ];
  const { items: earlier } = await node.client.shopListings({});
  for (const [words, what] of [
    [["--dry-run"], "dry run"],
    [[], "import"],
  ] as const) {
    const { code, stdout, stderr } = await refusal(lines, ...DEFAULTS, ...words);
    assert.equal(code, 2);
    assert.match(stdout, new RegExp(`^${what} +nothing was changed`));
    assert.match(stdout, /would be .*\n.*faults +3\n/);
    assert.match(stdout, /3 +Image Src +bowl +notes\.png: .*[Ii]t is not a JPEG, PNG, WebP, GIF or AVIF file/);
    assert.match(stdout, /4 +Variant Price +dish +.*write it like 12 or 12\.50/);
    assert.match(stdout, /5 +Image Src +pot +missing\.png: .* cannot be read/);
    assert.match(stderr, /line 3, Image Src: notes\.png[^]*line 5, Image Src: missing\.png[^]*nothing was imported/);
  }
  const { items } = await node.client.shopListings({});
  assert.deepEqual(items, earlier);
  const { code, stdout } = await soukHere(["import", path.join(files, "products.csv"), ...DEFAULTS, "--json"], {
    data,
  });
  const report = JSON.parse(stdout) as ImportReport;
  assert.deepEqual([code, report.faults, report.shown[0]!.line], [2, 1, 4], "as JSON, what the node answers");
});
