// One node per data folder, also after a crash.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { lockDirectory } from "../../../node/store/lock.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { startStoreProcess } from "../../support/store-process.ts";

const folders = createStoreFolders();

describe("the data folder's lock", () => {
  afterEach(folders.end);

  it("refuses a second node, naming the first and saying what to do", async () => {
    const { directory } = folders.create();
    const holder = await startStoreProcess(directory, "hold");
    assert.throws(() => lockDirectory(directory), {
      code: "node.data-in-use",
      message: new RegExp(`\\(process ${holder.pid}\\).*--data`),
    });
    await holder.kill();
  });

  it("is free at once after kill -9", async () => {
    const { directory } = folders.create();
    await (await startStoreProcess(directory, "hold")).kill();
    lockDirectory(directory).release();
  });

  it("holds within one process too, and against others after that, until it is released", async () => {
    const { directory } = folders.create();
    const lock = lockDirectory(directory);
    for (let i = 0; i < 2; i++) assert.throws(() => lockDirectory(directory), { code: "node.data-in-use" });
    await assert.rejects(startStoreProcess(directory, "hold"), /node\.data-in-use/);
    lock.release();
    lockDirectory(directory).release();
  });

  it("is refused in words where a file stands in the folder's place", () => {
    const file = path.join(folders.create().directory, "file");
    writeFileSync(file, "");
    for (const directory of [file, path.join(file, "inside")]) {
      assert.throws(() => lockDirectory(directory), {
        code: "node.config",
        message: `The data folder ${directory} cannot be made (a file is in its place): give another one with --data`,
      });
    }
  });

  it("is one per folder", () => {
    const locks = [folders.create(), folders.create()].map(({ directory }) => lockDirectory(directory));
    for (const lock of locks) lock.release();
  });
});
