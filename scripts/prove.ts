// Proves the arithmetic of the split for every input, by the SMTChecker of the pinned compiler and the z3 inside it.
//
// The code has no loops, so the bounded engine (BMC) explores all of it: "safe" is a proof, not a bound. The unbounded
// engine (CHC) gives up on three chained products. No timeout is set: z3 then works to a fixed resource limit, and
// the result is the same on a slow machine.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const HARNESS = "test/proof/SplitProof.sol";
/** Imported but called by no proof: what the checker does not understand there does not matter. */
const NOT_REACHED = ["contracts/libraries/Refusal.sol"];

interface Finding {
  errorCode: string;
  severity: string;
  formattedMessage: string;
  sourceLocation?: { file: string; start: number; end: number };
}

interface Verdict {
  proved: string[];
  unproved: string[];
}

const solc = createRequire(import.meta.url)("solc") as {
  compile(input: string, callbacks: { import: (name: string) => { contents: string } }): string;
};

/** Asks for every assertion, overflow and underflow of one contract of the harness. */
function check(contract: string): Verdict {
  const read = (name: string): string => readFileSync(path.join(ROOT, name), "utf8");
  const input = {
    language: "Solidity",
    sources: { [HARNESS]: { content: read(HARNESS) } },
    settings: {
      modelChecker: {
        engine: "bmc",
        solvers: ["z3"],
        targets: ["assert", "overflow", "underflow", "divByZero"],
        contracts: { [HARNESS]: [contract] },
        showProvedSafe: true,
        showUnproved: true,
        showUnsupported: true,
      },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: (name) => ({ contents: read(name) }) })) as {
    errors?: Finding[];
  };
  const verdict: Verdict = { proved: [], unproved: [] };
  for (const finding of output.errors ?? []) {
    const { severity, formattedMessage: message } = finding;
    if (severity === "error") throw new Error(message);
    if (/^Info: BMC: .* is safe!/.test(message)) verdict.proved.push(describe(finding));
    else if (NOT_REACHED.includes(finding.sourceLocation?.file ?? "")) continue;
    else if (!message.includes("engine of the SMTChecker is deprecated"))
      verdict.unproved.push(message.split("\n", 4).join("\n"));
  }
  return verdict;
}

/** @returns e.g. `SplitProof.sol:24 overflow: total * feeBps` */
function describe({ formattedMessage, sourceLocation }: Finding): string {
  const what = /BMC: (\w+)/.exec(formattedMessage)![1]!.toLowerCase();
  const { file, start, end } = sourceLocation!;
  const text = readFileSync(path.join(ROOT, file));
  const line = text.subarray(0, start).toString().split("\n").length;
  return `${path.basename(file)}:${line} ${what}: ${text.subarray(start, end).toString().replace(/\s+/g, " ")}`;
}

const started = Date.now();
const { proved, unproved } = check("SplitProof");
const control = check("SplitControl");
for (const line of proved) console.log(`proved    ${line}`);
for (const message of unproved) console.error(`UNPROVED  ${message}`);
if (control.unproved.length === 0)
  console.error("UNPROVED  the control: a false claim was proved, so nothing above counts");
console.log(`${proved.length} proved, ${unproved.length} not, in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
if (proved.length === 0 || unproved.length > 0 || control.unproved.length === 0) process.exitCode = 1;
