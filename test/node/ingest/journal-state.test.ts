// A state taken in says what the entries it stands for say: whatever was read before, whenever the chain comes, across a crash.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { digestOf } from "../../../protocol/block.ts";
import { encodeProfile } from "../../../protocol/profile.ts";
import { encodeReply } from "../../../protocol/reply.ts";
import { encodeReview } from "../../../protocol/review.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { createRecover } from "../../../node/chain/recover.ts";
import type { JournalEntry } from "../../../node/core/ports/journals.ts";
import { createCatchUp } from "../../../node/ingest/catch-up.ts";
import { type Input, createInbox } from "../../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../../node/ingest/journal-entries.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { type Histories, createHistories } from "../../support/histories.ts";
import { BUYER, DOMAIN, SELLER, sampleListing, sampleRecord } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import * as rowsFor from "../../support/store-rows.ts";

const { chainBlock, closed, id, idOf, opened, orderOf, reviewed } = rowsFor;

/** Of an edition that no journal here holds, so that only its stock is shared. */
const SOLD = sampleListing({ title: "Storm lantern of last year" });
const [withDigest, late] = [orderOf(1, {}, SOLD), orderOf(2, {}, SOLD)];
const text = (order: typeof late, title: string): JournalRecord => ({
  kind: "review",
  block: encodeReview(rowsFor.reviewBlock({ order: idOf(order), title }).review),
});
const CHAIN = [
  chainBlock(1, [opened(withDigest), opened(late)]),
  chainBlock(2, [
    reviewed(withDigest, digestOf(rowsFor.reviewBlock({ order: idOf(withDigest), title: "First" }).cid), 5),
    closed(withDigest),
    closed(late),
  ]),
];

const listing = (name: string, title: string, variants = 2): JournalRecord =>
  sampleRecord(
    sampleListing({ id: id(name), title, pictures: [], variants: sampleListing().variants.slice(0, variants) }),
  );
const LANTERN = [sampleRecord(sampleListing()), sampleRecord(sampleListing(), { sequence: 2 })];
const UNSIGNED = sampleRecord(sampleListing({ id: id("one"), title: "Signed by a stranger" }), { key: 12 });

const reply = (to: typeof late, words: string, author = SELLER): JournalRecord => ({
  kind: "reply",
  block: encodeReply({ v: 1, kind: "reply", order: idOf(to), author, text: words }),
});

/** What a seller may say; the last one is refused. */
const SELLER_RECORDS: JournalRecord[] = [
  ...["Lantern Works", "Lantern & Sons"].map((name): JournalRecord => ({
    kind: "profile",
    block: encodeProfile(rowsFor.profileRow({ name }).profile),
  })),
  ...LANTERN,
  ...["one", "two", "three"].flatMap((name) => [
    listing(name, `Number ${name}`),
    listing(name, `Number ${name}, second edition`, 1),
    { kind: "delisting" as const, listing: id(name) },
  ]),
  { kind: "delisting", listing: sampleListing().id },
  reply(late, "Thank you."),
  reply(late, "Thank you again."),
  reply(withDigest, "It was the post."),
  UNSIGNED,
];
const BUYER_RECORDS: JournalRecord[] = ["First", "Second"].flatMap((title) => [
  text(withDigest, title),
  text(late, title),
]);

const history = (from: JournalRecord[]) =>
  fc.array(fc.array(fc.constantFrom(...from), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });

describe("the state of a journal in the read model", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  const ingest = createJournalIngest({ domain: DOMAIN, recover: createRecover() });
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };

  function open(journalIngest = ingest) {
    const folder = folders.create();
    const store = folder.read();
    const inbox = createInbox({ readModel: store.readModel, firstBlock: 1, journalIngest, logger: quiet });
    return { folder, store, inbox };
  }

  async function dumpAfter(inputs: Input[]): Promise<Record<string, string[]>> {
    const { folder, store, inbox } = open();
    await Promise.all(inputs.map((input) => inbox.push(input)));
    store.close();
    return dumpTables(folder.directory);
  }

  const entryInputs = (entries: JournalEntry[]): Input[] => entries.map((entry) => ({ kind: "entry", entry }));
  const stateInput = (of: Histories, owner: Address, sequence: number): Input => ({
    kind: "state",
    owner,
    ...of.state(owner, sequence),
  });

  it("equals a replay of its entries, over an empty read model or another history, chain first or last", async () => {
    await fc.assert(
      fc.asyncProperty(
        history(SELLER_RECORDS),
        history(BUYER_RECORDS),
        history(SELLER_RECORDS),
        history(BUYER_RECORDS),
        fc.nat(),
        fc.nat({ max: 4 }),
        async (said, reviews, otherSaid, otherReviews, cut, chainAt) => {
          const is = createHistories({ [SELLER]: said, [BUYER]: reviews });
          const was = createHistories({ [SELLER]: otherSaid, [BUYER]: otherReviews });
          const expected = await dumpAfter([...entryInputs(is.all()), ...CHAIN]);
          for (const before of [[], entryInputs(was.all())]) {
            const parts = [SELLER, BUYER].flatMap((owner) => {
              const at = cut % (is.entries(owner).length + 1);
              return [[stateInput(is, owner, at)], entryInputs(is.entries(owner).slice(at))];
            });
            const mixed = [before, ...parts].toSpliced(chainAt, 0, CHAIN);
            assert.deepEqual(await dumpAfter(mixed.flat()), expected);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("that is empty leaves nothing of the journal", async () => {
    const is = createHistories({ [SELLER]: [SELLER_RECORDS.slice(0, 5)], [BUYER]: [BUYER_RECORDS] });
    const forget = (owner: Address) => stateInput(createHistories({}), owner, 0);
    const rows = await dumpAfter([...entryInputs(is.all()), ...CHAIN, forget(SELLER), forget(BUYER)]);
    assert.deepEqual(rows, await dumpAfter(CHAIN));
  });

  it("tells only of what it changes", async () => {
    const same = [SELLER_RECORDS[0]!, listing("kept", "Kept"), listing("renewed", "Renewed"), listing("gone", "Gone")];
    const { store, inbox } = open();
    const is = createHistories({
      [SELLER]: [same, [listing("renewed", "Renewed, 2nd edition")]],
      [BUYER]: [BUYER_RECORDS],
    });
    const was = createHistories({ [SELLER]: [same], [BUYER]: [BUYER_RECORDS] });
    for (const input of [...CHAIN, ...entryInputs(was.all())]) await inbox.push(input);
    const heard: SoukEvent[] = [];
    store.events.onEvent(({ event }) => heard.push(event));
    await inbox.push(stateInput(was, BUYER, 1));
    await inbox.push(stateInput(was, SELLER, 1));
    assert.equal(heard.length, 0);
    const state = is.state(SELLER, 2);
    const without = state.list.filter(({ record }) => record !== same[3]);
    await inbox.push({
      kind: "state",
      owner: SELLER,
      ...state,
      records: (async function* () {
        yield without;
      })(),
    });
    assert.deepEqual(
      heard.map((event) => [event.type, "id" in event && event.id]),
      [
        ["listing.published", "renewed"],
        ["listing.removed", "gone"],
      ],
    );
  });

  it("that broke off is taken up again, and nothing is added to the half of it", async () => {
    const said = Array.from({ length: 40 }, (_, n) => [listing(`l-${n}`, `Listing ${n}`, 1)]);
    const is = createHistories({ [SELLER]: said });
    const was = createHistories({ [SELLER]: [[listing("old", "Old one")], [listing("l-7", "Old edition")]] });
    const { folder, store, inbox } = open();
    for (const input of entryInputs(was.all())) await inbox.push(input);
    const state = is.state(SELLER, 30);
    async function* broken() {
      yield state.list.slice(0, 10);
      yield state.list.slice(10, 20);
      throw new Error("the process ends here");
    }
    await assert.rejects(inbox.push({ kind: "state", owner: SELLER, ...state, records: broken() }), /ends here/);
    assert.equal(store.listings.count().listings, 21);
    await inbox.push({ kind: "entry", entry: is.entries(SELLER)[0]! });
    assert.equal(store.journals.head(SELLER)?.sequence, -1);
    store.close();

    const again = folder.read();
    const next = createInbox({ readModel: again.readModel, firstBlock: 1, journalIngest: ingest, logger: quiet });
    await createCatchUp({ journals: is.journals(30), read: again.journals, inbox: next }).all();
    again.close();
    assert.deepEqual(dumpTables(folder.directory), await dumpAfter(entryInputs(is.all())));
  });

  it("is taken in by catch-up when what was read is another history, or no history any more", async () => {
    const is = createHistories({ [SELLER]: [[SELLER_RECORDS[0]!], [LANTERN[0]!], [LANTERN[1]!]] });
    const was = createHistories({
      [SELLER]: [[listing("one", "Number one")], [LANTERN[0]!]],
      [BUYER]: [BUYER_RECORDS],
    });
    for (const base of [0, 2]) {
      const { folder, store, inbox } = open();
      for (const input of entryInputs(was.all())) await inbox.push(input);
      await createCatchUp({ journals: is.journals(base), read: store.journals, inbox }).all();
      store.close();
      assert.deepEqual(dumpTables(folder.directory), await dumpAfter(entryInputs(is.all())));
    }
  });

  it("does not hold up the chain", async () => {
    const said = Array.from({ length: 60 }, (_, n) => [listing(`l-${n}`, `Listing ${n}`, 1)]);
    const { store, inbox } = open();
    const is = createHistories({ [SELLER]: said });
    const order: string[] = [];
    const state = is.state(SELLER, 60);
    async function* parts() {
      for (let at = 0; at < 60; at += 10) {
        yield state.list.slice(at, at + 10);
        if (at === 0) for (const block of CHAIN) void inbox.push(block).then(() => order.push("chain"));
      }
    }
    await inbox.push({ kind: "state", owner: SELLER, ...state, records: parts() }).then(() => order.push("state"));
    assert.deepEqual(order, ["chain", "chain", "state"]);
    assert.equal(store.orders.get(idOf(late))?.status, "released");
  });

  it("and entries of one transaction: one that fails takes no other with it", async () => {
    const is = createHistories({ [BUYER]: [BUYER_RECORDS], [SELLER]: [[LANTERN[0]!]] });
    const { store, inbox } = open({
      ...ingest,
      entry(rows, entry, judged) {
        if (entry.owner === SELLER) throw new Error("a fault of ours");
        return ingest.entry(rows, entry, judged);
      },
    });
    const results = await Promise.allSettled(entryInputs(is.all()).map((input) => inbox.push(input)));
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
    assert.deepEqual(
      store.journals.heads().map(({ owner }) => owner),
      [BUYER],
    );
  });
});
