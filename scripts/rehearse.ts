// npm run rehearse -- <scenario> | all | list: plays timeouts and disputes with time travel, and compares every balance with the model.
import { createNarrator } from "./demo/narrator.ts";
import { createCallsMade } from "./rehearse/calls-made.ts";
import { PROGRAMME } from "./rehearse/programme.ts";
import type { Scenario } from "./rehearse/scenario.ts";
import { type MoneyKind, type Theatre, openTheatre } from "./rehearse/stage.ts";

interface Result {
  scenario: Scenario;
  money: MoneyKind;
  proofs: number;
  milliseconds: number;
  fault?: string;
}

const write = (line: string): void => void process.stdout.write(`${line}\n`);

const wanted = process.argv[2] ?? "list";
const scenarios = wanted === "all" ? PROGRAMME : PROGRAMME.filter(({ name }) => name === wanted);
if (wanted === "list") {
  for (const { name, about, monies } of PROGRAMME) write(`${name.padEnd(22)} ${about} (${monies.join(", ")})`);
} else if (scenarios.length === 0) {
  process.stderr.write(`There is no scenario "${wanted}": npm run rehearse -- list\n`);
  process.exitCode = 2;
} else {
  await rehearse();
}

async function rehearse(): Promise<void> {
  const calls = createCallsMade();
  const theatre = await openTheatre(calls);
  const results: Result[] = [];
  try {
    for (const scenario of scenarios) {
      for (const money of scenario.monies) results.push(await perform(theatre, scenario, money));
    }
  } finally {
    await theatre.close();
  }
  const failed = results.filter(({ fault }) => fault !== undefined);
  if (wanted === "all") tabulate(results);
  for (const { scenario, money, fault } of failed) process.stderr.write(`✗ ${scenario.name} in ${money}: ${fault}\n`);
  const missing = wanted === "all" ? calls.all().flatMap(({ called, made }) => (made ? [] : [called])) : [];
  if (missing.length > 0) process.stderr.write(`✗ no scenario calls ${missing.join(", ")}\n`);
  if (failed.length + missing.length > 0) process.exitCode = 1;
}

async function perform(theatre: Theatre, scenario: Scenario, money: MoneyKind): Promise<Result> {
  write(`\n=== ${scenario.name}, in ${money}: ${scenario.about}`);
  const tell = createNarrator(process.stdout);
  const began = performance.now();
  let fault: string | undefined;
  try {
    await theatre.perform(money, tell, scenario.play);
  } catch (error) {
    fault = (error as Error).message;
    process.stderr.write(`\n    ✗ ${fault}\n`);
  }
  const proofs = tell.end();
  return { scenario, money, proofs, milliseconds: performance.now() - began, ...(fault !== undefined && { fault }) };
}

function tabulate(results: readonly Result[]): void {
  write("");
  for (const { scenario, money, proofs, milliseconds, fault } of results) {
    const verdict = fault === undefined ? "✓" : "✗";
    const figures = `${String(proofs).padStart(4)} proofs ${milliseconds.toFixed(0).padStart(6)} ms`;
    write(`${verdict} ${scenario.name.padEnd(22)} ${money.padEnd(6)} ${figures}   ${scenario.about}`);
  }
  const proofs = results.reduce((sum, result) => sum + result.proofs, 0);
  const held = results.filter(({ fault }) => fault === undefined).length;
  write(`\n${held} of ${results.length} runs went as the model says; ${proofs} proofs held.`);
}
