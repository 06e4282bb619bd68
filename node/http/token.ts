// The API's bearer token, made at the first start.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Random, in a file that only this user can read: what every API call but the page's must show. */
export function tokenOf(directory: string): string {
  const file = path.join(directory, "token");
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}
