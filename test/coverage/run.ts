// Runs the contract tests with marks in the contracts and fails if lines or branches are covered to less than 98 %, if
// one that no test reaches has no explanation in explained.json, or if an explanation is not needed any more.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Branch } from "./branches.ts";
import { BRANCHES } from "./plugin.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REQUIRED = 98;

/** Titles of tests of exact gas or code: marks are code and cost gas. All others must pass. */
const EXACT = [
  "limit of EIP-170",
  "hash of the code",
  "nodes know by its hash",
  "gas\\.snapshot\\.json",
  "a cart at its largest",
  "a hostile arbitrator, paid in token should be credited when it answers with BurnGas",
].join("|");

/** Something of a file that a test should reach: a line, or an outcome of a decision in it. */
interface Place {
  file: string;
  line: number;
  /** The line as it is written, which finds it again after an edit elsewhere. */
  code: string;
  /** None for the line itself. */
  outcome?: string;
  reached: boolean;
}

/** Why no test reaches a place. */
interface Explanation extends Pick<Place, "file" | "code" | "outcome"> {
  why: string;
}

const nameOf = ({ file, code, outcome }: Pick<Place, "file" | "code" | "outcome">): string =>
  `${file}: ${code}${outcome === undefined ? "" : `  [${outcome}]`}`;
const codeAt = (file: string, line: number): string =>
  readFileSync(path.join(ROOT, file), "utf8").split("\n")[line - 1]!.trim();

function runTests(): void {
  rmSync(path.join(ROOT, "coverage"), { recursive: true, force: true });
  const options = ["--config", "test/coverage/hardhat.config.ts", "test", "--coverage", "--grep-exclude", EXACT];
  const run = spawnSync("npx", ["hardhat", ...options], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  if (run.status !== 0) throw new Error("the tests failed");
}

function lines(): Place[] {
  let file = "";
  return readFileSync(path.join(ROOT, "coverage/lcov.info"), "utf8")
    .split("\n")
    .flatMap((row) => {
      if (row.startsWith("SF:")) file = row.slice(3);
      if (!row.startsWith("DA:")) return [];
      const [line, hits] = row.slice(3).split(",").map(Number);
      return [{ file, line: line!, code: codeAt(file, line!), reached: hits! > 0 }];
    });
}

function branches(): Place[] {
  const hits = new Set(
    files("coverage/data").flatMap((name) => Object.keys(JSON.parse(readFileSync(name, "utf8")) as object)),
  );
  return files(BRANCHES).flatMap((name) => {
    const file = path.relative(path.join(ROOT, BRANCHES), name).replace(/\.json$/, "");
    return (JSON.parse(readFileSync(name, "utf8")) as Branch[]).map(({ line, outcome, tag }) => ({
      file,
      line,
      code: codeAt(file, line),
      outcome,
      reached: hits.has(tag),
    }));
  });
}

const files = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const percent = (places: readonly Place[]): number =>
  (100 * places.filter(({ reached }) => reached).length) / places.length;

runTests();
const all = { lines: lines(), branches: branches() };
const explanations = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "explained.json"), "utf8"),
) as Explanation[];
const explained = new Map(explanations.map((each) => [nameOf(each), each.why]));
const missed = [...all.lines, ...all.branches].filter(({ reached }) => !reached);
const needed = new Set(missed.map(nameOf));
const faults: string[] = [];

console.log(`\n${"file".padEnd(44)}  lines        branches`);
for (const [file, places] of Map.groupBy([...all.lines, ...all.branches], (place) => place.file)) {
  const [line, branch] = [false, true].map((wanted) =>
    places.filter(({ outcome }) => (outcome !== undefined) === wanted),
  ) as [Place[], Place[]];
  const cell = (part: Place[]): string => `${part.filter(({ reached }) => reached).length}/${part.length}`.padEnd(11);
  console.log(`${file.padEnd(44)}  ${cell(line)}  ${cell(branch)}`);
}
for (const place of missed) {
  const why = explained.get(nameOf(place));
  console.log(`${place.file}:${place.line} not reached: ${place.outcome ?? place.code}\n    ${why ?? "UNEXPLAINED"}`);
  if (why === undefined) faults.push(`${nameOf(place)} (line ${place.line}) is not reached and not explained`);
}
for (const name of explained.keys()) if (!needed.has(name)) faults.push(`${name} is explained but reached, or gone`);
for (const [what, places] of Object.entries(all)) {
  const covered = percent(places);
  console.log(`${what}: ${covered.toFixed(2)} % of ${places.length}`);
  if (!(covered >= REQUIRED)) faults.push(`${what} are covered to less than ${REQUIRED} %`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
