// Attacks by a process with stock @orbitdb/core over real libp2p: our node takes nothing and goes on; stock OrbitDB falls to the same.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, afterEach, before as beforeAll, describe, it } from "node:test";
import { IPFSAccessController } from "@orbitdb/core";
import { multiaddr } from "@multiformats/multiaddr";
import { createAttackers, createVictim } from "../../support/attackers.ts";
import { counted, ms, report } from "../../support/long.ts";
import type { Command } from "../../support/p2p-attacker.ts";
import { blockRecord, createAccount, createNursery, entriesOf, eventually, reached } from "../../support/p2p-node.ts";
import { type StockNode, createStock } from "../../support/p2p-stock.ts";

const nursery = createNursery();
const attackers = createAttackers("p2p-attacker.ts", nursery.folder);
const unhandled: unknown[] = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

/** The attacker's process, told what to do. */
const attack = (command: Command) => attackers.attack(command);
const victimOf = () => createVictim(nursery);

const SPOOFED = counted(5_000, 1_000);
const FRAMES = counted(1_000, 200);
const SELLER = createAccount("seller").address;
const MALLORY = createAccount("mallory").address;

/** Why each forgery is refused; anything not named here must have been accepted ("good"). */
const REFUSED: Record<string, string> = {
  "own key, own identity": "entry.writer",
  "own key, seller's identity": "entry.writer",
  "seller's key and identity, own signature": "entry.signature",
  "genuine signature, other payload": "entry.signature",
  "payload forged, genuine one in _payload": "entry.fields",
  "genuine payload, forged _payload": "entry.fields",
  "a hash field": "entry.fields",
  "signature in capitals": "entry.signature",
  "clock 2^60": "entry.clock",
  "clock with a fraction": "entry.clock",
  "clock below one": "entry.clock",
  "clock as text": "entry.clock",
  "clock null": "entry.clock",
  "clock with another field": "entry.clock",
  "clock of another key": "entry.clock",
  "payload null": "journal.payload",
  "payload missing": "entry.fields",
  "payload of a document": "journal.payload",
  "records null": "journal.payload",
  "record null": "journal.payload",
  "no record": "journal.payload",
  "unknown kind": "journal.payload",
  "unknown op": "journal.payload",
  "unknown field": "journal.payload",
  "prototype as field": "entry.malformed",
  "link in a record": "journal.payload",
  "wrong sequence": "entry.clock",
  "another epoch": "entry.epoch",
  "no next": "entry.pointers",
  "fifty next": "entry.pointers",
  "another next": "entry.pointers",
  "next null": "entry.pointers",
  "fifty refs": "entry.pointers",
  "a gap": "entry.gap",
  "version 3": "entry.journal",
  "another journal": "entry.journal",
  "identity of another": "entry.writer",
  "key in capitals": "entry.writer",
  "signature missing": "entry.signature",
  "70 kB": "entry.size",
  "nested 20,000 deep": "entry.malformed",
  "not canonical": "entry.malformed",
  "as an ancestor of a good entry": "journal.payload",
};

describe("attacks on a journal", () => {
  afterEach(attackers.end);
  afterEach(nursery.end);

  it("spoofed writer, extra field and poison, by range, as an ancestor and by gossip: 0 accepted (S-1, S-2, S-4, S-6)", async () => {
    const { victim, seller, home } = await victimOf();
    const before = await entriesOf(victim.journals, SELLER);
    const attacker = attack({ do: "forge", victim: victim.address(), seller });
    const seen = new Set<string>();
    for (;;) {
      const { attack: name, peerId } = (await attacker.next()) as { attack?: string; peerId?: string };
      if (!name) break;
      seen.add(name);
      if (name === "good") {
        await reached(victim.journals, MALLORY, 2); // the attacker's framing works: what is refused is refused for what it is
      } else {
        const of = () => victim.network.refusals().filter((refusal) => refusal.peerId === peerId);
        await eventually(`"${name}" is refused twice as ${REFUSED[name]}`, () =>
          of().some(({ reason, count }) => reason === REFUSED[name] && count >= 2),
        ).catch((error: Error) => assert.fail(`${error.message}; refused: ${JSON.stringify(of())}`));
        assert.deepEqual(
          of().map(({ reason }) => reason),
          [REFUSED[name]],
          name,
        );
      }
      assert.equal(victim.journals.head(SELLER)?.sequence, 3, name);
      assert.equal(victim.journals.head(MALLORY)?.sequence ?? 2, 2, name);
      attacker.go();
    }
    assert.deepEqual([...seen].filter((name) => name !== "good").toSorted(), Object.keys(REFUSED).toSorted());
    assert.deepEqual(await entriesOf(victim.journals, SELLER), before);

    // The victim reads and writes as before, also after it is opened again, and the seller goes on.
    await victim.journals.append([blockRecord(1)]);
    await nursery.stop(victim);
    const again = await nursery.start("victim", { directory: victim.directory });
    assert.deepEqual(await entriesOf(again.journals, SELLER), before);
    assert.equal((await entriesOf(again.journals, MALLORY)).length, 2);
    assert.equal((await again.journals.append([blockRecord(2)])).sequence, 2);
    const back = await nursery.start("seller", { directory: home, join: [again.address()] });
    await back.journals.append([blockRecord(4)]);
    await reached(again.journals, SELLER, 4);
  });

  it(`${SPOOFED} spoofed entries and garbage on the gossip topic: 0 accepted, own writes and honest ones pass (S-3, S-15)`, async () => {
    const { victim, seller, home } = await victimOf();
    const attacker = attack({ do: "flood", victim: victim.address(), seller, count: SPOOFED });
    const flooded = attacker.next();
    await eventually("the flood has begun", () => victim.network.refusals().length > 0);
    const honest = await nursery.start("seller", { directory: home, join: [victim.address()] });
    const took: number[] = [];
    for (let number = 0; number < 20; number++) {
      const start = performance.now();
      await victim.journals.append([blockRecord(number)]);
      took.push(performance.now() - start);
    }
    await honest.journals.append([blockRecord(4)]);
    await reached(victim.journals, SELLER, 4, 5_000);
    await flooded;
    assert.equal(victim.journals.head(SELLER)?.sequence, 4);
    const median = took.toSorted((a, b) => a - b)[10]!;
    const reasons = new Set(victim.network.refusals().map(({ reason }) => reason));
    assert.ok(reasons.has("entry.writer") && reasons.has("gossip.malformed"), [...reasons].join());
    const count = victim.network.refusals().reduce((sum, refusal) => sum + refusal.count, 0);
    const measured = `${count} were checked, then the peer was silenced by its score; own writes took ${ms(median)}`;
    const figure = "fewer than 500 checked; own writes below 1 s";
    report(
      { test: "a flood of spoofed entries by gossip", count: SPOOFED, figure, measured },
      { checked: count >= 500, slow: median >= 1_000 },
    );
  });

  it(`${FRAMES} frames of garbage on both protocols: nothing ends, honest exchanges go on (S-11)`, async () => {
    const { victim, home } = await victimOf();
    const attacker = attack({ do: "garbage", victim: victim.address(), frames: FRAMES });
    await attacker.next();
    const honest = await nursery.start("seller", { directory: home, join: [victim.address()] });
    await honest.journals.append([blockRecord(4)]);
    await reached(victim.journals, SELLER, 4);
    const reasons = victim.network.refusals().map(({ reason }) => reason);
    assert.ok(reasons.includes("sync.request") && reasons.includes("frame.size"), reasons.join());
    report(
      { test: "frames of garbage", count: FRAMES, figure: "none ends the node", measured: reasons.join(", ") },
      {},
    );
  });

  it("a frame above the limit of its protocol is not read to its end (S-11)", async () => {
    const victim = await nursery.start("victim");
    const { peerId } = await attack({ do: "oversized", victim: victim.address() }).next();
    assert.deepEqual(victim.network.refusals(), [{ peerId, reason: "frame.size", count: 2 }]);
  });

  it("streams that never end a frame are freed within their deadline, and delay nobody (S-5)", async () => {
    const { victim, home } = await victimOf();
    const large = victim.account.address;
    await victim.journals.append(Array.from({ length: 400 }, (_, number) => blockRecord(number, 16_000)));
    const attacker = attack({ do: "slow", victim: victim.address(), large });
    await attacker.next();
    const start = performance.now();
    const honest = await nursery.start("seller", { directory: home, join: [victim.address()] });
    await honest.journals.append([blockRecord(4)]);
    await reached(victim.journals, SELLER, 4);
    assert.ok(performance.now() - start < 8_000);
    const { freed } = (await attacker.next()) as { freed: number[] };
    for (const held of freed) assert.ok(held < 15_000, `a stream was held for ${ms(held)}`);
    const slow = victim.network.refusals().find(({ reason }) => reason === "frame.deadline");
    assert.equal(slow?.count, freed.length);
  });

  after(() => assert.deepEqual(unhandled, [], "unhandled rejections"));
});

interface Documents {
  address: string;
  put(document: object): Promise<string>;
  get(key: string): Promise<{ value: { price: number } } | undefined>;
  all(): Promise<unknown[]>;
  events: NodeJS.EventEmitter;
}

/** The same attacks, as far as they have a counterpart, against stock `documents` with stock's access controller. */
describe("stock OrbitDB falls to the same attacks", () => {
  const stocks: StockNode[] = [];
  let seller: StockNode;
  let database: Documents;

  beforeAll(async () => {
    seller = await createStock({ directory: nursery.folder() });
    const write = [seller.orbitdb.identity.id];
    const options = { type: "documents", AccessController: IPFSAccessController({ write }) };
    database = await seller.orbitdb.open<Documents>("shop", options);
    database.events.on("error", () => {});
    await database.put({ _id: "lamp", price: 100 });
  });
  afterEach(attackers.end);
  after(async () => {
    await Promise.all([seller, ...stocks].map((stock) => stock.stop()));
    await nursery.end();
  });

  const update = () => once(database.events, "update", { signal: AbortSignal.timeout(20_000) });

  it("S-2: a replica believes a payload that nobody signed", async () => {
    const value = { _id: "lamp", price: 2 };
    const attacker = attack({ do: "stock-payload", seller: seller.address(), database: database.address, value });
    const { address } = (await attacker.next()) as { address: string };
    const replica = await createStock({ directory: nursery.folder() });
    stocks.push(replica);
    await replica.helia.libp2p.dial(multiaddr(address));
    const copy = await replica.orbitdb.open<Documents>(database.address);
    await once(copy.events, "update", { signal: AbortSignal.timeout(20_000) });
    assert.equal((await copy.get("lamp"))?.value.price, 2);
    assert.equal((await database.get("lamp"))?.value.price, 100);
  });

  it("S-1: a stranger rewrites a listing on the seller's own node", async () => {
    const payload = { op: "PUT", key: "lamp", value: { _id: "lamp", price: 1 } };
    const updated = update();
    attack({ do: "stock-spoof", seller: seller.address(), database: database.address, payload });
    await updated;
    assert.equal((await database.get("lamp"))?.value.price, 1);
  });

  it("S-6: one entry with a null payload, and the database cannot be read any more", async () => {
    const updated = update();
    attack({ do: "stock-spoof", seller: seller.address(), database: database.address, payload: null });
    await updated;
    await assert.rejects(database.all());
  });
});
