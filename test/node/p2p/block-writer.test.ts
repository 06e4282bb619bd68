// The thread that stores blocks: the log of SQLite stays small, however much comes, and is emptied when nothing does.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { after, describe, it } from "node:test";
import { databaseFile, openDatabase } from "../../../node/p2p/database.ts";
import { createBlockWriter } from "../../../node/p2p/media/block-writer.ts";
import { blockRecord, createNursery, eventually, reached } from "../../support/p2p-node.ts";
import { MB } from "../../support/p2p-files.ts";

const nursery = createNursery();
const MOST_LOGGED = 64 * MB;
/** Of one transaction, which comes on top, with what SQLite adds. */
const BATCH = 18 * MB;

function blockOf(number: number): { digest: Uint8Array; bytes: Uint8Array } {
  const bytes = new Uint8Array(MB).fill(number);
  return { digest: createHash("sha256").update(bytes).digest(), bytes };
}

describe("the writer of blocks", () => {
  after(nursery.end);

  it("keeps SQLite's log within its bound in a long download, and empties it after one", async () => {
    const directory = nursery.folder();
    const database = openDatabase(directory);
    const writer = createBlockWriter(databaseFile(directory));
    writer.start();
    const blocks = 150;
    for (let number = 0; number < blocks; number++) {
      const { digest, bytes } = blockOf(number);
      assert.equal(await writer.store(digest, bytes), true);
    }
    const { size } = statSync(`${databaseFile(directory)}-wal`);
    assert.ok(size < MOST_LOGGED + BATCH, `the log has ${size} bytes`);
    await eventually("all of the log in the file", () => {
      return statSync(databaseFile(directory)).size >= blocks * MB;
    });
    assert.equal(database.prepare("SELECT count(*) AS count FROM blocks").get()!["count"], blocks);
    await writer.stop();
    database.close();
  });

  it("is started by a download, and by nothing else", async (t) => {
    let threads = 0;
    const count = () => void threads++;
    process.on("worker", count);
    t.after(() => process.off("worker", count));
    const node = await nursery.start("a");
    const reader = await nursery.start("b", { join: [node.address()] });
    await node.journals.append([blockRecord(1)]);
    await reached(reader.journals, node.account.address, 1);
    const bytes = new Uint8Array(MB).fill(1);
    const content = (async function* () {
      yield bytes;
    })();
    const signal = AbortSignal.timeout(60_000);
    const { cid } = await node.media.addFile(content, { maxBytes: 2 * MB, signal });
    assert.equal(threads, 0);
    await reader.media.fetch(cid, { maxBytes: 2 * MB, signal });
    assert.equal(threads, 1);
  });
});
