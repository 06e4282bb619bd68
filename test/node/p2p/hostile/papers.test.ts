// Papers that are not in order, in bulk over real libp2p: foreign manifests and identities (S-10), certificates that expired or were taken back.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { multiaddr } from "@multiformats/multiaddr";
import { type AccessController, IPFSAccessController } from "@orbitdb/core";
import type { Row } from "../../../../node/p2p/journal/row.ts";
import { cidOfDigest } from "../../../../node/p2p/journal/identity.ts";
import { openDatabase } from "../../../../node/p2p/database.ts";
import { sha256 } from "../../../../node/p2p/keys.ts";
import { createBlocks } from "../../../../node/p2p/media/blocks.ts";
import { measureLanes } from "../../../support/attackers.ts";
import { createPaperedWriter, foreignManifest, type PaperedWriter } from "../../../support/hostile-papers.ts";
import {
  type Claims,
  type Stranger,
  announcement,
  createStrangers,
  provoke,
  rowFor,
} from "../../../support/hostile-peers.ts";
import { LONG, counted, ms, report } from "../../../support/long.ts";
import { type TestNode, createNursery, eventually } from "../../../support/p2p-node.ts";
import { createStock } from "../../../support/p2p-stock.ts";

const nursery = createNursery();
const faults: unknown[] = [];
process.on("unhandledRejection", (reason) => faults.push(reason));

const WRITERS = counted(240, 24);
const ROUNDS = counted(40, 4);

describe("papers that are not in order", () => {
  const strangers: Stranger[] = [];
  afterEach(async () => {
    await Promise.all(strangers.splice(0).map((stranger) => stranger.leave()));
    await nursery.end();
  });
  after(() => assert.deepEqual(faults, []));

  /** A node that holds a good entry of each writer, an honest peer of it, and how strangers come to it. */
  async function besiege(kind: Parameters<typeof createPaperedWriter>[0]) {
    const writers = Array.from({ length: WRITERS }, (_, index) => createPaperedWriter(kind, `${kind} ${index}`));
    const victim = await nursery.start("victim", { antiEntropyMs: 600_000 });
    const honest = await nursery.start("honest", { join: [victim.address()] });
    const directory = nursery.folder();
    const meet = createStrangers(directory, victim.address());
    const of = new Map(writers.map((writer) => [writer.owner, writer]));
    const first = await meet({
      rows: writers.map(
        ({ owner, certificates, good }) => rowFor(owner, 1, certificates.at(-1)).with(4, sha256(good)) as Row,
      ),
      certificates: writers.flatMap(({ certificates }) => certificates),
      entries: (owner, from) => (from === 0 ? [of.get(owner)!.good] : []),
    });
    strangers.push(first);
    await eventually("the good entries are here", () =>
      writers.every(({ owner }) => victim.journals.head(owner)?.sequence === 1),
    );
    assert.deepEqual(victim.network.refusals(), [], "all of it is in order");
    await first.leave();
    strangers.pop();
    return { writers, victim, honest, directory, meet };
  }

  const countOf = (victim: TestNode, code: string) =>
    victim.network.refusals().reduce((sum, { reason, count }) => sum + (reason === code ? count : 0), 0);

  /** One stranger after the other says all that is bad, by digest and range, and by gossip. @returns how much was said */
  async function siege(
    meet: (claims: Claims) => Promise<Stranger>,
    writers: PaperedWriter[],
    { rows, certificates }: Pick<Claims, "rows" | "certificates">,
    isByRange = true,
  ) {
    const said = { ranges: 0, gossip: 0 };
    let number = 0;
    const of = new Map(writers.map((writer) => [writer.owner, Object.values(writer.bad)]));
    const next = (owner: PaperedWriter["owner"]) => {
      const kinds = of.get(owner)!;
      return kinds[number++ % kinds.length]!(number);
    };
    for (let round = 0; round < ROUNDS; round++) {
      const stranger = await meet({
        rows: isByRange ? rows : [],
        certificates,
        entries: (owner, from) => (from === 1 ? [next(owner)] : []),
        given: (entries) => void (said.ranges += entries),
      });
      strangers.push(stranger);
      if (isByRange) await provoke(stranger, rows);
      for (const writer of writers) {
        const publish = await stranger.publishTo(writer.owner);
        publish(announcement(writer.owner, next(writer.owner)));
        said.gossip++;
        await delay(1);
      }
      await delay(50); // what was published last is still on its way
      await stranger.leave();
      strangers.pop();
    }
    return said;
  }

  /** All the while own writes and an honest peer's go on. */
  async function during<T>(victim: TestNode, honest: TestNode, work: Promise<T>) {
    const [lanes, said] = await Promise.all([measureLanes(victim, honest, counted(200, 20)), work]);
    return { ...lanes, said };
  }

  function judge(what: string, victim: TestNode, writers: PaperedWriter[], codes: string[], measured: Measured) {
    const { own, remote, said } = measured;
    const further = writers.filter(({ owner }) => victim.journals.head(owner)?.sequence !== 1);
    report(
      {
        test: what,
        count: said.ranges + said.gossip,
        figure: "0 accepted, reasons shown; own write p99 < 250 ms, honest remote p99 < 5 s",
        measured: `${further.length} accepted of ${said.ranges} by range and ${said.gossip} by gossip; ${codes.map((code) => `${code} ${countOf(victim, code)}`).join(", ")}; own write p99 ${ms(own)}, honest remote p99 ${ms(remote)}`,
      },
      {
        "something was accepted": further.length > 0,
        "a reason is not shown": codes.some((code) => countOf(victim, code) === 0),
        "own writes wait": own >= (LONG ? 250 : 2_000),
        "honest peers wait": remote >= 5_000,
      },
    );
  }
  type Measured = { own: number; remote: number; said: { ranges: number; gossip: number } };

  it("entries under a manifest whose controller lets everybody write, and of a foreign identity (S-10)", async () => {
    const { writers, victim, honest, directory, meet } = await besiege("foreign");
    const database = openDatabase(directory); // the strangers' store, which answers by Bitswap
    const store = createBlocks(database);
    const lures = writers.flatMap(({ owner }) => foreignManifest(owner).blocks);
    for (const bytes of lures) await store.put(cidOfDigest(sha256(bytes)), bytes);
    database.close();
    const rows = writers.map(({ owner, certificates }) => rowFor(owner, 2, certificates[0]));
    const measured = await during(victim, honest, siege(meet, writers, { rows, certificates: [] }));
    assert.ok(measured.said.ranges > 0, "nothing was asked for");
    judge("foreign manifest, foreign identity", victim, writers, ["entry.journal", "entry.writer"], measured);
    await nursery.stop(victim);
    const kept = openDatabase(victim.directory);
    const blocks = createBlocks(kept);
    const fetched = lures.filter((bytes) => blocks.holds(sha256(bytes)));
    kept.close();
    assert.equal(fetched.length, 0, "a manifest or controller of a peer's choice was fetched");
  });

  it("new entries under certificates that expired", async () => {
    const { writers, victim, honest, meet } = await besiege("expired");
    const work = siege(meet, writers, { rows: [], certificates: [] }, false);
    const measured = await during(victim, honest, work);
    judge("expired certificates", victim, writers, ["certificate.expired"], measured);
  });

  it("certificates of an epoch that was taken back, in answer to the question for a newer one", async () => {
    const { writers, victim, honest, meet } = await besiege("rolled-back");
    const claimed = writers.map(({ owner, certificates }) => rowFor(owner, 2, { ...certificates[1]!, epoch: 3 }));
    const old = writers.map(({ certificates }) => certificates[0]!);
    const measured = await during(victim, honest, siege(meet, writers, { rows: claimed, certificates: old }));
    for (const { owner, certificates } of writers) {
      assert.deepEqual(victim.journals.certificate(owner), certificates[1]);
    }
    const codes = ["certificate.rolled-back", "entry.writer", "entry.epoch"];
    judge("rolled-back certificates", victim, writers, codes, measured);
  });

  it("entries of an epoch that was taken back, by range from a peer that claims the one in force", async () => {
    const { writers, victim, honest, meet } = await besiege("rolled-back");
    const rows = writers.map(({ owner, certificates }) => rowFor(owner, 2, certificates[1]));
    const measured = await during(victim, honest, siege(meet, writers, { rows, certificates: [] }));
    assert.ok(measured.said.ranges > 0, "nothing was asked for");
    judge("entries of an epoch taken back", victim, writers, ["entry.writer", "entry.epoch"], measured);
  });
});

describe("stock OrbitDB falls to the same manifest", () => {
  it("S-10: it opens an address with the controller that the peer's manifest names, not with the caller's", async () => {
    const [mallory, victim] = await Promise.all(
      [nursery.folder(), nursery.folder()].map((directory) => createStock({ directory })),
    );
    try {
      const lure = await mallory!.orbitdb.open<{ address: string }>("shop", {
        AccessController: IPFSAccessController({ write: ["*"] }),
      });
      await victim!.helia.libp2p.dial(multiaddr(mallory!.address()));
      const opened = await victim!.orbitdb.open<{ access: AccessController & { write: string[] } }>(lure.address, {
        AccessController: IPFSAccessController({ write: [victim!.orbitdb.identity.id] }),
      });
      assert.deepEqual(opened.access.write, ["*"]);
    } finally {
      await Promise.all([mallory!.stop(), victim!.stop()]);
      await nursery.end();
    }
  });
});
