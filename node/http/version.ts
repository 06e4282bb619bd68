// The version that the API names: package.json's.
import { readFileSync } from "node:fs";
import path from "node:path";

/** @param root folder of package.json */
export function versionOf(root: string): string {
  return (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }).version;
}
