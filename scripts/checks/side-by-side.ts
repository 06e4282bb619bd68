// `node scripts/checks/side-by-side.ts <script>…`: runs scripts of package.json, as many at a time as there are cores, and prints each one's output when it ends.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

export interface Ended {
  name: string;
  /** 0 is success. */
  code: number;
  output: string;
  seconds: number;
}

/** Runs all, also after one has failed. @param root absolute, where package.json is. @throws Error for a name that it has no script of */
export async function sideBySide(
  root: string,
  names: readonly string[],
  lanes: number,
  onEnd: (ended: Ended) => void,
): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const waiting = names.map((name) => {
    const command = scripts[name];
    if (command === undefined) throw new Error(`package.json has no script ${name}`);
    return { name, command };
  });
  const PATH = [path.join(root, "node_modules/.bin"), process.env["PATH"]].join(path.delimiter);
  const run = ({ name, command }: { name: string; command: string }) =>
    new Promise<Ended>((resolve) => {
      const began = performance.now();
      let output = "";
      const hear = (chunk: string) => (output += chunk);
      const child = spawn(command, {
        cwd: root,
        shell: true,
        env: { ...process.env, PATH },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout.setEncoding("utf8").on("data", hear);
      child.stderr.setEncoding("utf8").on("data", hear);
      child.on("close", (code) =>
        resolve({ name, code: code ?? 1, output, seconds: (performance.now() - began) / 1_000 }),
      );
    });
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) onEnd(await run(next));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

if (import.meta.main) {
  await sideBySide(
    path.resolve(import.meta.dirname, "../.."),
    process.argv.slice(2),
    availableParallelism(),
    ({ name, code, output, seconds }) => {
      const said = output.trim();
      console.log(
        `${name} ${code === 0 ? "passed" : `FAILED (${code})`} in ${seconds.toFixed(1)} s${said && `\n${said}\n`}`,
      );
      if (code !== 0) process.exitCode = 1;
    },
  );
}
