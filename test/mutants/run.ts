// Plants each mutant in a copy of the contracts and runs the tests until one notices; fails if a mutant survives, does not compile or no longer applies. A full run writes docs/results/mutants.md.
//
// Part of them: `npm run mutants -- Split.sol` runs those whose file or description holds the word.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { adapterMutants } from "./adapter.ts";
import { endingMutants } from "./endings.ts";
import { lifeMutants } from "./life.ts";
import { moneyMutants } from "./money.ts";
import type { Mutant } from "./mutant.ts";
import { openingMutants } from "./opening.ts";
import { paymentMutants } from "./payment.ts";
import { peripheryMutants } from "./periphery.ts";
import { signedMutants } from "./signed.ts";
import { termsMutants } from "./terms.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REPORT = "docs/results/mutants.md";
const COPIED = [
  "contracts",
  "ignition",
  "protocol",
  "scripts",
  "test",
  "hardhat.config.ts",
  "package.json",
  "tsconfig.json",
];
/** They compare the code's bytes, gas or address, so any change fails them and proves nothing. */
const EXACT = /\/(?:code|gas|deployment|deterministic|open-many-size)\.test\.ts$/;
const EXACT_TEST = "hash of the code";
const TIMEOUT = 15 * 60_000;

interface Outcome {
  mutant: Mutant;
  /** `unfit`: it does not compile, or what it replaces is gone. */
  verdict: "killed" | "SURVIVED" | "unfit";
  /** The test that noticed, or what is wrong with the mutant. */
  by: string;
}

const word = process.argv[2];
const all = [
  ...openingMutants,
  ...termsMutants,
  ...lifeMutants,
  ...signedMutants,
  ...endingMutants,
  ...moneyMutants,
  ...paymentMutants,
  ...adapterMutants,
  ...peripheryMutants,
];
const wanted = all.filter(({ file, lets }) => word === undefined || `${file} ${lets}`.includes(word));
const tests = globSync(["test/contracts/**/*.test.ts", "test/solidity/*.t.sol"], { cwd: ROOT })
  .filter((file) => !EXACT.test(file))
  .toSorted();
const children = new Set<ChildProcess>();

/** A copy of what the tests need, built faster: without the IR pipeline, and stopping at the first failure. */
function createCopy(): string {
  const copy = mkdtempSync(path.join(tmpdir(), "mutants-"));
  for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
  const config = path.join(copy, "hardhat.config.ts");
  const text = readFileSync(config, "utf8");
  const faster = text
    .replace("viaIR: true", "viaIR: false")
    .replace("  test: {", "  test: {\n    mocha: { bail: true },");
  if (faster.length !== text.length + "false".length - "true".length + "\n    mocha: { bail: true },".length) {
    throw new Error("hardhat.config.ts is not as expected");
  }
  writeFileSync(config, faster);
  return copy;
}

/** @returns the output of a failed run, or nothing if all passed */
function run(copy: string, files: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn("npx", ["hardhat", "test", "--grep-exclude", EXACT_TEST, ...files], {
      cwd: copy,
      detached: true,
    });
    children.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    const timer = setTimeout(() => {
      output = "  1) no end\n     the tests ran into their time limit";
      process.kill(-child.pid!);
    }, TIMEOUT);
    child.on("close", (status) => {
      clearTimeout(timer);
      children.delete(child);
      resolve(status === 0 ? undefined : output);
    });
  });
}

/** The first failed test's name and what it said, from either runner's list of failures. */
function failureIn(output: string): string | undefined {
  const solidity = /^ {2}1\) (\w+)#(\w+)\(.*\)\n\s+Error: (.*)$/m.exec(output);
  if (solidity) return `${solidity[2]}: ${solidity[3]}`;
  // suites and test stand one below the other, further to the right than what follows them
  const mocha = /^ {2}1\) (.+)\n((?: {7,}.+\n)*)/m.exec(output);
  if (!mocha) return undefined;
  const titles = [mocha[1]!, ...mocha[2]!.split("\n")].map((line) => line.trim()).filter((line) => line !== "");
  return titles.join(", ").replace(/:$/, "");
}

async function judge(copy: string, mutant: Mutant): Promise<Outcome> {
  const { text, by, first } = mutant;
  const file = path.join(copy, "contracts", mutant.file);
  const source = readFileSync(file, "utf8");
  if (source.split(text).length !== 2) return { mutant, verdict: "unfit", by: "its text is not there once" };
  const chosen = first.map((name) => `test/${name}`);
  const missing = chosen.find((name) => !tests.includes(name));
  if (missing !== undefined) return { mutant, verdict: "unfit", by: `there is no ${missing}` };
  writeFileSync(
    file,
    source.replace(text, () => by),
  );
  try {
    for (const files of [chosen, tests.filter((name) => !chosen.includes(name))]) {
      const output = await run(copy, files);
      if (output === undefined) continue;
      const failure = failureIn(output);
      if (failure !== undefined) return { mutant, verdict: "killed", by: failure };
      return { mutant, verdict: "unfit", by: output.trim().split("\n").slice(-20).join("\n") };
    }
    return { mutant, verdict: "SURVIVED", by: "no test noticed" };
  } finally {
    writeFileSync(file, source);
  }
}

async function judgeAll(copies: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...wanted];
  let done = 0;
  const work = async (copy: string): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const started = Date.now();
      const outcome = await judge(copy, mutant);
      outcomes.push(outcome);
      const seconds = Math.round((Date.now() - started) / 1_000);
      console.log(`[${++done}/${wanted.length}] ${outcome.verdict}  ${mutant.file}: ${mutant.lets} (${seconds} s)`);
      console.log(`    ${outcome.by}`);
    }
  };
  await Promise.all(copies.map(work));
  return outcomes.toSorted((a, b) => wanted.indexOf(a.mutant) - wanted.indexOf(b.mutant));
}

function report(outcomes: readonly Outcome[], minutes: string): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");
  const rows = outcomes.map(
    ({ mutant, verdict, by }, i) =>
      `| ${i + 1} | ${path.basename(mutant.file)} | ${cell(mutant.lets)} | ${cell(mutant.breaks)} | ${verdict} | ${cell(by)} |`,
  );
  const killed = outcomes.filter(({ verdict }) => verdict === "killed").length;
  return `# Mutants of the contracts

Written by \`npm run mutants\`. A mutant is one fault planted in the contracts ([test/mutants/](../../test/mutants/)); it is killed when a test
notices. Tests that compare bytes, gas or addresses are left out: any change fails them.

${killed} of ${outcomes.length} killed: ${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${minutes} min.

| # | file | what it lets through | breaks | result | noticed by |
| ---: | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

/** At the start: others may commit while it runs. */
function commitOf(): string {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", "contracts", "test") === "" ? "" : " with uncommitted changes";
  return git("rev-parse", "--short", "HEAD") + changed;
}

const started = Date.now();
const commit = commitOf();
const copies = Array.from({ length: Math.max(1, Math.min(2, availableParallelism())) }, createCopy);
const stop = (): void => {
  for (const child of children) {
    try {
      process.kill(-child.pid!);
    } catch {
      // it ended just now
    }
  }
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
};
process.on("exit", stop);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

// without this, a test that always fails would kill every mutant
console.log("the contracts as they are:");
const solidity = tests.filter((name) => name.endsWith(".sol"));
const rest = tests.filter((name) => !name.endsWith(".sol"));
const faults = await Promise.all([run(copies[0]!, rest), run(copies.at(-1)!, solidity)]);
for (const fault of faults) if (fault !== undefined) console.error(fault);
if (faults.some((fault) => fault !== undefined)) process.exit(1);
console.log(`all tests pass (${Math.round((Date.now() - started) / 1_000)} s)`);

const outcomes = await judgeAll(copies);
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
const bad = outcomes.filter(({ verdict }) => verdict !== "killed");
console.log(`${outcomes.length - bad.length} of ${outcomes.length} killed in ${minutes} min`);
for (const { mutant, verdict, by } of bad) console.error(`${verdict}  ${mutant.file}: ${mutant.lets}\n    ${by}`);
if (word === undefined) {
  mkdirSync(path.join(ROOT, path.dirname(REPORT)), { recursive: true });
  writeFileSync(path.join(ROOT, REPORT), report(outcomes, minutes));
  execFileSync("npx", ["prettier", "--write", REPORT], { cwd: ROOT, stdio: "ignore" });
}
process.exitCode = bad.length === 0 && outcomes.length > 0 ? 0 : 1;
