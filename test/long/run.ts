// Runs every test that has a full count at that count, one after the other, and writes what was measured to docs/results/replication-long.md.
//
// Such a test reads SOUK_LONG and prints `RESULT-LONG {"test": …, "ok": …, …}`; a part of a file's name picks some: npm run test:long -- load
import { execFileSync, spawn } from "node:child_process";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REPORT = "docs/results/replication-long.md";
const MARK = /SOUK_LONG|support\/long\.ts/;
const LINE = /^.*?RESULT-LONG (\{.*\})\s*$/gm;

type Result = Record<string, unknown> & { test: string; ok?: boolean };

const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
const commit =
  git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : " with uncommitted changes");
const chosen = process.argv.slice(2);
const files = globSync("test/**/*.test.ts", { cwd: ROOT })
  .filter((file) => MARK.test(readFileSync(path.join(ROOT, file), "utf8")))
  .filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)))
  .toSorted();
if (files.length === 0) throw new Error("no test has a full count");

function run(file: string): Promise<{ output: string; passed: boolean }> {
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", file], {
    cwd: ROOT,
    env: { ...process.env, SOUK_LONG: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ output, passed: code === 0 })));
}

const started = Date.now();
const results: Result[] = [];
for (const file of files) {
  const { output, passed } = await run(file);
  const found = [...output.matchAll(LINE)].map(([, json]) => JSON.parse(json!) as Result);
  results.push(...found);
  // A test that ended before it had a figure is a miss, too.
  if (!passed && found.every(({ ok }) => ok !== false)) results.push({ test: file, measured: "failed", ok: false });
  if (passed && found.length === 0) results.push({ test: file, measured: "no figure was printed", ok: false });
}

const cell = (value: unknown): string => (value === undefined ? "" : String(value).replaceAll("|", "\\|"));
const rows = results.map(({ test, count, figure, measured, ok, ...more }) => {
  const rest = Object.entries(more).map(([name, value]) => `${name} ${cell(value)}`);
  const words = [...(measured === undefined ? [] : [cell(measured)]), ...rest].join(", ");
  return `| ${cell(test)} | ${cell(count)} | ${cell(figure)} | ${words} | ${ok === false ? "**missed**" : "reached"} |`;
});
const missed = results.filter(({ ok }) => ok === false).length;
const machine = `${cpus().length} × ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
const table = `| row | count | figure | measured | result |
| --- | ---: | --- | --- | --- |
${rows.join("\n")}
`;
console.log(`\n${table}`);
const report = `# Hostile peers and long runs of replication

Written by \`npm run test:long\`${chosen.length > 0 ? ` for ${chosen.join(", ")} alone` : ""}: ${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${Math.round((Date.now() - started) / 1_000)} s, ${machine}.

${missed === 0 ? "All figures are reached." : `**${missed} of ${rows.length} are missed.**`} All over real libp2p on loopback; memory under the flood is of the victim's process alone, elsewhere with an honest peer and the test in it.

${table}`;
mkdirSync(path.join(ROOT, path.dirname(REPORT)), { recursive: true });
writeFileSync(path.join(ROOT, REPORT), report);
execFileSync("npx", ["prettier", "--write", REPORT], { cwd: ROOT, stdio: "ignore" });
console.log(`${REPORT} is written`);
process.exitCode = missed === 0 ? 0 : 1;
