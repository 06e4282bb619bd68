// Equivocation (S-13): a seller who signed two histories is proven, everywhere the view ends before them, and a new epoch ends it.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { afterEach, describe, it } from "node:test";
import { digestOf } from "../../../protocol/block.ts";
import { asProof } from "../../../node/p2p/journal/fork.ts";
import { openDatabase } from "../../../node/p2p/database.ts";
import { listingRecord } from "../../support/p2p-listings.ts";
import { chainOf, clone, startLiar, twoHistories } from "../../support/p2p-histories.ts";
import { stopHosts } from "../../support/p2p-host.ts";
import { recover } from "../../../node/chain/recover.ts";
import {
  type TestNode,
  blockRecord,
  createAccount,
  createNursery,
  entriesOf,
  eventually,
  reached,
} from "../../support/p2p-node.ts";

const nursery = createNursery();
const SELLER = createAccount("seller").address;
const FAST = { antiEntropyMs: 300 };

const end = async () => {
  await stopHosts();
  await nursery.end();
};

/** A node that has read all that the seller's node with this folder holds, which has left. */
async function readerOf(name: string, directory: string, length: number): Promise<TestNode> {
  const seller = await nursery.start("seller", { directory });
  const reader = await nursery.start(name, { join: [seller.address()], ...FAST });
  await reached(reader.journals, SELLER, length);
  await nursery.stop(seller);
  return reader;
}

const isFrozenAt = ({ journals }: TestNode, sequence: number): boolean =>
  journals.frozen(SELLER)?.sequence === sequence && journals.head(SELLER)?.sequence === sequence - 1;

const reasonsAt = ({ network }: TestNode, peerId: string) =>
  Object.fromEntries(
    network.refusals().flatMap((refusal) => (refusal.peerId === peerId ? [[refusal.reason, refusal.count]] : [])),
  );

describe("a fork", () => {
  afterEach(end);

  for (const lengths of [
    [2, 2],
    [2, 9],
    [200, 3],
  ]) {
    it(`of ${lengths.join(" and ")} entries is found when readers of both meet: all end before it, newcomers too`, async () => {
      const [one, two] = await twoHistories(nursery, lengths);
      const a = await readerOf("a", one!, 3 + lengths[0]!);
      const b = await readerOf("b", two!, 3 + lengths[1]!);
      const taken: string[] = [];
      for (const node of [a, b]) node.journals.onReset((owner) => taken.push(owner));
      const between = await nursery.start("between", { join: [a.address(), b.address()], ...FAST });
      await eventually("all three are frozen", () => [a, b, between].every((node) => isFrozenAt(node, 4)));
      assert.ok(taken.filter((owner) => owner === SELLER).length >= 2, "what was delivered is taken back");
      const common = await entriesOf(a.journals, SELLER);
      assert.equal(common.length, 3);
      for (const node of [b, between]) assert.deepEqual(await entriesOf(node.journals, SELLER), common);

      const late = await nursery.start("late", { join: [a.address()], ...FAST });
      await eventually("a newcomer is told", () => isFrozenAt(late, 4));
      const since = late.journals.frozen(SELLER)?.since;
      await nursery.stop(late);
      const again = await nursery.start("late", { directory: late.directory });
      assert.deepEqual(again.journals.frozen(SELLER), { owner: SELLER, sequence: 4, since });
    });
  }

  it("is found by gossip: a second entry where one is held, and the proof goes round by gossip alone", async () => {
    const slow = { antiEntropyMs: 3_600_000 };
    const seller = await nursery.start("seller");
    const a = await nursery.start("a", { join: [seller.address()], ...slow });
    const b = await nursery.start("b", { join: [a.address()], ...slow });
    for (const number of [1, 2]) await seller.journals.append([blockRecord(number)]);
    for (const reader of [a, b]) await reached(reader.journals, SELLER, 2);
    await nursery.stop(seller);
    const witness = await startLiar(nursery.folder(), a.address(), () => []);
    await eventually("a's gossip reaches the witness", () => {
      void a.journals.append([blockRecord(1)]);
      return witness.heard.length > 0;
    });
    const liar = await startLiar(nursery.folder(), a.address(), () => []);
    const [, other] = chainOf("seller", 1, [blockRecord(1), blockRecord(666)]);
    await liar.gossip(SELLER, { entry: other!.bytes });
    await eventually("both are frozen", () => [a, b].every((node) => isFrozenAt(node, 2)));
    await eventually("the proof is spread", () => witness.heard.some((message) => "fork" in message));
    assert.deepEqual(reasonsAt(a, liar.peerId), {}, "who brings a signed entry is not to blame for it");
    await liar.gossip(SELLER, { entry: chainOf("seller", 1, [blockRecord(1), blockRecord(2)])[1]!.bytes });
    await eventually("entries from there on are refused", () => reasonsAt(a, liar.peerId)["journal.frozen"] === 1);
    assert.ok(isFrozenAt(a, 2));
  });

  it("ends when the owner opens a new epoch: those on its branch keep it, the others fetch it", async () => {
    const [one, two] = await twoHistories(nursery, [4, 6]);
    const a = await readerOf("a", one!, 7);
    const b = await readerOf("b", two!, 9);
    const between = await nursery.start("between", { join: [a.address(), b.address()], ...FAST });
    await eventually("all three are frozen", () => [a, b, between].every((node) => isFrozenAt(node, 4)));
    const apart = await readerOf("apart", two!, 9); // has never heard of the fork, nor will before the epoch
    const seller = await nursery.start("seller", { directory: one!, join: [a.address()], ...FAST });
    await seller.journals.append([blockRecord(77)]);
    const { sequence } = seller.journals.head(SELLER)!;
    assert.equal(sequence, 8);
    const joined = await nursery.start("bridge", { join: [seller.address(), apart.address()], ...FAST });
    const all = [a, b, between, apart, joined];
    for (const node of all) await reached(node.journals, SELLER, sequence);
    const history = await entriesOf(seller.journals, SELLER);
    for (const node of all) {
      assert.deepEqual(await entriesOf(node.journals, SELLER), history);
      assert.equal(node.journals.frozen(SELLER), undefined);
    }
    const { base, fromSequence } = a.journals.certificate(SELLER)!;
    assert.equal(base, digestOf(history[fromSequence - 2]!.cid));
  });

  it("that was never noticed is left at once when an epoch names the other history, and that one is pulled", async () => {
    const [one, two] = await twoHistories(nursery, [4, 6]);
    const reader = await readerOf("reader", two!, 9);
    const copy = nursery.folder();
    cpSync(one!, copy, { recursive: true }); // takes itself for a copy: it opens an epoch after its seventh entry
    let seller = await nursery.start("seller", { directory: copy });
    await seller.journals.append([blockRecord(77)]);
    const certificate = seller.journals.certificate(SELLER)!;
    assert.equal(certificate.fromSequence, 8);
    const history = await entriesOf(seller.journals, SELLER);
    await nursery.stop(seller);

    let resets = 0;
    reader.journals.onReset(() => resets++);
    const { epoch, issuedAt } = certificate;
    const messenger = await startLiar(nursery.folder(), reader.address(), (request) => {
      const id = Buffer.from(SELLER.slice(2), "hex");
      if (request.ask === "certificates") return [{ certificates: [certificate] }];
      return [{ rows: [[id, 0, epoch, issuedAt, new Uint8Array(), 0, 0, 0]], more: false, peers: [] }];
    });
    await eventually("the seventh entry is not its", () => reader.journals.head(SELLER)?.sequence === 6);
    assert.ok(resets > 0);
    await messenger.stop();
    seller = await nursery.start("seller", { directory: copy, join: [reader.address()] });
    await reached(reader.journals, SELLER, 8);
    assert.deepEqual(await entriesOf(reader.journals, SELLER), history);
  });

  it("is void as a whole when the new epoch begins before it", async () => {
    const [one, two] = await twoHistories(nursery, [1, 1]);
    const a = await readerOf("a", one!, 4);
    const b = await readerOf("b", two!, 4);
    const between = await nursery.start("between", { join: [a.address(), b.address()], ...FAST });
    await eventually("frozen", () => [a, b, between].every((node) => isFrozenAt(node, 4)));
    // The seller has nothing but its keys and a replica's three entries: the epoch begins at 4.
    const seller = await nursery.start("seller", {
      directory: emptied(nursery.folder()),
      join: [a.address()],
      ...FAST,
    });
    await seller.journals.append([blockRecord(88)]);
    for (const node of [a, b, between]) await reached(node.journals, SELLER, 4);
    const history = await entriesOf(seller.journals, SELLER);
    assert.equal(a.journals.certificate(SELLER)?.fromSequence, 4);
    for (const node of [a, b, between]) assert.deepEqual(await entriesOf(node.journals, SELLER), history);
  });
});

describe("a fork below a checkpoint", () => {
  afterEach(end);

  it("is left with the state that stands on it, when the owner's new epoch continues the other history", async () => {
    const write = async (node: TestNode, from: number, count: number) => {
      for (let number = from; number < from + count; number++) {
        await node.journals.append([listingRecord("seller", `thing-${number}`)]);
      }
    };
    const common = await nursery.start("seller");
    await write(common, 0, 3);
    await nursery.stop(common);
    const lost = await nursery.start("seller", {
      directory: clone(nursery, common.directory),
      checkpointAfterBytes: 4_000,
    });
    await write(lost, 100, 9);
    const reader = await nursery.start("reader", { join: [lost.address()], recover, ...FAST });
    await reached(reader.journals, SELLER, 12);
    await eventually("a state stands for the first entries", () => reader.journals.state(SELLER).sequence > 3);
    await nursery.stop(lost);

    const alone = await nursery.start("seller", { directory: clone(nursery, common.directory) });
    await write(alone, 200, 20);
    await nursery.stop(alone);
    const kept = nursery.folder();
    cpSync(alone.directory, kept, { recursive: true }); // a copy that takes itself for one: it opens an epoch
    const seller = await nursery.start("seller", { directory: kept });
    await write(seller, 300, 1);
    assert.equal(seller.journals.certificate(SELLER)?.fromSequence, 24);
    const bridge = await nursery.start("bridge", { join: [seller.address(), reader.address()], recover, ...FAST });
    for (const node of [reader, bridge]) {
      await reached(node.journals, SELLER, 24);
      assert.deepEqual(await entriesOf(node.journals, SELLER), await entriesOf(seller.journals, SELLER));
    }
  });
});

/** A folder that was in use, of which the databases are gone. */
function emptied(directory: string): string {
  openDatabase(directory).close();
  return directory;
}

describe("a liar about forks", () => {
  afterEach(end);

  async function honest() {
    const seller = await nursery.start("seller");
    const victim = await nursery.start("victim", { join: [seller.address()], antiEntropyMs: 50 });
    for (let number = 1; number <= 3; number++) await seller.journals.append([blockRecord(number)]);
    await reached(victim.journals, SELLER, 3);
    const { epoch, issuedAt } = victim.journals.certificate(SELLER)!;
    return { seller, victim, row: [epoch, issuedAt] };
  }
  const id = Buffer.from(SELLER.slice(2), "hex");
  const junk = () => crypto.getRandomValues(new Uint8Array(32));

  it("with other heads and made-up hashes is asked a few times, refused with reasons, and freezes nothing", async () => {
    const { seller, victim, row } = await honest();
    const liar = await startLiar(nursery.folder(), victim.address(), (request) => {
      if (request.ask === "digest") return [{ rows: [[id, 3, ...row, junk(), 0, 0, 0]], more: false, peers: [] }];
      if (request.ask === "hashes") return [{ hashes: (request["sequences"] as number[]).map(junk) }];
      if (request.ask === "entry") return [{ entry: junk() }];
      return [];
    });
    await eventually("it is refused", () => (reasonsAt(victim, liar.peerId)["fork.rate"] ?? 0) >= 5);
    assert.deepEqual([liar.asked["hashes"], liar.asked["entry"]], [3, 3], "whatever it says in how many digests");
    // What comes first in a proof is judged first, and that is for the digests to say.
    const judged = Object.entries(reasonsAt(victim, liar.peerId)).filter(([reason]) => reason !== "fork.rate");
    for (const [reason] of judged) assert.match(reason, /^(fork\.certificate|entry\.(malformed|fields))$/);
    assert.equal(
      judged.reduce((sum, [, count]) => sum + count, 0),
      3,
    );
    assert.equal(victim.journals.frozen(SELLER), undefined);
    await seller.journals.append([blockRecord(4)]);
    await reached(victim.journals, SELLER, 4);
  });

  it("whose hashes are ours, or too few, is refused", async () => {
    const { victim, row } = await honest();
    const held = chainOf(
      "seller",
      1,
      [1, 2, 3].map((number) => blockRecord(number)),
    );
    for (const [reason, hashes] of [
      ["sync.hashes", (list: number[]) => list.map((sequence) => held[sequence - 1]!.digest)],
      ["sync.hashes", () => [junk()]],
    ] as const) {
      const liar = await startLiar(nursery.folder(), victim.address(), (request) => {
        if (request.ask === "digest") return [{ rows: [[id, 3, ...row, junk(), 0, 0, 0]], more: false, peers: [] }];
        return [{ hashes: hashes(request["sequences"] as number[]) }];
      });
      await eventually("it is refused", () => (reasonsAt(victim, liar.peerId)[reason] ?? 0) >= 1);
      await liar.stop();
    }
    assert.equal(victim.journals.frozen(SELLER), undefined);
  });

  it("with proofs that prove nothing is refused by digest and by gossip", async () => {
    const { victim, row } = await honest();
    const [first, second, third] = chainOf(
      "seller",
      1,
      [1, 2, 3].map((number) => blockRecord(number)),
    );
    const [, other] = chainOf(
      "seller",
      1,
      [1, 666].map((number) => blockRecord(number)),
    );
    const [foreign] = chainOf("mallory", 1, [blockRecord(5)]);
    const [early] = chainOf("seller", 2, [blockRecord(5)]);
    const proofs: Record<string, [Uint8Array, Uint8Array]> = {
      "fork.order": asProof(second!.bytes, other!.bytes).toReversed() as [Uint8Array, Uint8Array],
      "fork.unproven": asProof(second!.bytes, third!.bytes),
      "fork.certificate": asProof(early!.bytes, early!.bytes.toReversed()),
      "entry.journal": asProof(foreign!.bytes, chainOf("mallory", 1, [blockRecord(6)])[0]!.bytes),
      "entry.signature": asProof(first!.bytes, forged(first!.bytes)),
    };
    for (const [reason, pair] of Object.entries(proofs)) {
      for (const way of ["digest", "gossip"]) {
        const liar = await startLiar(nursery.folder(), victim.address(), (request) => {
          if (way === "gossip") return [];
          if (request.ask === "forks") return [{ forks: [[id, pair]] }];
          return [{ rows: [[id, 3, ...row, third!.digest, 2, 0, 0]], more: false, peers: [] }];
        });
        if (way === "gossip") await liar.gossip(SELLER, { fork: pair });
        await eventually(`${reason} by ${way}`, () => (reasonsAt(victim, liar.peerId)[reason] ?? 0) >= 1);
        assert.deepEqual(Object.keys(reasonsAt(victim, liar.peerId)), [reason]);
        await liar.stop();
      }
    }
    assert.equal(victim.journals.frozen(SELLER), undefined);
  });

  it("with the proof of a journal that was not asked for is refused", async () => {
    const { victim, row } = await honest();
    const [, second, third] = chainOf(
      "seller",
      1,
      [1, 2, 3].map((number) => blockRecord(number)),
    );
    const other = Buffer.from(createAccount("mallory").address.slice(2), "hex");
    const liar = await startLiar(nursery.folder(), victim.address(), (request) => {
      if (request.ask === "digest")
        return [{ rows: [[id, 3, ...row, third!.digest, 2, 0, 0]], more: false, peers: [] }];
      return [{ forks: [[other, asProof(second!.bytes, third!.bytes)]] }];
    });
    await eventually("it is refused", () => (reasonsAt(victim, liar.peerId)["sync.unasked"] ?? 0) >= 1);
    assert.deepEqual(Object.keys(reasonsAt(victim, liar.peerId)), ["sync.unasked"]);
  });

  it("an owner that proves ever lower forks against itself moves readers back a few times only", async () => {
    const words = Array.from({ length: 12 }, (_, number) => blockRecord(number));
    const seller = await nursery.start("seller");
    const victim = await nursery.start("victim", { join: [seller.address()] });
    for (const word of words) await seller.journals.append([word]);
    await reached(victim.journals, SELLER, words.length);
    const history = chainOf("seller", 1, words);
    await nursery.stop(seller);
    let resets = 0;
    victim.journals.onReset(() => resets++);
    const liar = await startLiar(nursery.folder(), victim.address(), () => []);
    for (let at = 11; at >= 1; at--) {
      const [other] = chainOf("seller", 1, [blockRecord(666)], history[at - 1]);
      await liar.gossip(SELLER, { fork: asProof(history[at]!.bytes, other!.bytes) });
    }
    await eventually("four were taken", () => resets === 4);
    assert.equal(victim.journals.frozen(SELLER)?.sequence, 9);
  });
});

/** The same entry with other words under the old signature, as canonical as the first. */
function forged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = Buffer.from(copy).indexOf(Buffer.from(blockRecord(1).kind === "review" ? "review" : ""));
  copy[at + 40]! ^= 1;
  return copy;
}
