// What nobody awaits fails its file all the same, though test/run.ts lets the runner follow no promises.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { it } from "node:test";
import { temporaryFolder } from "../support/folder.ts";

const RUN = path.join(import.meta.dirname, "../run.ts");
const STRAYS = {
  "a rejection": "void Promise.resolve().then(() => { throw new Error('stray') });",
  "a timer": "setTimeout(() => { throw new Error('stray') }, 1);",
};

for (const [name, stray] of Object.entries(STRAYS)) {
  it(`${name} that nobody waits for`, (t) => {
    const file = path.join(temporaryFolder(t), "one.test.mjs");
    writeFileSync(
      file,
      `import { it } from "node:test";
      it("one", () => { ${stray} return new Promise((resolve) => setTimeout(resolve, 50)); });`,
    );
    // Or the run would take itself for a file of this one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { status, stdout } = spawnSync(process.execPath, [RUN, file], { env, encoding: "utf8" });
    assert.equal(status, 1, stdout);
    assert.match(stdout, /stray/);
  });
}
