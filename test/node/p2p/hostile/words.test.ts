// What hostile peers say, in bulk and over real libp2p: forgeries, noise, pointers to nowhere, certificates that nobody signed.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import { UNCOUNTED } from "../../../../node/core/ports/meter.ts";
import type { Address } from "../../../../protocol/ids.ts";
import { createAttackers, createVictim, measureLanes } from "../../../support/attackers.ts";
import type { Attack } from "../../../support/hostile-child.ts";
import { LONG, counted, ms, report } from "../../../support/long.ts";
import {
  type TestNode,
  blockRecord,
  createNursery,
  entriesOf,
  eventually,
  reached,
} from "../../../support/p2p-node.ts";

const nursery = createNursery();
const attackers = createAttackers("hostile-child.ts", nursery.folder);
const attack = (command: Attack) => attackers.attack(command);
const faults: unknown[] = [];
process.on("unhandledRejection", (reason) => faults.push(reason));

const reasonsOf = (victim: TestNode) => new Set(victim.network.refusals().map(({ reason }) => reason));
const missing = (all: Set<string>, ...some: string[]) => some.some((one) => !all.has(one));

describe("hostile words", () => {
  afterEach(attackers.end);
  afterEach(nursery.end);
  after(() => assert.deepEqual(faults, []));

  it("spoofed writers, extra fields and poison by gossip, by range and as ancestors: none is taken", async () => {
    const count = counted(50_000, 3_000);
    const judged = new Map<string, number>();
    let stored = 0;
    const { victim, seller, home } = await createVictim(nursery, {
      meter: {
        ...UNCOUNTED,
        stored: (origin) => void (origin === "peer" && stored++),
        refused: (reason) => void judged.set(reason, (judged.get(reason) ?? 0) + 1),
      },
    });
    const before = await entriesOf(victim.journals, seller.owner);
    const attacker = attack({ do: "forge", victim: victim.address(), seller, count });
    const { good, owners } = (await attacker.next()) as { good: number; owners: Address[] };
    await eventually("the good entries are here", () => owners.every((of) => victim.journals.head(of)?.sequence === 1));
    attacker.go();
    const { streamed, gossiped } = (await attacker.next(600_000)) as { streamed: number; gossiped: number };
    const refused = [...judged.values()].reduce((sum, number) => sum + number, 0);
    const accepted = stored - 3 - good;
    const further = owners.filter((of) => victim.journals.head(of)?.sequence !== 1);

    await victim.journals.append([blockRecord(1)]);
    await nursery.stop(victim);
    const again = await nursery.start("victim", { directory: victim.directory });
    const read = await entriesOf(again.journals, seller.owner);
    const { sequence } = await again.journals.append([blockRecord(2)]);
    const back = await nursery.start("seller", { directory: home, join: [again.address()] });
    await back.journals.append([blockRecord(4)]);
    await reached(again.journals, seller.owner, 4);
    report(
      {
        test: "spoofed writer, extra field, poison: gossip, stream, ancestor",
        count,
        figure: "0 accepted; reads and writes work after reopen",
        measured: `${accepted} accepted of ${streamed} by range and ${gossiped} by gossip; ${refused} refusals`,
      },
      {
        "something was accepted": accepted !== 0 || further.length > 0,
        "not all was offered": streamed + gossiped < count,
        "ranges were not judged": refused < streamed / 2,
        "a reason was not given": missing(
          new Set(judged.keys()),
          ...["writer", "fields", "clock", "pointers", "epoch", "signature", "malformed", "gap"].map(
            (code) => `entry.${code}`,
          ),
          "journal.payload",
        ),
        "reads differ after reopening": JSON.stringify(read) !== JSON.stringify(before),
        "writes fail after reopening": sequence !== 2,
      },
    );
  });

  it("noise on gossip, on every protocol and before any: nothing ends", async () => {
    const frames = counted(10_000);
    const { victim, seller, home } = await createVictim(nursery);
    const attacker = attack({ do: "garbage", victim: victim.address(), seller, frames });
    const { protocols } = (await attacker.next(600_000)) as { protocols: string[] };
    const honest = await nursery.start("seller", { directory: home, join: [victim.address()] });
    await honest.journals.append([blockRecord(4)]);
    await reached(victim.journals, seller.owner, 4);
    await victim.journals.append([blockRecord(5)]);
    const reasons = reasonsOf(victim);
    const spoken = ["/souk/sync/", "/souk/blocks/", "/souk/message/", "bitswap", "meshsub", "/ipfs/id/"];
    report(
      {
        test: `garbage bytes on gossip, TCP and ${protocols.length} protocols`,
        count: frames,
        figure: "0 exits, 0 unhandled rejections",
        measured: `0 exits, ${faults.length} unhandled; shown: ${[...reasons].toSorted().join(", ")}`,
      },
      {
        "something was unhandled": faults.length > 0,
        "a protocol is missing": !spoken.every((part) => protocols.some((name) => name.includes(part))),
        "a reason is not shown": missing(reasons, "sync.request", "blocks.request", "frame.size", "gossip.malformed"),
      },
    );
  });

  it("identities, next and refs that nobody has: own writes and honest peers do not wait for them", async () => {
    const rounds = counted(500, 30);
    const { victim, seller } = await createVictim(nursery);
    const honest = await nursery.start("honest", { join: [victim.address()] });
    await eventually("they have met", () => honest.network.peers().length === 1);
    const attacker = attack({ do: "pointers", victim: victim.address(), seller });
    await eventually("the attack has begun", () => victim.network.refusals().length > 0);
    const { own, remote } = await measureLanes(victim, honest, rounds);
    await eventually("the reasons are shown", () => !missing(reasonsOf(victim), "entry.pointers", "entry.writer"));
    attacker.go();
    report(
      {
        test: "unavailable identity, next, refs",
        count: rounds,
        figure: "own write p99 < 250 ms, honest remote p99 < 5 s",
        measured: `own write p99 ${ms(own)}, honest remote p99 ${ms(remote)}`,
      },
      { "own writes wait": own >= (LONG ? 250 : 2_000), "honest peers wait": remote >= 5_000 },
    );
  });

  it("thousands of heads with certificates that nobody signed: own writes go on", async () => {
    const { victim } = await createVictim(nursery);
    const honest = await nursery.start("honest", { join: [victim.address()] });
    await eventually("they have met", () => honest.network.peers().length === 1);
    const attacker = attack({ do: "heads", victim: victim.address(), certificates: 1_024 });
    await attacker.next();
    const { own, remote } = await measureLanes(victim, honest, counted(300, 30));
    await eventually(
      "the reasons are shown",
      () => !missing(reasonsOf(victim), "certificate.signature", "sync.unasked"),
    );
    attacker.go();
    const counts = victim.network.refusals().map(({ count }) => count);
    report(
      {
        test: "giant and many heads, forged certificates",
        count: 1_024,
        figure: "own write p99 < 250 ms, honest remote p99 < 5 s",
        measured: `own write p99 ${ms(own)}, honest remote p99 ${ms(remote)}; ${victim.journals.heads().length} journals`,
      },
      {
        "own writes wait": own >= (LONG ? 250 : 1_000),
        "honest peers wait": remote >= (LONG ? 1_000 : 5_000),
        "forged certificates are checked to the last": Math.max(...counts) > 50,
        "a stranger's journal is held": victim.journals.heads().length > 3,
      },
    );
  });
});
