// What is known of bonds: asked a few at a time, and kept while the chain does not answer; and of whom a full node asks.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createBonds } from "../../node/commands/peers/bonds.ts";
import { createHolding } from "../../node/commands/peers/holding.ts";
import { SoukError } from "../../node/core/errors.ts";
import type { Address } from "../../protocol/ids.ts";
import { createMemoryLogger } from "../support/http-node.ts";
import { eventually } from "../support/p2p-node.ts";

const named = (number: number) => `0x${number.toString(16).padStart(40, "0")}` as Address;

/** A chain that answers as it is told, and counts. */
function chainOf(locked: Map<Address, bigint>) {
  const chain = { answers: true, asked: 0, atOnce: 0, most: 0 };
  const records = {
    async bond(owner: Address) {
      chain.asked++;
      chain.most = Math.max(chain.most, ++chain.atOnce);
      await new Promise(setImmediate);
      chain.atOnce--;
      if (!chain.answers) throw new SoukError("chain.unreachable", "not now", { retryable: true });
      return { locked: locked.get(owner) ?? 0n, leaving: 5n, availableAt: 1 };
    },
  };
  return { chain, records };
}

describe("bonds", () => {
  it("are what was heard last while the chain does not answer, and what it says when it does again", async () => {
    const locked = new Map([[named(1), 4n]]);
    const { chain, records } = chainOf(locked);
    let time = 0;
    const bonds = createBonds({ records, now: () => time });
    const heard: bigint[] = [];
    const first = Promise.withResolvers<void>();
    bonds.onChange((_, bond) => {
      heard.push(bond);
      first.resolve();
    });
    assert.equal(bonds.of(named(1)), 0n, "before anything is heard");
    await first.promise;
    await delay(700); // the pause after a question: the next one would be asked at once
    time += 3_600;
    assert.equal(bonds.of(named(1)), 4n);
    assert.equal(chain.asked, 1, "within the hour");
    chain.answers = false;
    time++;
    assert.equal(bonds.of(named(1)), 4n);
    await eventually("it is asked again in vain", () => chain.asked >= 3);
    assert.equal(bonds.of(named(1)), 4n);
    chain.answers = true;
    locked.set(named(1), 1n);
    await eventually("the new one is heard of", () => bonds.of(named(1)) === 1n);
    assert.deepEqual(heard, [4n, 1n], "what leaves does not count");
    await bonds.stop();
  });

  it("that move are asked about again before all others, also while the answer of before is on its way", async () => {
    const asked: Address[] = [];
    const first = Promise.withResolvers<bigint>();
    const records = {
      async bond(owner: Address) {
        asked.push(owner);
        return { locked: asked.length === 1 ? await first.promise : 2n, leaving: 0n, availableAt: null };
      },
    };
    const bonds = createBonds({ records, now: () => 0 });
    for (let number = 0; number < 2_000; number++) bonds.of(named(number));
    bonds.moved(asked[0]!);
    first.resolve(1n);
    await eventually("others were asked about", () => asked.length > 1);
    assert.equal(asked[1], asked[0]);
    await eventually("the new one is heard of", () => bonds.heard(asked[0]!) === 2n);
    await bonds.stop();
  });

  it("of many names cost ten questions at a time, and end with the node", async () => {
    const { chain, records } = chainOf(new Map());
    const bonds = createBonds({ records, now: () => 0 });
    for (let number = 0; number < 5_000; number++) bonds.of(named(number));
    await eventually("some were asked about", () => chain.asked >= 15);
    assert.equal(chain.most, 10);
    await bonds.stop();
    const { asked } = chain;
    bonds.of(named(6_000));
    await new Promise(setImmediate);
    assert.equal(chain.asked, asked);
  });

  it("of all that a full node holds are not asked about for a newcomer, whose question would be pushed out", async () => {
    const asked = new Set<Address>();
    const records = {
      async bond(owner: Address) {
        asked.add(owner);
        return { locked: 0n, leaving: 0n, availableAt: 0 };
      },
    };
    const bonds = createBonds({ records, now: () => 0 });
    const held = Array.from({ length: 300 }, (_, number) => ({ owner: named(number), bytes: 1, since: number }));
    const unused = () => assert.fail("nothing is let go here");
    const holding = createHolding({
      self: named(1_000),
      hold: "all",
      quotaBytes: 2e9,
      maxPlaces: held.length,
      ties: { followed: new Set(), of: () => undefined, follow: unused, hear: () => false },
      bonds,
      replicas: {
        held: () => held,
        count: () => held.length,
        isHeld: () => false,
        space: () => ({ usedBytes: 1, freeBytes: 2e9 }),
        drop: unused,
        seek() {},
        onGrowth() {},
      },
      pictures: { of: () => [], isKnown: () => false },
      media: { forget: unused },
      reset: unused,
      emit: unused,
      logger: createMemoryLogger(),
    });
    holding.wants(named(2_000));
    await eventually("it is asked about", () => asked.has(named(2_000)));
    await delay(700); // ten more questions, if any waited
    assert.deepEqual([...asked], [named(2_000)]);
    await bonds.stop();
  });
});
