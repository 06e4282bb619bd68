// Runs `souk`: as its user does, in a process of its own, or faster, in this one with streams of the test.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { readEnvironment } from "../../cli/environment.ts";
import { run } from "../../cli/run.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
export const SOUK = path.join(ROOT, "scripts/souk.mjs");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Given {
  /** The data folder of the node; left out, there is none. */
  data?: string;
  stdin?: string | Uint8Array;
  env?: Record<string, string>;
  cwd?: string;
  interrupt?: AbortSignal;
}

/** Nothing of this machine's own configuration. */
const environment = ({ data = "nowhere", env = {} }: Given) => ({ SOUK_DATA: data, ...env });

/** What V8 has made of the modules, where test/run.ts keeps it. */
const compiled = ({ NODE_COMPILE_CACHE } = process.env) => (NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {});

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves once stdout or stderr has it. */
  said(words: RegExp): Promise<string>;
}

export function startSouk(args: readonly string[], given: Given = {}): Running {
  const child = spawn(process.execPath, [SOUK, ...args], {
    cwd: given.cwd,
    env: { PATH: process.env.PATH, HOME: "nowhere", ...compiled(), ...environment(given) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let check = () => {};
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    check();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    check();
  });
  child.stdin.end(given.stdin);
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const said = (words: RegExp) =>
    Promise.race([
      new Promise<string>((resolve) => {
        check = () => {
          const found = words.exec(stdout + stderr)?.[0];
          if (found !== undefined) resolve(found);
        };
        check();
      }),
      ended.then((end) => {
        throw new Error(`souk ${args.join(" ")} ended with ${end.code} before it said ${words}\n${stdout}${stderr}`);
      }),
    ]);
  return { child, ended, said };
}

export const souk = (args: readonly string[], given: Given = {}): Promise<Ended> => startSouk(args, given).ended;

export async function soukHere(
  args: readonly string[],
  given: Given & { tty?: { columns: number } } = {},
): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const terminal = given.tty ? { isTTY: true, ...given.tty } : {};
  const decoder = new TextDecoder("latin1");
  const textOf = (chunk: string | Uint8Array) => (typeof chunk === "string" ? chunk : decoder.decode(chunk));
  const code = await run(args, {
    stdin: (async function* () {
      if (given.stdin !== undefined) yield given.stdin;
    })(),
    stdout: { write: (chunk) => void (stdout += textOf(chunk)), ...terminal },
    stderr: { write: (chunk) => void (stderr += textOf(chunk)), ...terminal },
    environment: readEnvironment(environment(given)),
    interrupt: given.interrupt ?? new AbortController().signal,
  });
  return { code, stdout, stderr };
}

/** The words of a line as a shell splits them: double quotes keep spaces together. */
export const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain!);
