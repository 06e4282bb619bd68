// Whether what `npm run build` made of the node and of `souk` is what the sources say.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

export const BUILT = "dist/node/main.js";
const BUILT_SOUK = "dist/node/souk.js";
/** Written when all is, and dated from when scripts/bundle.ts began to read the sources. */
export const COMPLETE = "dist/node/complete";
const FILES = ["package.json", "package-lock.json", "scripts/bundle.ts"];

/** @returns the URL to import; undefined if there is none, or one of the sources is newer */
export const builtNode = (root: string): string | undefined => built(root, BUILT, ["node", "protocol"]);

/** @returns as {@link builtNode} */
export const builtSouk = (root: string): string | undefined => built(root, BUILT_SOUK, ["cli", "client", "protocol"]);

function built(root: string, file: string, folders: readonly string[]): string | undefined {
  const began = statSync(path.join(root, COMPLETE), { throwIfNoEntry: false })?.mtimeMs;
  if (began === undefined) return undefined;
  const inside = (folder: string) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name));
  const isNewer = (name: string) =>
    (statSync(path.join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) >= began;
  return [...FILES, ...folders.flatMap(inside)].some(isNewer) ? undefined : pathToFileURL(path.join(root, file)).href;
}
