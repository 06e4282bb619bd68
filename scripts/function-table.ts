// `node scripts/function-table.ts`: writes docs/contracts-functions.md, where each function of the contracts is tested and called.
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { calledBy, playedIn } from "./function-table/callers.ts";
import { testsOf } from "./function-table/tests.ts";
import { OURS } from "./rehearse/calls-made.ts";
import { connectContracts } from "./rehearse/contracts.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const FILE = path.join(ROOT, "docs/contracts-functions.md");
/** A function that is used everywhere would fill the page. */
const SHOWN = 3;

const TITLES = {
  escrow: "Escrow",
  lens: "EscrowLens",
  registry: "ArbitratorRegistry",
  bond: "SellerBond",
  adapter: "ArbitratorAdapter",
} as const satisfies Record<(typeof OURS)[number], string>;

const INTRODUCTION = `# Functions of the contracts

Where each external function is tested, which rehearsals call it (\`npm run rehearse -- <name>\`), and where a node does. Written by
\`node scripts/function-table.ts\`, which plays every rehearsal and notes the calls that succeed; a function without a test or
without a caller fails \`npm run check\`.
`;

/** `--check` writes nothing and fails if the file is not what it would write. */
const check = process.argv.includes("--check");

const few = (names: readonly string[]): string =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")} +${names.length - SHOWN}` : names.join(", ");
const linkOf = (file: string): string => `[${path.basename(file, ".test.ts")}](../${file})`;

const faults: string[] = [];
const sections = [INTRODUCTION];
const contracts = connectContracts({ provider: null });
const played = await playedIn();
const files = await readdir(path.join(ROOT, "test/contracts"), { recursive: true });
const tests = await testsOf(ROOT, files);
for (const contract of OURS) {
  const rows = ["| function | tests | rehearsals | node |", "| --- | --- | --- | --- |"];
  const names: string[] = [];
  contracts[contract].interface.forEachFunction(({ name }) => names.push(name));
  for (const name of names.toSorted()) {
    const tested = tests(contract, name);
    const rehearsed = played.get(`${contract}.${name}`) ?? [];
    const node = await calledBy(ROOT, contract, name);
    if (tested.length === 0) faults.push(`${TITLES[contract]}.${name} has no test in test/contracts`);
    if (rehearsed.length + node.length === 0) faults.push(`${TITLES[contract]}.${name} is called by nobody`);
    rows.push(
      `| \`${name}\` | ${few(tested.map(linkOf))} | ${few(rehearsed)} | ${few(node.map((file) => `[${path.basename(file)}](../${file})`))} |`,
    );
  }
  sections.push(`## ${TITLES[contract]}\n`, rows.join("\n"), "");
}

const text = await format(sections.join("\n"), { ...(await resolveConfig(FILE)), parser: "markdown" });
if (!check) await writeFile(FILE, text);
else if (text !== (await readFile(FILE, "utf8").catch(() => ""))) {
  faults.push("docs/contracts-functions.md is stale: run node scripts/function-table.ts");
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
