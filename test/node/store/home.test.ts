// own.db notices that it is a copy: each way a folder may come back, and those that it must not take for one.
import assert from "node:assert/strict";
import { cpSync, copyFileSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openOwnStore } from "../../../node/store/own/own-store.ts";

let root = "";
let data = "";
let backup = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "souk-home-"));
  [data, backup] = [path.join(root, "data"), path.join(root, "backup")];
  using((entries) => entries.trust(), data);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Entries = ReturnType<typeof openOwnStore>["entries"];

function using<T>(work: (entries: Entries) => T, directory: string): T {
  const own = openOwnStore({ directory });
  try {
    return work(own.entries);
  } finally {
    own.close();
  }
}
const inDoubt = (directory = data) => using((entries) => entries.inDoubt(), directory);

describe("own.db is in doubt", () => {
  for (const [how, restore] of Object.entries({
    "when the folder is a copy": () => {
      rmSync(data, { recursive: true });
      cpSync(backup, data, { recursive: true, preserveTimestamps: true });
    },
    "when it was copied over the files that are there": () => {
      cpSync(backup, data, { recursive: true, preserveTimestamps: true });
    },
    "when an archive was unpacked over it": () => {
      execFileSync("tar", ["-cf", path.join(root, "backup.tar"), "-C", backup, "."]);
      execFileSync("tar", ["-xf", path.join(root, "backup.tar"), "-C", data]);
    },
    "when own.db alone is an older one that knew another home": () => {
      rmSync(path.join(data, "home"));
      using((entries) => entries.trust(), data);
      copyFileSync(path.join(backup, "own.db"), path.join(data, "own.db"));
    },
    "when own.db was emptied": () => rmSync(path.join(data, "own.db")),
    "when the mark is gone": () => rmSync(path.join(data, "home")),
  })) {
    it(how, () => {
      cpSync(data, backup, { recursive: true, preserveTimestamps: true });
      assert.equal(inDoubt(), false);
      restore();
      assert.equal(inDoubt(), true);
      using((entries) => entries.trust(), data);
      assert.equal(inDoubt(), false);
    });
  }
});

describe("own.db is not in doubt", () => {
  it("when the folder is renamed or moved within its disk", () => {
    const elsewhere = path.join(root, "elsewhere");
    mkdirSync(elsewhere);
    renameSync(data, path.join(elsewhere, "souk"));
    assert.equal(inDoubt(path.join(elsewhere, "souk")), false);
  });

  it("when it was used, or the folder was read or copied from", () => {
    using((entries) => entries.after(0), data);
    cpSync(data, backup, { recursive: true });
    utimesSync(data, new Date(), new Date());
    assert.equal(inDoubt(), false);
  });

  it("but a backup by hard links makes it ask once: it cannot tell", () => {
    linkSync(path.join(data, "home"), path.join(root, "linked"));
    assert.equal(inDoubt(), true);
  });
});
