// Which contract tests call a function: those named after it first.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { OURS } from "../rehearse/calls-made.ts";

type Contract = (typeof OURS)[number];

/** Test files of a contract, by their names below test/contracts. */
const FILES: Record<Contract, RegExp> = {
  escrow: /^[\w-]+\.test\.ts$/,
  lens: /^periphery\/(escrow-lens.*|deployment)\.test\.ts$/,
  registry: /^periphery\/(arbitrator-registry|delayed-bond)\.test\.ts$/,
  bond: /^periphery\/(seller-bond|delayed-bond|deployment)\.test\.ts$/,
  adapter: /^periphery\/(adapter-.*|deployment)\.test\.ts$/,
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Words of a file's first line and of its suites' titles: a suite that serves two functions calls them by a variable. */
function namesOf(source: string): Set<string> {
  const titles = [...source.matchAll(/describe\((["'`])(.*?)\1/g)].map(([, , title]) => title!);
  return new Set([source.split("\n", 1)[0]!, ...titles].flatMap((text) => text.match(/\w+/g) ?? []));
}

/** @param names of files below test/contracts. @returns paths from the root, those named after the function first */
export async function testsOf(
  root: string,
  names: readonly string[],
): Promise<(contract: Contract, name: string) => string[]> {
  const sources = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith(".test.ts")).toSorted()) {
    sources.set(name, await readFile(path.join(root, "test/contracts", name), "utf8"));
  }
  return (contract, name) => {
    // `escrow.connect(buyer).confirm(…)`, `escrow.confirm.staticCall(…)`, `getFunction("confirm")`; Math.floor is none.
    const call = new RegExp(`(?<!Math)\\.${name}[.(]|(encodeFunctionData|getFunction)\\(\\s*"${name}"`);
    const isTest = (source: string): boolean => call.test(source) || (/[A-Z]/.test(name) && namesOf(source).has(name));
    const found = [...sources].flatMap(([file, source]) =>
      FILES[contract].test(file) && isTest(source) ? [file] : [],
    );
    const own = (file: string): boolean => path.basename(file).includes(kebab(name));
    return [...found.filter(own), ...found.filter((file) => !own(file))].map((file) => `test/contracts/${file}`);
  };
}
