// The inbox under a flood: own writes and the chain come in between, threads judge what many wait for, and none of it changes the rows.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { createRecover } from "../../../node/chain/recover.ts";
import { feed } from "../../../node/ingest/feed.ts";
import { type Input, createInbox } from "../../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../../node/ingest/journal-entries.ts";
import { type Judges, createJudges } from "../../../node/ingest/judges.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { encodeProfile } from "../../../protocol/profile.ts";
import { createHistories } from "../../support/histories.ts";
import { BUYER, DOMAIN, SELLER, sampleListing, sampleRecord } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { chainBlock, id, profileRow } from "../../support/store-rows.ts";

const JUDGE = new URL("../../../node/judge-worker.ts", import.meta.url);
/** Each is judged and written for longer than a slice. */
const FLOOD = 40;
const EACH = 8;

const listing = (name: string, title = `Number ${name}`): JournalRecord =>
  sampleRecord(sampleListing({ id: id(name), title, pictures: [] }));
const profile = (name: string): JournalRecord => ({
  kind: "profile",
  block: encodeProfile(profileRow({ owner: BUYER, name }).profile),
});

const said = createHistories({
  [SELLER]: Array.from({ length: FLOOD }, (_entry, n) =>
    Array.from({ length: EACH }, (_record, m) => listing(`l-${n}-${m}`)),
  ),
  [BUYER]: [[profile("First")], [profile("Second")], [profile("Third")]],
});
const inputsOf = (owner: Address): Input[] => said.entries(owner).map((entry) => ({ kind: "entry", entry }));

describe("the inbox", () => {
  const folders = createStoreFolders();
  const running: Judges[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((judges) => judges.stop()));
    folders.end();
  });

  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const journalIngest = createJournalIngest({ domain: DOMAIN, recover: createRecover() });

  function open(judges?: Judges) {
    const folder = folders.create();
    const store = folder.read();
    const { readModel } = store;
    const inbox = createInbox({
      readModel,
      firstBlock: 1,
      journalIngest,
      logger,
      self: BUYER,
      ...(judges && { judges }),
    });
    /** What was committed, in this order: a chain block's number, or whose entry. */
    const order: (number | Address)[] = [];
    inbox.onProgress((progress) => order.push(progress.kind === "chain" ? progress.block : progress.owner));
    return { folder, store, inbox, order };
  }

  function threads(script = JUDGE): Judges {
    const judges = createJudges({ script, domain: DOMAIN, most: 2 });
    running.push(judges);
    return judges;
  }

  it("takes own writes and blocks of the chain in the next slice, however many listings of others wait", async () => {
    const { inbox, order } = open();
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const flood = inputsOf(SELLER).map((input) => inbox.push(input));
    await flood[0];
    const before = order.length;
    assert.ok(before < FLOOD, "a slice does not take the whole flood");
    const own = inputsOf(BUYER).map((input) => inbox.push(input));
    await Promise.all([...own, inbox.push(chainBlock(1))]);
    const until = Math.max(order.indexOf(1), order.lastIndexOf(BUYER));
    const between = order.slice(before, until).filter((one) => one === SELLER);
    assert.ok(between.length < FLOOD / 2, `${between.length} entries of others went before`);
    await Promise.all(flood);
    isOver = true;
    assert.ok(turns >= 3, "the event loop has its turn between slices");
  });

  it("takes own writes while entries of others are with the judges, and those when they come back", async () => {
    const judging = Promise.withResolvers<void>();
    const real = threads();
    const slow: Judges = { ...real, judge: async (...job) => (await judging.promise, real.judge(...job)) };
    const { inbox, order } = open(slow);
    const flood = inputsOf(SELLER).map((input) => inbox.push(input));
    for (const input of [...inputsOf(BUYER), chainBlock(1)]) await inbox.push(input);
    assert.deepEqual(order, [BUYER, BUYER, BUYER, 1]);
    judging.resolve();
    await Promise.all(flood);
    assert.equal(order.filter((one) => one === SELLER).length, FLOOD);
  });

  it("makes the same rows by threads, from entries and from a state, refusals left out", async () => {
    const unsigned = sampleRecord(sampleListing({ id: id("forged") }), { key: 12 });
    const malformed: JournalRecord = { ...(listing("cut") as Extract<JournalRecord, { kind: "listing" }>) };
    malformed.block = malformed.block.slice(0, 99);
    const mixed = createHistories({
      [SELLER]: [
        [listing("one"), listing("two"), unsigned],
        [malformed, listing("one", "Second edition"), listing("three")],
        [{ kind: "delisting", listing: id("two") }, listing("four"), listing("five"), unsigned],
      ],
      [BUYER]: [[profile("First")]],
    });
    const entries: Input[] = mixed.all().map((entry) => ({ kind: "entry", entry }));
    const state = (): Input => ({ kind: "state", owner: SELLER, ...mixed.state(SELLER, 3) });
    const dumps = [];
    for (const judges of [undefined, threads()]) {
      for (const inputs of [entries, [state()]]) {
        const { folder, store, inbox } = open(judges);
        await Promise.all(inputs.map((input) => inbox.push(input)));
        store.close();
        dumps.push(dumpTables(folder.directory));
      }
    }
    assert.deepEqual(dumps[2], dumps[0]);
    assert.deepEqual(dumps[3], dumps[1]);
    assert.equal(dumps[0]!.listings!.length, 4);
    assert.deepEqual(dumps[1]!.listings, dumps[0]!.listings);
  });

  it("judges by itself when the threads end", async () => {
    const { store, inbox } = open(threads(new URL("data:text/javascript,process.exit(1)")));
    await Promise.all(
      inputsOf(SELLER)
        .slice(0, 12)
        .map((input) => inbox.push(input)),
    );
    assert.equal(store.listings.count().listings, 12 * EACH);
  });

  it("is fed a long history in part at a time, and no further than a fault", async () => {
    let read = 0;
    async function* history() {
      for (const input of Array.from({ length: 500 }, () => chainBlock(1))) {
        read++;
        yield input;
      }
    }
    let waiting = 0;
    let most = 0;
    const push = async () => {
      most = Math.max(most, ++waiting);
      await new Promise((resolve) => setImmediate(resolve));
      waiting--;
      if (read > 200) throw new Error("the disk is full");
    };
    await assert.rejects(feed({ push }, history()), /the disk is full/);
    assert.ok(most > 1 && most <= 64, `${most} at once`);
    assert.ok(read < 500, `${read} were read`);
    assert.equal(waiting, 0);
  });
});
