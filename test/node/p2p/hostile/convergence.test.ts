// Whatever is lost, doubled, late or cut off: all nodes end with the same journals and the same read model.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import type { JournalEntry } from "../../../../node/core/ports/journals.ts";
import type { Cid } from "../../../../protocol/ids.ts";
import { createReader, hashOfJournals } from "../../../support/canonical.ts";
import { LONG, counted, ms, report } from "../../../support/long.ts";
import { blockRecord, createAccount, createNursery, profileRecord } from "../../../support/p2p-node.ts";
import { type Partitions, createPartitions } from "../../../support/partitions.ts";

const NODES = 5;
const nursery = createNursery();

describe("convergence", () => {
  afterEach(nursery.end);

  it("of read models: any order, twice, and lost until it is told again", async () => {
    const owners = [0, 1, 2].map((number) => createAccount(`writer ${number}`).address);
    const entries = (lengths: number[]): JournalEntry[] =>
      owners.flatMap((owner, writer) =>
        Array.from({ length: lengths[writer]! }, (_, index) => ({
          owner,
          sequence: index + 1,
          cid: `bafy${writer}${index + 1}` as Cid,
          records: [profileRecord(owner, `${writer} is ${index}`), blockRecord(index)],
        })),
      );
    const delivery = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6)),
        fc.array(delivery, { minLength: 2, maxLength: 4 }),
        async (lengths, deliveries) => {
          const all = entries(lengths);
          const hashes = new Set<string>();
          for (const order of [[], ...deliveries]) {
            const reader = createReader(nursery.folder());
            // What the numbers name, in their order, some of it twice and some never; then anti-entropy tells everything.
            const told = all.length === 0 ? [] : order.map((number) => all[number % all.length]!);
            await Promise.all([...told, ...all].map((entry) => reader.inbox.push({ kind: "entry", entry })));
            hashes.add(await reader.hash());
            reader.close();
          }
          assert.equal(hashes.size, 1);
        },
      ),
      { numRuns: counted(100, 8) },
    );
  });
});

describe("partitions", () => {
  let partitions: Partitions | undefined;
  after(async () => {
    partitions?.close();
    await nursery.end();
  });

  it(`five nodes that were cut off from each other agree within ten seconds of healing`, async () => {
    partitions = await createPartitions(nursery, NODES);
    const { nodes } = partitions;
    const readers = nodes.map(({ journals }) => {
      const reader = createReader(nursery.folder());
      journals.onEntry((entry) => void reader.inbox.push({ kind: "entry", entry }));
      return reader;
    });
    const seeds = counted(20, 2);
    const first = Number(process.env["SOUK_SEED"] ?? Date.now() % 1_000_000);
    const took: number[] = [];
    const failed: number[] = [];
    for (let seed = first; seed < first + seeds; seed++) {
      const [plan] = fc.sample(
        fc.record({
          groups: fc
            .array(fc.nat(2), { minLength: NODES, maxLength: NODES })
            .filter((groups) => new Set(groups).size > 1),
          writes: fc.array(fc.nat(4), { minLength: NODES, maxLength: NODES }),
          apart: fc.integer({ min: 100, max: 1_500 }),
        }),
        { seed, numRuns: 1 },
      );
      partitions.split(plan!.groups);
      for (const [index, node] of nodes.entries()) {
        for (let number = 0; number <= plan!.writes[index]!; number++) {
          await node.journals.append([profileRecord(node.account.address, `seed ${seed}, ${number}`)]);
        }
      }
      await delay(plan!.apart); // the time they are apart is part of the plan
      const apart = new Set(await Promise.all(nodes.map(({ journals }) => hashOfJournals(journals))));
      assert.ok(apart.size > 1, `seed ${seed}: nothing was cut`);
      partitions.heal();
      const healed = performance.now();
      const agree = async () => {
        const all = await Promise.all(nodes.map(({ journals }) => hashOfJournals(journals)));
        const rows = await Promise.all(readers.map((reader) => reader.hash()));
        return new Set(all).size === 1 && new Set(rows).size === 1;
      };
      const limit = LONG ? 10_000 : 30_000;
      let agreed = await agree();
      while (!agreed && performance.now() - healed < limit) {
        await delay(50);
        agreed = await agree();
      }
      if (agreed) took.push(performance.now() - healed);
      else failed.push(seed);
    }
    for (const reader of readers) reader.close();
    report(
      {
        test: "partition and heal among 5 nodes",
        count: `${seeds} seeds from ${first}`,
        figure: "equal canonical hash in 10 s after healing, all seeds",
        measured: `${took.length} of ${seeds}, longest ${ms(Math.max(0, ...took))}${failed.length > 0 ? `; not: ${failed.join(", ")}` : ""}`,
      },
      { "they do not agree": failed.length > 0 },
    );
  });
});
