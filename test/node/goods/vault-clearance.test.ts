// A file in the vault goes when nothing has needed it for 90 days; never while a listing, a draft or an order that may come back names it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, utimesSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { createVaultClearance } from "../../../node/commands/goods/vault-clearance.ts";
import type { ShelfRow } from "../../../node/core/ports/own.ts";
import { openVault } from "../../../node/store/vault.ts";
import type { DigitalFile } from "../../../protocol/goods.ts";
import type { Hex32, ListingId } from "../../../protocol/ids.ts";
import { silent } from "../../support/goods.ts";
import { SELLER, sampleListing } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { chainBlock, closed, disputed, ingest, listed, opened, orderOf, shipped } from "../../support/store-rows.ts";

const DAY = 86_400;
const folders = createStoreFolders();
afterEach(folders.end);

const rowOf = (id: string, row: Partial<ShelfRow>): ShelfRow => ({
  id: id as ListingId,
  draft: null,
  published: null,
  paused: false,
  ...row,
});

/** A shop with a file for each reason to keep one, and some for which there is none; all were put there long ago. */
async function createShop() {
  const folder = folders.create();
  const { readModel, listings, orders } = folder.read();
  const { files: table, shelf, operations } = folder.own();
  const vault = await openVault({ directory: folder.directory, secret: randomBytes(32), table });
  const digests = new Map<string, Hex32>();
  const where = (name: string) => path.join(folder.directory, "goods", `${digests.get(name)!.slice(2)}.age`);
  const age = (name: string, days: number) => {
    const at = Date.now() / 1_000 - days * DAY;
    utimesSync(where(name), at, at);
  };
  async function add(name: string): Promise<DigitalFile> {
    const options = { maxBytes: 1_000, signal: AbortSignal.timeout(10_000) };
    const { digest, bytes } = await vault.add(new Blob([name]).stream(), options);
    digests.set(name, digest);
    age(name, 200);
    return { name: `${name}.pdf`, mediaType: "application/pdf", bytes, digest };
  }

  const names = ["listed", "drafted", "paused", "funded", "disputed", "closed", "old", "new"] as const;
  const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await add(name)] as const)));
  age("new", 89);
  const of = (name: string) => ({ file: files[name]! });
  shelf.put([
    { id: "d" as ListingId, row: rowOf("d", { draft: of("drafted") as never }) },
    {
      id: "p" as ListingId,
      row: rowOf("p", { published: { draft: of("paused"), cid: "bafy", ceilings: {} } as never, paused: true }),
    },
  ]);
  const bought = ["funded", "disputed", "closed"].map((name, salt) => orderOf(salt, {}, sampleListing(of(name))));
  readModel.transaction((rows) => {
    // Each edition was the listing for a while; the last of them is.
    for (const [index, name] of ["funded", "disputed", "closed", "old", "listed"].entries()) {
      rows.putListing({ ...listed(of(name)), sequence: index + 1 });
    }
    const [, second, third] = bought as [never, never, never];
    void ingest(
      rows,
      chainBlock(1, [...bought.map(opened), shipped(second), disputed(second), shipped(third), closed(third)]),
    );
  });
  const chain = { now: 0, head: 1 };
  const closedAt = orders
    .list(SELLER, { role: "seller", limit: 10 })
    .items.find((row) => row.closedAt !== null)!.closedAt!;
  chain.now = Math.max(closedAt + 1, Math.ceil(Date.now() / 1_000));
  const clearance = createVaultClearance({
    self: SELLER,
    vault,
    shelf,
    listings,
    orders,
    operations,
    head: () => chain.head,
    now: () => chain.now,
    logger: silent,
  });
  return {
    clearance,
    chain,
    closedAt,
    age,
    operations,
    readModel,
    gone: () => names.filter((name) => !existsSync(where(name)) && vault.find(digests.get(name)!) === undefined),
  };
}

describe("the vault is cleared", () => {
  it("of what nothing has needed for 90 days, at the second look; nothing sooner, and nothing else", async () => {
    const { clearance, chain, closedAt, age, gone } = await createShop();
    chain.now = closedAt + 90 * DAY;
    if (chain.now < Date.now() / 1_000) return assert.fail("the chain of these tests is in the future");
    assert.equal(await clearance.round(), 0, "a first look may be too early");
    assert.deepEqual(gone(), []);
    assert.equal(await clearance.round(), 1);
    assert.deepEqual(gone(), ["old"]);
    age("closed", 200);
    age("new", 91);
    chain.now++; // now the closed order is 90 days old, too
    assert.equal(await clearance.round(), 1, "what was not needed at the look before");
    assert.equal(await clearance.round(), 1);
    assert.deepEqual(gone(), ["closed", "old", "new"]);
  });

  it("not while the chain is behind, or something is being done, or what an order sold is not known", async () => {
    const { clearance, chain, gone, operations, readModel } = await createShop();
    const { now } = chain;
    const twice = async () => (await clearance.round()) + (await clearance.round());
    chain.now = Math.floor(Date.now() / 1_000) - 2 * DAY;
    assert.equal(await twice(), 0, "old");
    chain.now = now;
    chain.head = -1;
    assert.equal(await twice(), 0, "no block");
    chain.head = 1;
    operations.create({
      id: "o",
      kind: "publishListing",
      subject: "s",
      transaction: null,
      records: [],
      messages: [],
    } as never);
    assert.equal(await twice(), 0, "something is pending");
    operations.finish("o", "done");
    const stranger = orderOf(9, {}, sampleListing({ title: "An edition that has not come yet" }));
    readModel.transaction((rows) => void ingest(rows, chainBlock(2, [opened(stranger)])));
    assert.equal(await twice(), 0, "an unknown edition");
    assert.deepEqual(gone(), []);
  });

  it("and what was needed lately is kept for 90 days more", async () => {
    const { clearance, gone, readModel, age } = await createShop();
    await clearance.round();
    readModel.transaction((rows) => rows.putListing({ ...listed({ file: null }), sequence: 9 }));
    await clearance.round();
    await clearance.round();
    assert.deepEqual(gone(), ["old"]);
    age("listed", 91);
    await clearance.round();
    assert.deepEqual(gone(), ["listed", "old"]);
  });
});
