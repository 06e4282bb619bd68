// What `souk import` says of a file that cannot be imported: everything that is wrong at once, and how to put it right.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";
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
