// What hostile peers cost: slow streams on every protocol, floods with ever new names, want-lists, a writer without measure.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createAttackers, createVictim, goAway, measureLanes } from "../../../support/attackers.ts";
import type { Attack } from "../../../support/hostile-child.ts";
import { LONG, counted, ms, percentile, report } from "../../../support/long.ts";
import { type TestNode, blockRecord, createNursery, eventually, reached } from "../../../support/p2p-node.ts";
import { type VictimProcess, startVictim } from "../../../support/victim-process.ts";

const MB = 2 ** 20;
const nursery = createNursery();
const attackers = createAttackers("hostile-child.ts", nursery.folder);
const attack = (command: Attack) => attackers.attack(command);
const faults: unknown[] = [];
process.on("unhandledRejection", (reason) => faults.push(reason));

const reasonsOf = (victim: TestNode) => new Set(victim.network.refusals().map(({ reason }) => reason));
const signal = () => AbortSignal.timeout(60_000);

/** A file of random bytes on the node, and the digests of its leaves. */
async function addFile(node: TestNode, bytes: number): Promise<Uint8Array[]> {
  const parts = Array.from({ length: Math.ceil(bytes / (MB / 4)) }, () => randomBytes(MB / 4));
  await node.media.addFile(
    (async function* () {
      yield* parts;
    })(),
    { maxBytes: 2 * bytes, signal: signal() },
  );
  return parts.map((part) => createHash("sha256").update(part).digest());
}

async function friendOf(victim: TestNode): Promise<TestNode> {
  const honest = await nursery.start("honest", { join: [victim.address()] });
  await eventually("they have met", () => honest.network.peers().length === 1);
  return honest;
}

/** Samples resident memory until stopped; it is the victim's, with an honest peer and the test itself. */
function watchMemory() {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 200);
  return () => {
    clearInterval(timer);
    return Math.round(most / MB);
  };
}

describe("hostile load", () => {
  let flooded: VictimProcess | undefined;
  afterEach(attackers.end);
  afterEach(async () => {
    await flooded?.end();
    flooded = undefined;
    await nursery.end();
  });
  after(() => assert.deepEqual(faults, []));

  it("streams that drip and streams that nobody reads, on every protocol: freed in time, honest peers do not wait", async () => {
    const peers = counted(50, 6);
    const { victim } = await createVictim(nursery);
    const blocks = await addFile(victim, 4 * MB);
    await victim.journals.append(Array.from({ length: 400 }, (_, number) => blockRecord(number, 16_000)));
    const honest = await friendOf(victim);
    await reached(honest.journals, victim.account.address, victim.journals.head(victim.account.address)!.sequence);
    const attacker = attack({ do: "slow", victim: victim.address(), peers, large: victim.account.address, blocks });
    const { holding } = (await attacker.next()) as { holding: number };
    const { own, remote } = await measureLanes(victim, honest, counted(200, 20));
    const { kept } = (await attacker.next()) as { kept: Record<string, number[]> };
    const longest = Object.entries(kept)
      .map(([kind, times]) => [kind, Math.max(...times)] as const)
      .toSorted(([, a], [, b]) => b - a);
    const [kind, most] = longest[0]!;
    report(
      {
        test: `slow readers and writers on ${longest.length / 2} protocols`,
        count: `${peers} peers, ${holding} streams`,
        figure: "honest p99 < 1 s, streams freed in 10 s",
        measured: `honest p99 ${ms(remote)}, own write p99 ${ms(own)}, longest ${ms(most)} (${kind}); ${longest
          .slice(0, 4)
          .map(([name, time]) => `${name} ${ms(time)}`)
          .join(", ")}`,
      },
      {
        "honest peers wait": remote >= (LONG ? 1_000 : 3_000),
        "a stream is held": most > (LONG ? 10_000 : 15_000),
        "protocols are missing": longest.length < 10,
        "the reason is not shown": !reasonsOf(victim).has("frame.deadline"),
      },
    );
  });

  it("twenty peers that flood and change their names: every honest entry comes through", async () => {
    const [peers, seconds] = [20, counted(60, 6)];
    const home = await nursery.start("seller");
    const victim = await startVictim(nursery.folder(), home.address());
    flooded = victim;
    const seller = await goAway(nursery, home, (owner) => victim.reached(owner, 3));
    const honest = await nursery.start("honest", { join: [victim.address] });
    await eventually("they have met", () => honest.network.peers().length === 1);
    const before = await victim.cost();
    const attacker = attack({ do: "flood", victim: victim.address, seller, peers, seconds });
    await attacker.next();
    const took: number[] = [];
    const end = Date.now() + seconds * 1_000;
    const arriving: Promise<unknown>[] = [];
    let written = 0;
    while (Date.now() < end) {
      const sent = performance.now();
      const { sequence } = await honest.journals.append([blockRecord(written++)]);
      arriving.push(
        victim.reached(honest.account.address, sequence, 30_000).then(() => took.push(performance.now() - sent)),
      );
      await delay(100); // a seller who is busy, not a second flood
    }
    const own = await victim.write();
    await Promise.allSettled(arriving);
    const { identities, messages } = (await attacker.next(120_000)) as { identities: number; messages: number };
    const { rss, reasons, heads } = await victim.cost();
    const most = Math.round(rss / MB);
    const p99 = percentile(took, 0.99);
    report(
      {
        test: "20 malicious peers flooding with identity churn",
        count: `${seconds} s, ${identities} identities, ${messages} gossip messages`,
        figure: "100 % of honest records delivered, p99 < 2 s, RSS < 400 MB",
        measured: `${took.length} of ${written}, p99 ${ms(p99)}, own write ${ms(own)}, RSS ${most} MB (${Math.round(before.rss / MB)} MB before)`,
      },
      {
        "entries were lost": took.length !== written,
        "honest peers wait": p99 >= (LONG ? 2_000 : 5_000),
        memory: most >= 400,
        "no churn": LONG ? identities < 2 * peers : identities <= peers,
        "a forgery was taken": heads[seller.owner] !== 3,
        "a reason is not shown": !reasons.includes("entry.writer") && !reasons.includes("gossip.malformed"),
      },
    );
  });

  it("want-lists by Bitswap without end, of what is here and what is nowhere: honest peers do not wait", async () => {
    const lists = counted(2_000, 100);
    const { victim } = await createVictim(nursery);
    const digests = await addFile(victim, 16 * MB);
    const honest = await friendOf(victim);
    const memory = watchMemory();
    const attacker = attack({ do: "wants", victim: victim.address(), lists, digests });
    await attacker.next();
    const { own, remote } = await measureLanes(victim, honest, counted(200, 20));
    await attacker.next(300_000);
    const most = memory();
    report(
      {
        test: "want-list flood by Bitswap",
        count: `${lists} lists of 1,000`,
        figure: "honest p99 < 1 s",
        measured: `honest p99 ${ms(remote)}, own write p99 ${ms(own)}, RSS ${most} MB with the honest peer`,
      },
      {
        "honest peers wait": remote >= (LONG ? 1_000 : 5_000),
        memory: most >= 600,
        "the reason is not shown": !reasonsOf(victim).has("bitswap.rate"),
      },
    );
  });

  it("a certified writer without measure stops at its allowance, and others do not wait", async () => {
    const allowance = counted(16 * MB, MB / 2);
    const options = { allowance: (owner: string) => (owner === greedy ? allowance : 128 * MB) };
    const victim = await nursery.start("victim", options);
    const writer = await nursery.start("greedy", { join: [victim.address()] });
    const greedy = writer.account.address;
    const honest = await friendOf(victim);
    const records = counted(100_000, 4_000);
    const done = new AbortController();
    const flood = (async () => {
      for (let written = 0; written < records; written += 500) {
        await writer.journals.append(Array.from({ length: 500 }, (_, index) => blockRecord(index, 600)));
      }
      done.abort();
    })();
    const took: number[] = [];
    while (!done.signal.aborted || took.length < 10) {
      const sent = performance.now();
      const { sequence } = await honest.journals.append([blockRecord(1)]);
      await reached(victim.journals, honest.account.address, sequence, 30_000);
      took.push(performance.now() - sent);
    }
    await flood;
    await eventually("the reason is shown", () => reasonsOf(victim).has("journal.quota"));
    let held = 0;
    for await (const { records: list } of victim.journals.after(greedy, 0)) {
      held += list.reduce((sum, record) => sum + ("block" in record ? record.block.length : 0), 0);
    }
    const p99 = percentile(took, 0.99);
    report(
      {
        test: "per-writer quota",
        count: `${records} records of 600 bytes`,
        figure: "stops at its quota, others' p99 < 1 s",
        measured: `${Math.round(held / 1_000)} kB held of ${Math.round(allowance / 1_000)} kB allowed, others' p99 ${ms(p99)}`,
      },
      {
        "holds more than allowed": held > allowance,
        "holds far less than allowed": held < allowance / 2,
        "others wait": p99 >= (LONG ? 1_000 : 5_000),
      },
    );
  });
});
