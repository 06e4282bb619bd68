// Checkpoints between real nodes on loopback: made by owners, compared and pruned by replicas, adopted by newcomers.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { multiaddr } from "@multiformats/multiaddr";
import { digestOf, encodeBlock } from "../../../protocol/block.ts";
import { type Item, parseCheckpoint } from "../../../protocol/checkpoint.ts";
import { type Cid, fromHex } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { createRecover } from "../../../node/chain/recover.ts";
import { createCatchUp } from "../../../node/ingest/catch-up.ts";
import { createInbox } from "../../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../../node/ingest/journal-entries.ts";
import type { StateRecord } from "../../../node/core/ports/journals.ts";
import type { P2pOptions } from "../../../node/p2p/options.ts";
import { encodeItem } from "../../../node/p2p/checkpoint/items.ts";
import { openArchive } from "../../../node/p2p/archive.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { createCheckpointSeed, forgeCheckpoint } from "../../support/p2p-checkpoint-seed.ts";
import { listingRecord } from "../../support/p2p-listings.ts";
import { DOMAIN, type TestNode, createNursery, entriesOf, eventually, reached } from "../../support/p2p-node.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const recover = createRecover();
const ingest = createJournalIngest({ domain: DOMAIN, recover });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const KIB = 1024;
const digestBytes = (cid: Cid) => fromHex(digestOf(cid));

describe("checkpoints", () => {
  const nursery = createNursery();
  const folders = createStoreFolders();
  const stocks: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(stocks.splice(0).map((stock) => stock.stop()));
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

  async function rebuiltFrom(directory: string) {
    const folder = folders.create();
    const store = folder.read();
    const inbox = createInbox({ readModel: store.readModel, firstBlock: 1, journalIngest: ingest, logger: quiet });
    for await (const input of openArchive({ directory, ...DOMAIN, recover })) await inbox.push(input);
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
    const seller = await start("seller", { checkpointAfterBytes: 200 * KIB });
    const owner = seller.account.address;
    const replicas = [await start("r1", { join: [seller.address()] }), await start("r2", { join: [seller.address()] })];
    const last = await publish(seller, "seller", 150, 3);
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
    const { directory } = replicas[0]!;
    await nursery.stop(replicas[0]!);
    assert.deepEqual(await rebuiltFrom(directory), expected);
    assert.deepEqual([...late.network.refusals(), ...replicas.flatMap(({ network }) => network.refusals())], []);
  });

  it("bring a replica that was away up to date, which fetches only chunks it does not hold", async () => {
    const publisher = await start("seller");
    const owner = publisher.account.address;
    await publisher.journals.append(ids(300).map((id) => listingRecord("seller", id)));
    await nursery.stop(publisher);
    const seller = await start("seller", { directory: publisher.directory, checkpointAfterBytes: 300 * KIB });
    const away = await start("away", { join: [seller.address()] });
    const stays = await start("stays", { join: [seller.address()] });
    await eventually("both have adopted", () => [away, stays].every((node) => coverage(node, seller) > 0));
    const { directory } = away;
    const before = coverage(away, seller);
    await nursery.stop(away);

    // The same few listings again and again: most chunks stay as they were.
    for (let edition = 2; coverage(stays, seller) === before; edition++) {
      const { sequence } = await seller.journals.append(ids(40).map((id) => listingRecord("seller", id, edition)));
      await reached(stays.journals, owner, sequence);
    }
    const { sequence } = seller.journals.head(owner)!;
    await reached(stays.journals, owner, sequence);
    const expected = await replayOf(seller);
    await nursery.stop(seller);

    const back = await start("away", { directory, join: [stays.address()] });
    assert.equal(coverage(back, seller), before);
    const reader = follow(back);
    const resets: string[] = [];
    back.journals.onReset((of) => resets.push(of));
    await eventually("it is back", () => back.journals.head(owner)?.sequence === sequence);
    assert.ok(coverage(back, seller) > before);
    assert.ok(resets.length > 0, "what was delivered before is replaced"); // twice, when the one that stays has a newer state meanwhile
    assert.deepEqual([...new Set(resets)], [owner]);
    assert.deepEqual(await reader.dump(), expected);
    const [download] = back.media.downloads();
    assert.ok(download!.heldBytes > download!.bytes / 2, `${download!.heldBytes} of ${download!.bytes} were here`);
  });

  it("are refused from whoever offers others than the owner's, or broken ones; an honest one is still taken", async () => {
    const seller = await start("seller");
    const owner = seller.account.address;
    const { sequence } = await seller.journals.append([listingRecord("seller", "a"), listingRecord("seller", "b")]);
    const certificate = seller.journals.certificate(owner)!;
    const victim = await start("victim");
    const items = ["a", "b"].map((id): Item => [`listing/${id}`, 1, listingRecord("seller", id)]);
    const forge = (chunks: (Item | Uint8Array)[][], changes: Parameters<typeof forgeCheckpoint>[3] = {}) =>
      forgeCheckpoint("seller", owner, chunks, changes);
    const good = (at: number) => forge([items], { sequence: at });
    let at = 10;
    const next = () => (at += 10);
    const cases: [reason: string, offer: ReturnType<typeof forge>][] = [
      ["checkpoint.malformed", { ...good(at), encoded: Buffer.from("no dag-cbor at all") }],
      [
        "checkpoint.malformed",
        { ...good(at), encoded: encodeBlock({ ...dagCbor.decode<object>(good(at).encoded), more: 1 }) },
      ],
      ["checkpoint.size", { ...good(at), encoded: new Uint8Array(2_000) }],
      ["checkpoint.signature", forge([items], { sequence: at, key: "stranger" })],
      ["checkpoint.journal", forge([items], { sequence: at, journal: `1/${DOMAIN.escrow}/${owner}` })],
      ["checkpoint.epoch", forge([items], { sequence: at, epoch: 2 })],
      ["journal.quota", forge([items], { sequence: at, bytes: 2 ** 31 })],
      ["dag.bytes", forge([items, [new Uint8Array(200 * KIB)]], { sequence: next(), bytes: 100 })],
      ["checkpoint.chunk", forge([[Uint8Array.of(0xff, 0xff, 0xff, 0xff)]], { sequence: next() })],
      [
        "checkpoint.item.malformed",
        forge([[encodeItem(["listing/a", 1, { kind: "nonsense" }] as unknown as Item)]], { sequence: next() }),
      ],
      ["checkpoint.item", forge([[["listing/b", 1, listingRecord("seller", "a")]]], { sequence: next() })],
      ["checkpoint.order", forge([items.toReversed()], { sequence: next() })],
      [
        "checkpoint.root",
        forge(
          items.map((item) => [item]),
          { sequence: next() },
        ),
      ],
      ["checkpoint.old", good(5)],
    ];
    for (const [reason, offer] of cases) {
      const parsed = parseCheckpoint(offer.encoded);
      const told = reason === "checkpoint.old" ? 1_000 : parsed.ok ? parsed.value.sequence : at;
      const row = { sequence: told, checkpoint: told, base: told };
      const peer = await createCheckpointSeed(nursery.folder(), certificate, { row, ...offer });
      stocks.push(peer);
      await peer.helia.libp2p.dial(multiaddr(victim.address()));
      const reasons = () =>
        victim.network
          .refusals()
          .filter(({ peerId }) => peerId === peer.peerId)
          .map((one) => one.reason);
      await eventually(reason, () => reasons().length > 0);
      assert.deepEqual([...new Set(reasons())], [reason]);
      await peer.stop();
      assert.equal(victim.journals.head(owner), undefined);
    }
    await victim.journals.append([listingRecord("victim", "still-writing")]);

    const honest = { row: { sequence: next(), checkpoint: at, base: at }, ...good(at) };
    for (const behaviour of ["wrong", "honest"] as const) {
      const peer = await createCheckpointSeed(nursery.folder(), certificate, { ...honest, behaviour });
      stocks.push(peer);
      await peer.helia.libp2p.dial(multiaddr(victim.address()));
      if (behaviour === "honest") await eventually("it is adopted", () => victim.journals.state(owner).sequence === at);
      else
        await eventually("wrong blocks", () =>
          victim.network.refusals().some(({ reason }) => reason === "blocks.wrong"),
        );
    }
    const { records } = victim.journals.state(owner);
    const held: StateRecord[] = [];
    for await (const list of records) held.push(...list);
    assert.deepEqual(
      held.map(({ record }) => record),
      items.map(([, , record]) => record),
    );
    assert.equal(sequence, 1);
  });

  it("that say something else than the entries are refused, not passed on, and the entries kept", async () => {
    const seller = await start("seller");
    const owner = seller.account.address;
    const records = ["a", "b"].map((id) => listingRecord("seller", id));
    await seller.journals.append(records);
    const replica = await start("replica", { join: [seller.address()] });
    await reached(replica.journals, owner, 1);
    const head = digestBytes(seller.journals.head(owner)!.cid);
    const [a, b] = records.map((record, index): Item => [`listing/${"ab"[index]}`, 1, record]) as [Item, Item];
    const lies = {
      "without b": [a],
      "b in another edition": [a, ["listing/b", 1, listingRecord("seller", "b", 2)] as Item],
    };
    for (const [name, items] of Object.entries({ ...lies, "another history": [a, b] })) {
      const offer = forgeCheckpoint("seller", owner, [items], { ...(name in lies && { head }) });
      const row = { sequence: 1, checkpoint: 1, base: 0 };
      const again = await start(`replica of ${name}`, { join: [seller.address()] });
      await reached(again.journals, owner, 1);
      const peer = await createCheckpointSeed(nursery.folder(), seller.journals.certificate(owner)!, { row, ...offer });
      stocks.push(peer);
      await peer.helia.libp2p.dial(multiaddr(again.address()));
      await eventually(name, () => again.network.refusals().some(({ peerId }) => peerId === peer.peerId));
      assert.deepEqual(
        again.network.refusals().map(({ reason }) => reason),
        ["checkpoint.mismatch"],
      );
      assert.equal(again.journals.state(owner).sequence, 0);
      assert.equal((await entriesOf(again.journals, owner)).length, 1);
      await nursery.stop(again);
      await peer.stop();
    }
  });
});
