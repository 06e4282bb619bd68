// A rebuild of a folder in which no node has run makes none.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { it } from "node:test";
import { rebuildFolder } from "../../scripts/rebuild/folder.ts";
import { temporaryFolder } from "../support/folder.ts";

it("a rebuild is refused where no node has run, and leaves nothing behind", async (t) => {
  const folder = temporaryFolder(t);
  const mistyped = path.join(folder, "none");
  await assert.rejects(rebuildFolder(mistyped, "http://127.0.0.1:1"), { message: /no node's data in .*none: name/ });
  assert.deepEqual(readdirSync(folder), []);
});
