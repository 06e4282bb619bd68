// Checkpoints between real nodes on loopback: made by owners, compared and pruned by replicas, adopted by newcomers.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { createRecover } from "../../../node/chain/recover.ts";
import { createCatchUp } from "../../../node/ingest/catch-up.ts";
import { createInbox } from "../../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../../node/ingest/journal-entries.ts";
import type { P2pOptions } from "../../../node/p2p/p2p.ts";
import { openArchive } from "../../../node/p2p/journal/archive.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { listingRecord } from "../../support/p2p-listings.ts";
import { DOMAIN, type TestNode, createNursery, entriesOf, eventually, reached } from "../../support/p2p-node.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const recover = createRecover();
const ingest = createJournalIngest({ domain: DOMAIN, recover });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const KIB = 1024;

describe("checkpoints", () => {
  const nursery = createNursery();
  const folders = createStoreFolders();
  afterEach(async () => {
    await nursery.end();
    folders.end();
  });

  const start = (seed: string, options: Partial<P2pOptions> & { port?: number } = {}) =>
    nursery.start(seed, { recover, antiEntropyMs: 300, ...options });

  /** A read model that follows a node as node.ts has it. */
  function follow(node: Pick<TestNode, "journals">) {
    const folder = folders.create();
    const store = folder.read();
    const inbox = createInbox({ readModel: store.readModel, firstBlock: 1, journalIngest: ingest, logger: quiet });
    const catchUp = createCatchUp({ journals: node.journals, read: store.journals, inbox });
    node.journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }).catch(() => {}));
    node.journals.onReset((owner) => void catchUp.reset(owner).catch(() => {}));
    return {
      store,
      async dump() {
        await catchUp.all();
        await inbox.idle();
        store.close();
        return dumpTables(folder.directory);
      },
    };
  }

  /** The same by every entry that the owner has. */
  async function replayOf(owner: TestNode) {
    const folder = folders.create();
    const store = folder.read();
    const inbox = createInbox({ readModel: store.readModel, firstBlock: 1, journalIngest: ingest, logger: quiet });
    for (const entry of await entriesOf(owner.journals, owner.account.address))
      await inbox.push({ kind: "entry", entry });
    store.close();
    return dumpTables(folder.directory);
  }

  const ids = (count: number) =>
    Array.from({ length: count }, (_, number) => `item-${String(number).padStart(4, "0")}`);

  /** Each listing in several editions, some taken away again. */
  async function publish(seller: TestNode, seed: string, count: number, editions: number): Promise<number> {
    let sequence = 0;
    for (let edition = 1; edition <= editions; edition++) {
      const records: JournalRecord[] = ids(count).map((id) => listingRecord(seed, id, edition));
      ({ sequence } = await seller.journals.append(records));
    }
    const gone = ids(count).filter((_, number) => number % 10 === 3);
    const records = gone.map((id): JournalRecord => ({ kind: "delisting", listing: id as never }));
    ({ sequence } = await seller.journals.append(records));
    return sequence;
  }

  const coverage = (node: TestNode, owner: TestNode) => node.journals.state(owner.account.address).sequence;

  it("bring an edited journal from two replicas that hold no old entries, while its owner is away", async () => {
    const seller = await start("seller", { checkpointAfterBytes: 600 * KIB });
    const owner = seller.account.address;
    const replicas = [await start("r1", { join: [seller.address()] }), await start("r2", { join: [seller.address()] })];
    const last = await publish(seller, "seller", 300, 4);
    for (const { journals } of replicas) await reached(journals, owner, last);
    await eventually("both have pruned", () => replicas.every((replica) => coverage(replica, seller) > 0));
    // what a checkpoint does not hold yet
    const { sequence } = await seller.journals.append([listingRecord("seller", "item-0001", 9)]);
    for (const { journals } of replicas) await reached(journals, owner, sequence);
    const expected = await replayOf(seller);
    assert.equal((await entriesOf(seller.journals, owner)).length, sequence);
    await nursery.stop(seller);
    for (const { journals } of replicas) assert.deepEqual(await entriesOf(journals, owner, 0), []);

    const late = await start("late", { join: replicas.map((replica) => replica.address()) });
    const reader = follow(late);
    await reached(late.journals, owner, sequence);
    assert.ok(coverage(late, replicas[0]!) === 0 && late.journals.state(owner).sequence > 0);
    assert.deepEqual(await reader.dump(), expected);
    for (const replica of replicas) assert.deepEqual(await follow(replica).dump(), expected);
    assert.deepEqual([...late.network.refusals(), ...replicas.flatMap(({ network }) => network.refusals())], []);
  });
});
