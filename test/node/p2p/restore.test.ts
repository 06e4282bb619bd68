// An honest owner never freezes itself: whatever of its folder comes back, it asks its peers, goes on in a new epoch, and all converge.
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, afterEach, describe, it } from "node:test";
import type { P2pOptions } from "../../../node/p2p/options.ts";
import { openDatabase } from "../../../node/p2p/database.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import type { Row } from "../../../node/p2p/journal/row.ts";
import { createStrangers, rowFor } from "../../support/hostile-peers.ts";
import { startKeeper } from "../../support/keeper.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { clone } from "../../support/p2p-histories.ts";
import {
  type TestNode,
  blockRecord,
  createAccount,
  createNursery,
  entriesOf,
  eventually,
  profileRecord,
  reached,
} from "../../support/p2p-node.ts";

const nursery = createNursery();
const folders = createStoreFolders();
after(folders.end);
const SELLER = createAccount("seller").address;
const FAST = { antiEntropyMs: 300 };

const wordsOf = async ({ journals }: TestNode) =>
  (await entriesOf(journals, SELLER)).flatMap(({ records }) => records).map((record) => JSON.stringify(record));
const said = (...numbers: number[]) => numbers.map((number) => JSON.stringify(blockRecord(number)));

async function publish({ journals }: TestNode, ...numbers: number[]): Promise<number> {
  let sequence = 0;
  for (const number of numbers) ({ sequence } = await journals.append([blockRecord(number)]));
  return sequence;
}

interface Scene {
  seller: TestNode;
  readers: TestNode[];
  /** As it was after entry 3. */
  backup: string;
  /** Readers that were ever told to take something back, or frozen. */
  taken: string[];
}

/** A seller whose backup ends at 3 and who wrote three more, which two readers have. */
async function yesterday(): Promise<Scene> {
  let seller = await nursery.start("seller", FAST);
  const directory = seller.directory;
  const a = await nursery.start("reader 0", { join: [seller.address()], ...FAST });
  const b = await nursery.start("reader 1", { join: [seller.address()], ...FAST });
  const readers = [a, b];
  await publish(seller, 1, 2, 3);
  for (const reader of readers) await reached(reader.journals, SELLER, 3);
  await nursery.stop(seller);
  const backup = nursery.folder();
  cpSync(directory, backup, { recursive: true });
  seller = await nursery.start("seller", { directory, join: readers.map((node) => node.address()), ...FAST });
  await publish(seller, 4, 5, 6);
  for (const reader of readers) await reached(reader.journals, SELLER, 6);
  await nursery.stop(seller);
  const taken: string[] = [];
  for (const reader of readers) reader.journals.onReset((owner) => taken.push(owner));
  return { seller, readers, backup, taken };
}

/** What `cp -r backup/. data` leaves, over a folder that is there or not. */
function restore(backup: string, directory: string, keep = false): void {
  if (!keep) rmSync(directory, { recursive: true, force: true });
  cpSync(backup, directory, { recursive: true });
}

/** A backup tells where peers were; who is to be alone must not find them there. */
function forgetPeers(directory: string): void {
  const database = new DatabaseSync(path.join(directory, "blocks.db"));
  database.exec("DELETE FROM peers");
  database.close();
}

const start = (directory: string, options: Partial<P2pOptions> = {}) =>
  nursery.start("seller", { directory, ...FAST, ...options });

/** The readers start again, and know where the seller is. */
const comeBack = (readers: TestNode[], seller: TestNode): Promise<TestNode[]> =>
  Promise.all(
    readers.map(({ directory }, index) =>
      nursery.start(`reader ${index}`, { directory, join: [seller.address()], ...FAST }),
    ),
  );

async function agreed(nodes: TestNode[], words: string[]): Promise<void> {
  const sequence = words.length;
  for (const node of nodes) await reached(node.journals, SELLER, sequence);
  await eventually(
    "all say the same",
    () => new Set(nodes.map(({ journals }) => journals.head(SELLER)?.cid)).size === 1,
  );
  for (const node of nodes) {
    assert.deepEqual(await wordsOf(node), words);
    assert.equal(node.journals.frozen(SELLER), undefined);
  }
}

describe("after a restore of yesterday's backup", () => {
  afterEach(nursery.end);

  for (const [how, keep] of [
    ["into an empty place", false],
    ["over the files that are there", true],
  ] as const) {
    it(`${how}, with peers: what they have is taken over, and publishing goes on after it`, async () => {
      const { seller, readers, backup, taken } = await yesterday();
      restore(backup, seller.directory, keep);
      const back = await start(seller.directory);
      assert.equal(await publish(back, 7), 7);
      await agreed([back, ...readers], said(1, 2, 3, 4, 5, 6, 7));
      assert.deepEqual(taken, []);
      assert.equal(back.journals.certificate(SELLER)?.fromSequence, 7);
      assert.equal(back.journals.voidUpTo(), 0);
      await nursery.stop(back);
      const again = await start(seller.directory);
      assert.equal(await publish(again, 8), 8);
      assert.equal(
        again.journals.certificate(SELLER)?.fromSequence,
        7,
        "the folder lives where it is: no epoch for a start",
      );
    });
  }

  it("with peers that are away at first: what was acknowledged since stays, what they had is void and shown", async () => {
    const { seller, readers, backup } = await yesterday();
    for (const reader of readers) await nursery.stop(reader);
    restore(backup, seller.directory);
    const back = await start(seller.directory, { consultMs: 300 });
    assert.equal(await publish(back, 104, 105), 5);
    const returned = await comeBack(readers, back);
    await agreed([back, ...returned], said(1, 2, 3, 104, 105));
    await eventually("the owner is told", () => back.journals.voidUpTo() === 6);
    await publish(back, 106);
    await agreed([back, ...returned], said(1, 2, 3, 104, 105, 106));
    await nursery.stop(back);
    const again = await start(seller.directory); // alone: nobody could tell it again
    assert.equal(again.journals.voidUpTo(), 6);
  });

  it("what others had read and is void goes from what they show, and what was there before is shown again", async () => {
    const seller = await start(nursery.folder());
    const join = [seller.address()];
    const reader = await startKeeper(nursery, folders, "reader", { options: { join, ...FAST } });
    try {
      const shows = (words: string) => () => reader.read.profiles.name(SELLER) === words;
      await seller.journals.append([profileRecord(SELLER, "Before")]);
      await eventually("it is read", shows("Before"));
      await nursery.stop(seller);
      const backup = nursery.folder();
      cpSync(seller.directory, backup, { recursive: true });
      const later = await start(seller.directory, { join: [reader.address()] });
      await later.journals.append([profileRecord(SELLER, "Void later")]);
      await eventually("it is read", shows("Void later"));
      await nursery.stop(later);
      restore(backup, seller.directory);
      forgetPeers(seller.directory);
      const alone = await start(seller.directory, { consultMs: 100 });
      await publish(alone, 1);
      await nursery.stop(alone);
      const back = await start(seller.directory, { join: [reader.address()] });
      await eventually("the void one is gone", shows("Before"));
      const cidAt = ({ journals }: Pick<TestNode, "journals">) => journals.head(SELLER)?.cid;
      await eventually("both say the same", () => cidAt(reader) === cidAt(back));
    } finally {
      await reader.end();
    }
  });

  it("nobody without a certificate makes an owner believe that entries are void", async () => {
    const seller = await start(nursery.folder());
    await publish(seller, 1);
    const stranger = await createStrangers(
      nursery.folder(),
      seller.address(),
    )({ rows: [rowFor(SELLER, 9).with(2, 0) as Row], certificates: [], entries: () => [] });
    const heard = () => seller.network.peers().some(({ latencyMs }) => latencyMs !== null);
    await eventually("it was asked", heard);
    assert.equal(seller.journals.voidUpTo(), 0);
    await stranger.leave();
  });

  it("twice, alone both times: the later one goes on", async () => {
    const { seller, readers, backup } = await yesterday();
    for (const reader of readers) await nursery.stop(reader);
    for (const [index, reader] of readers.entries()) {
      restore(backup, seller.directory);
      const alone = await start(seller.directory, { consultMs: 100 });
      await publish(alone, 204 + index);
      const [returned] = await comeBack([reader], alone);
      await agreed([alone, returned!], said(1, 2, 3, 204 + index));
      const { epoch } = alone.journals.certificate(SELLER)!;
      await nursery.stop(alone);
      await nursery.stop(returned!);
      await eventually("the next second, which numbers an epoch", () => Date.now() / 1_000 > epoch + 1);
    }
    const back = await start(seller.directory);
    const returned = await comeBack(readers, back);
    await agreed([back, ...returned], said(1, 2, 3, 205));
    for (const reader of returned) {
      await nursery.stop(reader);
      const database = openDatabase(reader.directory);
      assert.deepEqual(database.prepare("SELECT * FROM forks").all(), [], "two epochs are no fork");
      database.close();
    }
  });

  it("of the keys alone: everything comes back from peers", async () => {
    const { seller, readers } = await yesterday();
    for (const name of ["own.db", "blocks.db"]) {
      for (const suffix of ["", "-wal", "-shm"])
        rmSync(path.join(seller.directory, `${name}${suffix}`), { force: true });
    }
    const own = openOwnStore({ directory: nursery.folder() });
    const join = readers.map((node) => node.address());
    const back = await start(seller.directory, { ownEntries: own.entries, join });
    assert.equal(await publish(back, 7), 7);
    await agreed([back, ...readers], said(1, 2, 3, 4, 5, 6, 7));
    await nursery.stop(back);
    own.close();
  });
});

describe("the first folder comes back after its copy went on", () => {
  afterEach(nursery.end);

  it("and gives up what the copy's epoch took back, without forgetting it", async () => {
    const { seller, readers, backup } = await yesterday();
    for (const reader of readers) await nursery.stop(reader);
    const copy = nursery.folder();
    restore(backup, copy);
    const other = await start(copy, { consultMs: 100 });
    await publish(other, 204);
    const returned = await comeBack(readers, other);
    await agreed([other, ...returned], said(1, 2, 3, 204));
    await nursery.stop(other);
    const back = await start(seller.directory, { join: [returned[0]!.address()] });
    await agreed([back, ...returned], said(1, 2, 3, 204));
    assert.equal(await publish(back, 7), 5);
    await agreed([back, ...returned], said(1, 2, 3, 204, 7));
    await nursery.stop(back);
    const database = new DatabaseSync(path.join(seller.directory, "own.db"));
    const kept = database.prepare("SELECT sequence FROM void_entries ORDER BY sequence").all();
    database.close();
    assert.deepEqual(
      kept.map(({ sequence }) => sequence),
      [4, 5, 6],
    );
  });
});

describe("a folder that was rolled back unnoticed", () => {
  afterEach(nursery.end);

  it("and meets peers before it writes: it learns from them that it was, and opens an epoch", async () => {
    const { readers, backup, taken } = await yesterday();
    const back = await start(clone(nursery, backup), { join: [readers[0]!.address()] });
    await eventually("a new epoch", () => (back.journals.certificate(SELLER)?.epoch ?? 0) > 1);
    assert.equal(await publish(back, 7), 7);
    await agreed([back, ...readers], said(1, 2, 3, 4, 5, 6, 7));
    assert.deepEqual(taken, []);
  });

  it("and wrote, while peers hold but a later state: its history goes on, and they leave that state", async () => {
    const first = await start(nursery.folder());
    await publish(first, 1, 2, 3);
    await nursery.stop(first);
    const later = await start(clone(nursery, first.directory), { checkpointAfterBytes: 2_000 });
    await publish(later, 4, 5, 6, 7, 8, 9, 10, 11);
    const reader = await nursery.start("reader 0", { join: [later.address()], ...FAST });
    await eventually("all is there", () => reader.journals.head(SELLER)?.sequence === 11);
    await eventually("a state stands for the first entries", () => reader.journals.state(SELLER).sequence > 4);
    await nursery.stop(later);
    const rolled = await start(clone(nursery, first.directory));
    await publish(rolled, 404);
    await nursery.stop(rolled);
    const back = await start(rolled.directory, { join: [reader.address()] });
    await eventually("a new epoch", () => back.journals.certificate(SELLER)?.fromSequence === 5);
    await agreed([back, reader], said(1, 2, 3, 404));
    const blamed = back.network.refusals().filter(({ reason }) => reason.startsWith("checkpoint."));
    assert.deepEqual(blamed, [], "a state of the own journal is not even asked for while this node knows better");
  });

  it("and wrote before it met peers: the fork is its own, its branch goes on, and nobody stays frozen", async () => {
    const { readers, backup } = await yesterday();
    for (const reader of readers) await nursery.stop(reader);
    const alone = await start(clone(nursery, backup));
    assert.equal(await publish(alone, 404, 405, 406, 407), 7);
    const returned = await comeBack(readers, alone);
    await eventually("a new epoch", () => (alone.journals.certificate(SELLER)?.epoch ?? 0) > 1);
    await publish(alone, 408);
    await agreed([alone, ...returned], said(1, 2, 3, 404, 405, 406, 407, 408));
  });
});
