// Signing catalogues over real stores: every record stays provable whatever is published after it, and no sequence is used twice.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { recover } from "../../../node/chain/recover.ts";
import { BURST } from "../../../node/commands/shop/catalogue-signing.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { type ListingRecord, createListingVerifier } from "../../../protocol/listing-record.ts";
import { DOMAIN, SELLER, parcel, sampleListing, sampleVariant } from "../../support/sample.ts";
import { openShop } from "../../support/shop.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW } from "../../support/store-rows.ts";

const folders = createStoreFolders();
const verify = createListingVerifier(DOMAIN, recover);
const codeOf = (record: ListingRecord): string => {
  const verdict = verify(record, SELLER);
  return verdict.ok ? "ok" : verdict.code;
};
const sequenceOf = ([record]: ListingRecord[]): number => record!.catalogue.sequence;

const listingOf = (id: string, variants: number, price = 1_000) =>
  sampleListing({
    id: id as ListingId,
    pictures: [],
    shipping: [parcel()],
    variants: Array.from({ length: variants }, (_, n) =>
      sampleVariant({ id: `v${n}` as ListingId, price: `${price + n}` }),
    ),
  });

const ids = ["a", "b", "c", "d", "e"];
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("publish" as const), listings: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 3 }), variants: fc.integer({ min: 1, max: 9 }), price: fc.nat(5), isRead: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), id: fc.constantFrom(...ids) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), id: fc.constantFrom(...ids) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
); // prettier-ignore

describe("signing the catalogue", () => {
  afterEach(folders.end);

  it("keeps every record provable under its own catalogue, and none on the slots of another", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const folder = folders.create();
        let shop = openShop(folder);
        const current = new Map<string, ListingRecord>();
        const sequences = new Set<number>();
        for (const one of steps) {
          if (one.do === "publish") {
            const records = await shop.publish(
              one.listings.map((id) => listingOf(id, one.variants, 1_000 + one.price)),
              one.isRead,
            );
            one.listings.forEach((id, index) => current.set(id, records[index]!));
            assert.ok(!sequences.has(sequenceOf(records)));
            sequences.add(sequenceOf(records));
          } else if (one.do === "remove") {
            await shop.remove(one.id as ListingId);
            current.delete(one.id);
          } else if (one.do === "fail") await assert.rejects(shop.fail(listingOf(one.id, 2)), /disk is full/);
          else {
            shop.close();
            shop = openShop(folder);
          }
          const taken = [...current.values()].map(blockOf).toSorted((a, b) => a.from - b.from);
          taken.reduce((end, { from, to }) => {
            assert.ok(from >= end, `slots ${from} to ${to} begin before ${end}`);
            return to;
          }, 0);
          for (const record of current.values()) assert.equal(codeOf(record), "ok");
        }
        shop.close();
      }),
      { numRuns: 25 },
    );
  });

  it("keeps a listing's slots across edits, and gives away those of one that was removed", async () => {
    const shop = openShop(folders.create());
    const [a, b] = (await shop.publish([listingOf("a", 2), listingOf("b", 2)])) as [ListingRecord, ListingRecord];
    assert.deepEqual([a.slot, b.slot], [0, 4]);
    const [edited] = await shop.publish([listingOf("a", 2, 2_000)]);
    assert.equal(edited!.slot, 0);
    await shop.remove("a" as ListingId);
    const [small] = await shop.publish([listingOf("c", 1)]);
    const [other] = await shop.publish([listingOf("d", 1)]);
    assert.deepEqual([small!.slot, other!.slot].toSorted(), [0, 2]);
    const [grown] = await shop.publish([listingOf("b", 5)]);
    assert.equal(grown!.slot, 16, "ten offers begin at a multiple of sixteen");
  });

  it("costs one signature, however many listings there are", async () => {
    const shop = openShop(folders.create());
    const records = await shop.publish(Array.from({ length: 500 }, (_, n) => listingOf(`l-${n}`, 1)));
    assert.equal(shop.signatures.length, 1);
    assert.equal(new Set(records.map(({ catalogue }) => catalogue.sequence)).size, 1);
    for (const record of records.filter((_, index) => index % 50 === 0)) assert.equal(codeOf(record), "ok");
  });

  it("numbers editions by the clock, each above the one before, on disk before it is signed", async () => {
    let time = NOW;
    const folder = folders.create();
    const shop = openShop(folder, { clock: () => time });
    assert.equal(sequenceOf(await shop.publish([listingOf("a", 1)])), NOW);
    assert.equal(sequenceOf(await shop.publish([listingOf("a", 1)])), NOW + 1);
    time = NOW - 1_000;
    assert.equal(sequenceOf(await shop.publish([listingOf("a", 1)])), NOW + 2, "the clock was put back");
    await assert.rejects(shop.fail(listingOf("b", 1)), /disk is full/);
    time = NOW;
    assert.equal(
      sequenceOf(await shop.publish([listingOf("a", 1)])),
      NOW + 4,
      "what was signed in vain is not signed again",
    );
    shop.close();
    const again = openShop(folder, { clock: () => time });
    assert.equal(sequenceOf(await again.publish([listingOf("a", 1)])), NOW + 5);
  });

  it("never signs two catalogues of one sequence, also after an older own.db was put back", async () => {
    let time = NOW;
    const folder = folders.create();
    const [backup, older] = [folders.create(), folders.create()];
    const first = openShop(folder, { clock: () => time });
    await first.publish([listingOf("a", 1)]);
    first.close();
    copy(folder.directory, backup.directory);
    copy(folder.directory, older.directory);

    const lost = openShop(folder, { clock: () => time });
    const used = new Set<number>();
    for (let n = 0; n < BURST - 2; n++) used.add(sequenceOf(await lost.publish([listingOf("a", 1, 2_000 + n)])));
    lost.close();

    // Put back a minute later, and its peers are away.
    time += BURST;
    const restored = openShop(backup, { clock: () => time });
    for (let n = 0; n < 5; n++) {
      const sequence = sequenceOf(await restored.publish([listingOf("a", 1, 9_000 + n)]));
      assert.ok(!used.has(sequence), `${sequence} again`);
    }
    restored.close();

    // Put back at once, but the journal has come from its peers.
    copy(older.directory, folder.directory, ["own.db"]);
    const late = openShop(folder, { clock: () => NOW });
    const known = Math.max(...used);
    assert.ok(sequenceOf(await late.publish([listingOf("b", 1)])) > known);
  });

  it("waits for the clock rather than run ahead of it further than a restored folder could tell", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    let time = NOW;
    const shop = openShop(folders.create(), { clock: () => time });
    for (let n = 0; n <= BURST; n++) await shop.publish([listingOf("a", 1, 1_000 + n)]);
    const { length } = shop.signatures;
    const waiting = shop.publish([listingOf("a", 1, 5_000)]);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(shop.signatures.length, length, "nothing is signed yet");
    time += 1;
    t.mock.timers.tick(1_000);
    assert.equal(sequenceOf(await waiting), NOW + BURST + 1);
  });
});

function blockOf({ slot, ...record }: ListingRecord): { from: number; to: number } {
  const verdict = verify({ slot, ...record }, SELLER);
  assert.ok(verdict.ok);
  return { from: slot, to: slot + 2 ** Math.ceil(Math.log2(verdict.value.offers.length)) };
}

function copy(from: string, to: string, names = ["own.db", "read.db", "search.db"]): void {
  for (const name of names) cpSync(path.join(from, name), path.join(to, name));
}
