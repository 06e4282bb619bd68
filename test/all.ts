// `npm test`: the checks, contracts and page beside the nodes, because compilers and provers keep one core busy and nodes often wait.
import { spawn } from "node:child_process";

/** A lane ends with its first failure. The first shows what it does; of the other each step is shown as a whole. */
const LANES = [["test:node"], ["check", "test:contracts", "test:web"]];

const secondsSince = (then: number): string => `${Math.round((performance.now() - then) / 1_000)} s`;

async function run(script: string, isShown: boolean): Promise<boolean> {
  const began = performance.now();
  const child = spawn("npm", ["run", "--silent", script], {
    stdio: ["inherit", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  process.stdout.write(Buffer.concat(said));
  console.log(`${code === 0 ? "passed" : "FAILED"}: npm run ${script}, ${secondsSince(began)}`);
  return code === 0;
}

async function runLane(scripts: readonly string[], isShown: boolean): Promise<boolean> {
  for (const script of scripts) if (!(await run(script, isShown))) return false;
  return true;
}

const started = performance.now();
const passed = (await Promise.all(LANES.map((lane, index) => runLane(lane, index === 0)))).every(Boolean);
console.log(`${passed ? "all passed" : "FAILED, see above"}: ${secondsSince(started)}`);
process.exitCode = passed ? 0 : 1;
