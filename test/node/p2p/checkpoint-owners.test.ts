// Checkpoints when an owner lost its folder, or signed two histories.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { createRecover } from "../../../node/chain/recover.ts";
import { createCheckpointStore } from "../../../node/p2p/checkpoint/store.ts";
import { openDatabase } from "../../../node/p2p/database.ts";
import type { P2pOptions } from "../../../node/p2p/options.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import { twoHistories } from "../../support/p2p-histories.ts";
import { listingRecord } from "../../support/p2p-listings.ts";
import { type TestNode, createAccount, createNursery, entriesOf, eventually, reached } from "../../support/p2p-node.ts";

const nursery = createNursery();
const SELLER = createAccount("seller").address;
const recover = createRecover();

const start = (seed: string, options: Partial<P2pOptions> = {}) =>
  nursery.start(seed, { recover, antiEntropyMs: 300, ...options });
const baseOf = ({ journals }: TestNode) => journals.state(SELLER).sequence;
const lengthOf = ({ journals }: TestNode) => journals.head(SELLER)?.sequence ?? 0;

function lose(directory: string, ...names: string[]): void {
  for (const name of names) {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(path.join(directory, `${name}${suffix}`), { force: true });
  }
}

describe("a checkpoint of an owner", () => {
  afterEach(nursery.end);

  it("who lost everything but the keys brings its shop back from replicas that pruned, and publishing goes on", async () => {
    const seller = await start("seller");
    const listings = Array.from({ length: 20 }, (_, number) => listingRecord("seller", `item-${number}`));
    for (const listing of listings) await seller.journals.append([listing]);
    const { directory } = seller;
    await nursery.stop(seller);
    const maker = await start("seller", { directory, checkpointAfterBytes: 1 });
    const replica = await start("replica", { join: [maker.address()] });
    await eventually("it has adopted", () => baseOf(replica) === 20);
    await maker.journals.append([listingRecord("seller", "tail")]);
    await reached(replica.journals, SELLER, 21);
    await nursery.stop(maker);
    lose(directory, "own.db", "blocks.db");

    const folder = nursery.folder();
    const own = openOwnStore({ directory: folder });
    const join = [replica.address()];
    const back = await start("seller", { directory, ownEntries: own.entries, join });
    assert.equal((await back.journals.append([listingRecord("seller", "after")])).sequence, 22);
    await reached(replica.journals, SELLER, 22);
    assert.deepEqual([baseOf(back), (await entriesOf(back.journals, SELLER, 20)).length], [20, 2]);
    await nursery.stop(back);

    // own.db begins at 21 now: without what was before, nothing is signed.
    lose(directory, "blocks.db");
    const alone = await start("seller", { directory, ownEntries: own.entries, consultMs: 100 });
    await assert.rejects(alone.journals.append([listingRecord("seller", "too soon")]), {
      code: "journal.not-writable",
    });
    await nursery.stop(alone);
    const again = await start("seller", { directory, ownEntries: own.entries, join });
    await eventually("its journal is back", () => lengthOf(again) === 22);
    assert.equal((await again.journals.append([listingRecord("seller", "at last")])).sequence, 23);
    await reached(replica.journals, SELLER, 23);
    await nursery.stop(again);
    own.close();
  });

  it("that is later proven to be beyond a fork stands for nothing: the view ends before the fork", async () => {
    const [one, two] = await twoHistories(nursery, [6, 2]);
    const first = await start("seller", { directory: one! });
    const witness = await start("witness", { join: [first.address()] });
    await reached(witness.journals, SELLER, 9);
    await nursery.stop(witness);
    await nursery.stop(first);
    const maker = await start("seller", { directory: one!, checkpointAfterBytes: 1 });
    const reader = await start("reader", { join: [maker.address()] });
    await eventually("it has adopted", () => baseOf(reader) === 9);
    await nursery.stop(maker);

    const second = await start("seller", { directory: two! });
    const other = await start("other", { join: [second.address()] });
    await reached(other.journals, SELLER, 5);
    await nursery.stop(second);
    const again = await start("witness", { directory: witness.directory, join: [other.address()] });
    await eventually("both end before the fork", () => [other, again].every((node) => lengthOf(node) === 3));
    assert.deepEqual([lengthOf(reader), baseOf(reader)], [9, 9]);
    await nursery.stop(reader);
    const told = await start("reader", { directory: reader.directory, join: [again.address()] });
    await eventually("its checkpoint is gone", () => lengthOf(told) === 3);
    assert.equal(baseOf(told), 0);
    assert.equal((await entriesOf(told.journals, SELLER)).length, 3);
    const late = await start("late", { join: [told.address()] });
    await reached(late.journals, SELLER, 3);
    assert.equal(baseOf(late), 0);
    await nursery.stop(told);
    const database = openDatabase(told.directory);
    assert.equal(createCheckpointStore(database).get(SELLER), undefined, "and is not told of any more");
    database.close();
  });
});
