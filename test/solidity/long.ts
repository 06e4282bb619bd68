// Runs the Solidity tests ten times as often as CI does and four times as deep, from a seed of its own, and writes what came of it to docs/results/contracts-long.md.
//
// Again from the seed of a result: `npm run test:contracts:long -- 0x…`
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REPORT = "docs/results/contracts-long.md";
/** What the result depends on. */
const SOURCES = ["contracts", "test/solidity", "hardhat.config.ts"];
/** As in hardhat.config.ts. */
const DEPTH = 500;

const seed = process.argv[2] ?? `0x${randomBytes(8).toString("hex")}`;
const started = Date.now();
const commit = commitOf();
const run = spawn("npx", ["hardhat", "test", "solidity"], {
  cwd: ROOT,
  env: { ...process.env, FUZZ_EFFORT: "long", FUZZ_SEED: seed },
  stdio: ["ignore", "pipe", "inherit"],
});
let output = "";
run.stdout.setEncoding("utf8").on("data", (text: string) => {
  output += text;
  process.stdout.write(text);
});
run.on("close", (status) => {
  const rows = [...output.matchAll(/^\s*(✔|\d+\)) (\w+)\(.*?\)(?: \(runs: (\d+)\))?$/gm)].map(
    ([, mark, name, runs]) => {
      const times = runs === undefined ? 1 : Number(runs);
      const calls = name!.startsWith("invariant_") ? times * DEPTH : times;
      return `| \`${name}\` | ${times.toLocaleString("en")} | ${calls.toLocaleString("en")} | ${mark === "✔" ? "holds" : "**FAILS**"} |`;
    },
  );
  if (rows.length === 0) throw new Error("no test ran");
  mkdirSync(path.join(ROOT, path.dirname(REPORT)), { recursive: true });
  writeFileSync(path.join(ROOT, REPORT), report(rows, status === 0));
  execFileSync("npx", ["prettier", "--write", REPORT], { cwd: ROOT, stdio: "ignore" });
  console.log(`${REPORT} is written`);
  process.exitCode = status ?? 1;
});

function report(rows: string[], passed: boolean): string {
  const seconds = Math.round((Date.now() - started) / 1_000);
  return `# Fuzz and invariant tests, long profile

Written by \`npm run test:contracts:long\`; again with this seed: \`npm run test:contracts:long -- ${seed}\`.

${passed ? "All hold" : "**Not all hold**"}: ${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${seconds} s.

| test | runs | calls | result |
| --- | ---: | ---: | --- |
${rows.join("\n")}

A run of an invariant is one walk of ${DEPTH} calls through a fresh market, checked after each call (test/solidity/Handler.sol).
`;
}

/** At the start: others may commit while it runs. */
function commitOf(): string {
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", ...SOURCES) === "" ? "" : " with uncommitted changes";
  return git("rev-parse", "--short", "HEAD") + changed;
}
