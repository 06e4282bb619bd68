// The port Journals: its acceptance suite on the fake and on the real adapter; durability and replication on the real one.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Address } from "../../protocol/ids.ts";
import { createFakeJournals } from "../support/fake-journals.ts";
import { blockRecord, createNursery, createNode, entriesOf, eventually, reached } from "../support/p2p-node.ts";
import { acceptJournals } from "./journals-suite.ts";

const nursery = createNursery();

const FAKE = `0x${"fa".repeat(20)}` as Address;
acceptJournals("the fake", {
  create: async () => ({ journals: createFakeJournals(FAKE), self: FAKE }),
  end: async () => {},
});

acceptJournals("p2p", {
  async create() {
    const node = await nursery.start("alone");
    return { journals: node.journals, self: node.account.address };
  },
  end: nursery.end,
});

describe("journals are durable", () => {
  afterEach(nursery.end);

  it("after a close", async () => {
    const first = await nursery.start("durable");
    await first.journals.append([blockRecord(1)]);
    const head = await first.journals.append([blockRecord(2)]);
    const before = await entriesOf(first.journals, first.account.address);
    await nursery.stop(first);
    const again = await nursery.start("durable", { directory: first.directory });
    assert.deepEqual(again.journals.head(head.owner), head);
    assert.deepEqual(await entriesOf(again.journals, head.owner), before);
    assert.equal((await again.journals.append([blockRecord(3)])).sequence, 3);
  });

  it("after kill -9: every acknowledged entry is there, and the journal goes on", async () => {
    const directory = nursery.folder();
    const child = spawnChild("killed", directory);
    const acknowledged = await readSequences(child, 50);
    child.kill("SIGKILL");
    await once(child, "exit");
    const node = await nursery.start("killed", { directory });
    const held = node.journals.head(node.account.address)!.sequence;
    assert.ok(held >= acknowledged, `${held} of ${acknowledged} acknowledged`);
    assert.equal((await entriesOf(node.journals, node.account.address)).length, held);
    assert.equal((await node.journals.append([blockRecord(0)])).sequence, held + 1);
  });

  it("when blocks.db is lost: own entries come back with the same bytes (S-8)", async () => {
    const node = await nursery.start("lost-blocks");
    for (let number = 0; number < 3; number++) await node.journals.append([blockRecord(number)]);
    const before = await entriesOf(node.journals, node.account.address);
    await nursery.stop(node);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(node.directory, `blocks.db${suffix}`), { force: true });
    const again = await nursery.start("lost-blocks", { directory: node.directory });
    assert.deepEqual(await entriesOf(again.journals, node.account.address), before);
  });

  it("when own.db is older than blocks.db: it learns the entries, and signs none of them again", async () => {
    const node = await nursery.start("old-own");
    for (let number = 0; number < 3; number++) await node.journals.append([blockRecord(number)]);
    const head = node.journals.head(node.account.address)!;
    await nursery.stop(node);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(node.directory, `own.db${suffix}`), { force: true });
    const again = await nursery.start("old-own", { directory: node.directory });
    assert.deepEqual(again.journals.head(node.account.address), head);
    assert.equal((await again.journals.append([blockRecord(9)])).sequence, 4);
  });

  it("when blocks.db cannot be written: what was signed comes first, once it can", async () => {
    const node = await nursery.start("torn");
    await node.journals.append([blockRecord(1)]);
    const lock = new DatabaseSync(join(node.directory, "blocks.db"));
    lock.exec("BEGIN IMMEDIATE");
    await assert.rejects(node.journals.append([blockRecord(2)]), /locked/);
    lock.exec("ROLLBACK");
    lock.close();
    assert.equal((await node.journals.append([blockRecord(3)])).sequence, 3);
    const records = (await entriesOf(node.journals, node.account.address)).flatMap((entry) => entry.records);
    assert.deepEqual(records, [blockRecord(1), blockRecord(2), blockRecord(3)]);
  });

  it("is refused with a stable code when the node does not run", async () => {
    const node = createNode("stopped", nursery.folder());
    await assert.rejects(node.journals.append([blockRecord(1)]), { code: "journal.not-writable", retryable: true });
    await node.stop();
  });
});

describe("journals replicate", () => {
  afterEach(nursery.end);

  it("between two nodes, both ways, live", async () => {
    const a = await nursery.start("a");
    const b = await nursery.start("b", { join: [a.address()] });
    await a.journals.append([blockRecord(1)]);
    await reached(b.journals, a.account.address, 1);
    await b.journals.append([blockRecord(2)]);
    await reached(a.journals, b.account.address, 1);
    const [mine, theirs] = await Promise.all([
      entriesOf(a.journals, a.account.address),
      entriesOf(b.journals, a.account.address),
    ]);
    assert.deepEqual(theirs, mine);
    assert.equal(b.journals.certificate(a.account.address)?.owner, a.account.address);
    assert.deepEqual([...a.network.refusals(), ...b.network.refusals()], []);
  });

  it("between three nodes, of which two only joined the third: they meet", async () => {
    const seller = await nursery.start("seller");
    const buyer = await nursery.start("buyer", { join: [seller.address()] });
    const arbitrator = await nursery.start("arbitrator", { join: [seller.address()] });
    const meets = () => buyer.network.peers().some(({ owner }) => owner === arbitrator.account.address);
    await eventually("buyer and arbitrator connect", meets);
    await Promise.all([seller, buyer, arbitrator].map(({ journals }) => journals.append([blockRecord(7)])));
    for (const reader of [seller, buyer, arbitrator]) {
      for (const writer of [seller, buyer, arbitrator]) await reached(reader.journals, writer.account.address, 1);
    }
  });

  it("to a late joiner, more than one range answer and entries of 64 kB", async () => {
    const a = await nursery.start("a");
    const records = Array.from({ length: 700 }, (_, number) => blockRecord(number, 16_000));
    const head = await a.journals.append(records);
    for (let number = 0; number < 50; number++) await a.journals.append([blockRecord(number)]);
    const late = await nursery.start("late", { join: [a.address()] });
    await reached(late.journals, a.account.address, head.sequence + 50);
    const mine = await entriesOf(a.journals, a.account.address);
    assert.deepEqual(await entriesOf(late.journals, a.account.address), mine);
  });

  it("from a reader, after the writer has stopped for good", async () => {
    const writer = await nursery.start("writer");
    const reader = await nursery.start("reader", { join: [writer.address()] });
    for (let number = 0; number < 20; number++) await writer.journals.append([blockRecord(number)]);
    await reached(reader.journals, writer.account.address, 20);
    const all = await entriesOf(writer.journals, writer.account.address);
    await nursery.stop(writer);
    const late = await nursery.start("late", { join: [reader.address()] });
    await reached(late.journals, writer.account.address, 20);
    assert.deepEqual(await entriesOf(late.journals, writer.account.address), all);
    assert.equal(late.journals.certificate(writer.account.address)?.owner, writer.account.address);
  });

  it("what was missed, when the writer comes back on its port", async () => {
    const a = await nursery.start("a");
    const port = Number(/\/tcp\/(\d+)/.exec(a.address())![1]);
    const b = await nursery.start("b", { join: [a.address()] });
    await a.journals.append([blockRecord(1)]);
    await reached(b.journals, a.account.address, 1);
    await nursery.stop(a);
    const back = await nursery.start("a", { directory: a.directory, port });
    for (let number = 0; number < 10; number++) await back.journals.append([blockRecord(number)]);
    await reached(b.journals, a.account.address, 11);
  });

  it("what was missed, when the reader comes back and nobody was told to join it", async () => {
    const a = await nursery.start("a");
    const b = await nursery.start("b", { join: [a.address()] });
    await a.journals.append([blockRecord(1)]);
    await reached(b.journals, a.account.address, 1);
    await nursery.stop(b);
    for (let number = 0; number < 10; number++) await a.journals.append([blockRecord(number)]);
    const back = await nursery.start("b", { directory: b.directory }); // no join: it remembers
    await reached(back.journals, a.account.address, 11);
  });

  it("a burst written faster than it is announced", async () => {
    const a = await nursery.start("a");
    const b = await nursery.start("b", { join: [a.address()] });
    await a.journals.append([blockRecord(0)]);
    await reached(b.journals, a.account.address, 1);
    for (let number = 0; number < 300; number++) await a.journals.append([blockRecord(number)]);
    await reached(b.journals, a.account.address, 301);
    const all = await entriesOf(b.journals, a.account.address);
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      Array.from({ length: 301 }, (_, index) => index + 1),
    );
  });
});

function spawnChild(seed: string, directory: string): ChildProcess {
  const script = fileURLToPath(new URL("../support/p2p-child.ts", import.meta.url));
  return spawn(process.execPath, [script, seed, directory], { stdio: ["ignore", "pipe", "inherit"] });
}

/** @returns the last acknowledged sequence once at least `count` lines have come */
async function readSequences(child: ChildProcess, count: number): Promise<number> {
  let last = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    last = Number(line);
    if (last >= count) break;
  }
  return last;
}
