// A temporary folder that goes away with its test.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/** @param owner cleans up after itself; without one, the caller does */
export function temporaryFolder(owner?: Pick<TestContext, "after">): string {
  const folder = mkdtempSync(path.join(tmpdir(), "souk-test-"));
  owner?.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
