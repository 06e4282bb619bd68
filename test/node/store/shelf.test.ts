// The own shelf: changed with the operation that publishes, or not at all; and files that wait to be read.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import type { ShelfRow } from "../../../node/core/ports/own.ts";
import { createSpool } from "../../../node/store/spool.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const folders = createStoreFolders();
const row = (id: string, title: string): ShelfRow => ({
  id: id as ListingId,
  draft: { title },
  published: null,
  paused: false,
});
const put = (one: ShelfRow) => ({ id: one.id, row: one });

describe("the shelf", () => {
  afterEach(folders.end);

  it("changes with the entry that its operation appended, and not before", () => {
    const { operations, shelf } = folders.create().own();
    shelf.put([put(row("bowl", "Bowl"))]);
    const changes = [put(row("cup", "Cup")), { id: "bowl" as ListingId, row: null }];
    operations.create({
      id: "a",
      kind: "publishListings",
      subject: "",
      transaction: false,
      records: [],
      messages: [],
      shelf: changes,
    });
    assert.equal(shelf.get("cup" as ListingId), undefined);
    operations.appended("a", 1);
    assert.deepEqual(shelf.get("cup" as ListingId), row("cup", "Cup"));
    assert.equal(shelf.get("bowl" as ListingId), undefined);
  });

  it("does not change with an operation that is discarded", () => {
    const { operations, shelf } = folders.create().own();
    const asked = { kind: "publishListings", subject: "", transaction: false, records: [], messages: [] };
    operations.create({ id: "a", ...asked, shelf: [put(row("cup", "Cup"))] });
    operations.discard("a");
    assert.equal(shelf.get("cup" as ListingId), undefined);
  });

  it("is walked by rising id, and a fault in one change leaves all as they were", () => {
    const { shelf } = folders.create().own();
    shelf.put(["cup", "bowl", "dish"].map((id) => put(row(id, id))));
    assert.deepEqual(
      shelf.after("bowl", 1).map(({ id }) => id),
      ["cup"],
    );
    const circle: { self?: object } = {};
    circle.self = circle;
    const broken = { ...row("dish", "x"), draft: circle } as unknown as ShelfRow;
    assert.throws(() => shelf.put([put(row("cup", "Other")), put(broken)]));
    assert.equal(shelf.get("cup" as ListingId)!.draft!.title, "cup");
  });
});

describe("the spool", () => {
  const parts = async function* (...texts: string[]) {
    for (const text of texts) yield Buffer.from(text);
  };
  const { signal } = new AbortController();

  it("keeps what was written until it is removed", async (t) => {
    const spool = createSpool(temporaryFolder(t));
    await spool.write("a", parts("one ", "two"), 100, signal);
    let text = "";
    for await (const part of spool.read("a")) text += Buffer.from(part).toString();
    assert.equal(text, "one two");
    await spool.remove("a");
    await assert.rejects(spool.read("a")[Symbol.asyncIterator]().next(), { code: "file.unknown" });
  });

  it("leaves nothing of what is too long, empty, or broken off, and nothing that nobody waits for", async (t) => {
    const folder = temporaryFolder(t);
    const spool = createSpool(folder);
    const names = () => readdirSync(path.join(folder, "spool"));
    await assert.rejects(spool.write("a", parts("12345", "67890"), 9, signal), { code: "body.too-large" });
    await assert.rejects(spool.write("b", parts(), 9, signal), { code: "body.malformed" });
    const broken = async function* () {
      yield Buffer.from("1");
      throw new Error("gone");
    };
    await assert.rejects(spool.write("c", broken(), 9, signal), /gone/);
    assert.deepEqual(names(), []);
    for (const name of ["old", "new"]) await spool.write(name, parts("x"), 9, signal);
    await spool.keep(["new"]);
    assert.deepEqual(names(), ["new"]);
  });
});
