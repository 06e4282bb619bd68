// Keys of writes: kept through a restart, for a week, and no more than so many of one client.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type Database, openDatabase } from "../../../node/store/database.ts";
import { MAX_KEYS, createIdempotencyKeys } from "../../../node/store/own/idempotency-keys.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";

const WEEK_MS = 7 * 86_400_000;
const request = (key: string, holder = "owner") => ({ holder, key, fingerprint: `f-${key}`, operation: `o-${key}` });
const ANSWER = new Uint8Array([1, 2, 3]);

describe("keys of writes", () => {
  let folder: string;
  let db: Database;
  let now = 1_000;
  const open = () => {
    // Whether a write is on disk is for the durability tests to say; here there are many.
    db = openDatabase(path.join(folder, "own.db"), "PRAGMA synchronous = OFF");
    return createIdempotencyKeys(db, () => now);
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "souk-keys-"));
    openOwnStore({ directory: folder }).close();
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are begun, answered, and known after the file was opened again", () => {
    let keys = open();
    keys.begin(request("a"));
    keys.begin(request("b"));
    keys.answered({ ...request("b"), fingerprint: "of the bytes" }, () => ANSWER);
    db.close();
    keys = open();
    assert.deepEqual(keys.find("owner", "a"), { ...request("a"), answered: false, answer: null });
    const b = { ...request("b"), fingerprint: "of the bytes", answered: true, answer: ANSWER };
    assert.deepEqual(keys.find("owner", "b"), b);
    assert.equal(keys.find("somebody", "a"), undefined);
  });

  it("may be begun anew, and forgotten", () => {
    const keys = open();
    keys.begin(request("a"));
    keys.answered(request("a"), () => ANSWER);
    keys.begin({ ...request("a"), operation: "second" });
    const again = { ...request("a"), operation: "second", answered: false, answer: null };
    assert.deepEqual(keys.find("owner", "a"), again);
    keys.forget({ holder: "owner", key: "a" });
    assert.equal(keys.find("owner", "a"), undefined);
  });

  it("are worth nothing after a week, and then go from the disk", () => {
    let keys = open();
    keys.begin(request("old"));
    now += WEEK_MS - 1;
    assert.ok(keys.find("owner", "old"));
    now += 1;
    assert.equal(keys.find("owner", "old"), undefined);
    db.close();
    keys = open();
    keys.begin(request("new"));
    assert.equal(count(), 1);
  });

  it("of one client are bounded, without touching another's or what is not answered yet", () => {
    const keys = open();
    keys.begin(request("unanswered"));
    keys.begin(request("theirs", "somebody"));
    keys.answered(request("theirs", "somebody"), () => ANSWER);
    for (let i = 0; i < MAX_KEYS + 1_000; i++) {
      keys.begin(request(`${i}`));
      keys.answered(request(`${i}`), () => ANSWER);
    }
    assert.ok(count() <= MAX_KEYS + 102, `${count()} rows`);
    assert.equal(keys.find("owner", "0"), undefined, "the oldest goes first");
    assert.ok(keys.find("owner", `${MAX_KEYS + 999}`) && keys.find("owner", "unanswered"));
    assert.ok(keys.find("somebody", "theirs"));
  });

  const count = () => db.query<{ n: number }>("SELECT count(*) AS n FROM idempotency_keys").get()!.n;
});
