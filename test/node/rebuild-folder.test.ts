// A rebuild that cannot be: where no node has run, or where the chain cannot be reached. It leaves nothing behind.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { it } from "node:test";
import { openDatabase } from "../../node/p2p/database.ts";
import { rebuildFolder } from "../../scripts/rebuild/folder.ts";
import { temporaryFolder } from "../support/folder.ts";

const NOBODY = "http://127.0.0.1:1";

it("a rebuild is refused where no node has run, and makes no folder", async (t) => {
  const folder = temporaryFolder(t);
  const mistyped = path.join(folder, "none");
  await assert.rejects(rebuildFolder(mistyped, NOBODY), { message: /no node's data in .*none: name/ });
  assert.deepEqual(readdirSync(folder), []);
});

it("a rebuild gives up where no chain answers, says so, and keeps the old rows", async (t) => {
  const folder = temporaryFolder(t);
  openDatabase(folder).close();
  writeFileSync(path.join(folder, "read.db"), "the old one");
  const said: string[] = [];
  await assert.rejects(rebuildFolder(folder, NOBODY, { patienceMs: 100, onProgress: (what) => said.push(what) }), {
    code: "chain.unreachable",
    message: /check --rpc/,
  });
  assert.ok(said.includes("blocks: 0 of ?"), said.join());
  assert.ok(readdirSync(folder).includes("read.db"));
  assert.ok(!readdirSync(folder).includes("rebuilt"));
});
