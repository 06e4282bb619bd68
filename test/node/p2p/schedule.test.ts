// The decisions of a download, by property: distinct blocks, bounded windows, few duplicates, and nobody waits for the slowest.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MAX_WINDOW, MAX_WINDOW_BYTES, type Situation, type Want, schedule } from "../../../node/p2p/media/schedule.ts";

const KEYS = Array.from({ length: 24 }, (_, index) => `block ${index}`);
const MAX_BLOCK = 2 * 2 ** 20;

const source = fc.record({
  bytesPerSecond: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 1_000 }),
    fc.integer({ min: 1, max: 100_000_000 }),
  ),
  // Often idle, often all-knowing, often nothing left: that is when second copies are asked for.
  inFlight: fc.oneof(
    fc.constant<string[]>([]),
    fc.uniqueArray(fc.constantFrom(...KEYS.slice(0, 12)), { maxLength: 6 }),
  ),
  held: fc.oneof(fc.constant(KEYS), fc.uniqueArray(fc.constantFrom(...KEYS))),
});

const situation = fc
  .record({
    sources: fc.array(source, { maxLength: 6 }),
    waiting: fc.oneof(fc.constant<string[]>([]), fc.uniqueArray(fc.constantFrom(...KEYS.slice(12)))),
    sizes: fc.array(fc.integer({ min: 1_024, max: MAX_BLOCK }), { minLength: KEYS.length, maxLength: KEYS.length }),
    /** In flight here, come from there. */
    arrived: fc.uniqueArray(fc.constantFrom(...KEYS.slice(0, 12)), { maxLength: 3 }),
    spareBytes: fc.integer({ min: -1_000_000, max: 10_000_000 }),
  })
  .map(({ sources, waiting, sizes, arrived, spareBytes }): Situation & { waiting: Want[] } => {
    const sizeOf = (key: string) => sizes[KEYS.indexOf(key)]!;
    return {
      waiting: waiting.map((key) => ({ key, bytes: sizeOf(key) })),
      sizeOf,
      isMissing: (key) => !arrived.includes(key),
      spareBytes,
      sources: sources.map(({ held, ...rest }, index) => ({
        ...rest,
        id: `source ${index}`,
        holds: (key) => held.includes(key),
      })),
    };
  });

const sourceOf = ({ sources }: Situation, id: string) => sources.find((one) => one.id === id)!;

interface Seed {
  bytesPerSecond: number;
  /** Gives nothing more after so many blocks. */
  stallsAfter: number;
}

/** Plays a download: each seed gives its blocks in order, at its speed. */
function play(seeds: Seed[], blocks: number, size: number) {
  const waiting = Array.from({ length: blocks }, (_, index) => ({ key: String(index), bytes: size }));
  const done = new Set<string>();
  const lanes = seeds.map((seed, index) => ({
    ...seed,
    id: String(index),
    queue: [] as string[],
    due: 0,
    given: 0,
    since: 0,
  }));
  let now = 0;
  let duplicates = 0;
  const secondsOf = (bytesPerSecond: number) => size / bytesPerSecond;
  while (done.size < blocks) {
    const states = lanes.map(({ id, queue, bytesPerSecond, given, since }) => {
      const silent = Math.max(now - since, 0.001);
      const unmeasured = given === 0 && silent < 1;
      const measured = unmeasured ? 0 : Math.min(given === 0 ? Infinity : bytesPerSecond, size / silent);
      return { id, inFlight: queue, holds: () => true, bytesPerSecond: measured };
    });
    const spareBytes = Math.max(0.02 * blocks * size, 2 * size) - duplicates * size;
    for (const { source: id, key } of schedule({
      waiting,
      sizeOf: () => size,
      isMissing: (one) => !done.has(one),
      sources: states,
      spareBytes,
    })) {
      const lane = lanes[Number(id)]!;
      if (lane.queue.length === 0) {
        lane.since = now;
        lane.due = now + secondsOf(lane.bytesPerSecond);
      }
      lane.queue.push(key);
      const at = waiting.findIndex((want) => want.key === key);
      if (at >= 0) waiting.splice(at, 1);
    }
    const moving = lanes.filter(({ queue, given, stallsAfter }) => queue.length > 0 && given < stallsAfter);
    // Time also passes when nobody gives anything: an engine looks again twice a second.
    const next = Math.min(now + 0.5, ...moving.map(({ due }) => due));
    now = next;
    for (const lane of moving.filter(({ due }) => due <= now)) {
      const key = lane.queue.shift()!;
      if (done.has(key)) duplicates++;
      done.add(key);
      lane.given++;
      lane.since = now;
      lane.due = now + secondsOf(lane.bytesPerSecond);
    }
    if (now > 10_000) throw new Error(`stuck with ${blocks - done.size} of ${blocks} blocks missing`);
  }
  return { seconds: now, duplicates };
}

describe("schedule", () => {
  it("asks a source only for what it holds and was not asked for, and for a waiting block only one", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const seen = new Set<string>();
        const waiting = new Set(given.waiting.map(({ key }) => key));
        for (const { source: id, key } of schedule(given)) {
          const { holds, inFlight } = sourceOf(given, id);
          assert.ok(holds(key), "holds it");
          assert.ok(given.isMissing(key), "missing");
          assert.ok(!inFlight.includes(key), "not in flight there");
          assert.ok(!seen.has(key), "given out once");
          const copies = given.sources.filter((one) => one.inFlight.includes(key)).length;
          assert.ok(copies < 2, "no third copy");
          seen.add(key);
          if (!waiting.has(key)) assert.equal(inFlight.length, 0, "a second copy goes to an idle source");
        }
      }),
    );
  });

  it("keeps within the window of each source", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const assignments = schedule(given);
        for (const { id, inFlight } of given.sources) {
          const added = assignments.filter((one) => one.source === id).map(({ key }) => key);
          if (added.length === 0) continue;
          const all = [...inFlight, ...added];
          const bytes = all.reduce((sum, key) => sum + given.sizeOf(key), 0);
          assert.ok(all.length <= MAX_WINDOW);
          assert.ok(bytes <= MAX_WINDOW_BYTES || all.length === 1);
        }
      }),
    );
  });

  it("spends no more on second copies than may be spared", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const waiting = new Set(given.waiting.map(({ key }) => key));
        const twice = schedule(given).filter(({ key }) => !waiting.has(key));
        const bytes = twice.reduce((sum, { key }) => sum + given.sizeOf(key), 0);
        assert.ok(bytes <= Math.max(0, given.spareBytes));
      }),
    );
  });

  it("leaves no source idle that holds a waiting block", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const assignments = schedule(given);
        const left = given.waiting.filter(({ key }) => !assignments.some((one) => one.key === key));
        for (const { id, inFlight, holds } of given.sources) {
          if (inFlight.length > 0 || assignments.some((one) => one.source === id)) continue;
          assert.ok(!left.some(({ key }) => holds(key)), `${id} is idle`);
        }
      }),
    );
  });

  it("takes from seeds of any speed nearly what they can give together, with less than 3 % twice", () => {
    const speeds = fc.array(fc.integer({ min: 1_000_000, max: 32_000_000 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(speeds, (list) => {
        const [blocks, size] = [256, 256 * 1024];
        const seeds = list.map((bytesPerSecond) => ({ bytesPerSecond, stallsAfter: Infinity }));
        const { seconds, duplicates } = play(seeds, blocks, size);
        const best = (blocks * size) / list.reduce((sum, speed) => sum + speed, 0);
        assert.ok(duplicates / blocks < 0.03, `${duplicates} duplicates`);
        assert.ok(seconds < 1.25 * best + 0.6, `${seconds} s, at best ${best} s`);
      }),
    );
  });

  it("ends although seeds fall silent, as long as one goes on", () => {
    const stalls = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(stalls, (list) => {
        const silent = list.map((stallsAfter) => ({ bytesPerSecond: 8_000_000, stallsAfter }));
        play([{ bytesPerSecond: 8_000_000, stallsAfter: Infinity }, ...silent], 256, 256 * 1024);
      }),
      { examples: [[[0]]] },
    );
  });
});
