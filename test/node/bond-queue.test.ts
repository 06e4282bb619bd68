// Who waits to have its bond asked for: each once, no more than there is room for, in no order but for those named by the chain.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Address } from "../../protocol/ids.ts";
import { createBondQueue } from "../../node/commands/peers/bond-queue.ts";

const owner = (n: number) => `0x${n.toString(16).padStart(40, "0")}` as Address;
const owners = (count: number): Address[] => Array.from({ length: count }, (_, n) => owner(n));
const filled = (most: number, count: number) => {
  const queue = createBondQueue(most);
  owners(count).forEach(queue.add);
  return queue;
};

describe("owners whose bonds are to be asked for", () => {
  it("wait once each, until they are taken", () => {
    const queue = filled(100, 50);
    owners(50).forEach(queue.add);
    assert.equal(queue.size(), 50);
    assert.deepEqual(new Set([...queue.take(20), ...queue.take(40)]), new Set(owners(50)));
    queue.add(owner(7));
    assert.deepEqual(queue.take(10), [owner(7)]);
  });

  it("come in no order, also when many more are named than there is room for", () => {
    const taken = Array.from({ length: 200 }, () => filled(20, 100).take(1)[0]!);
    const early = taken.filter((one) => Number(one) < 50).length;
    assert.ok(new Set(taken).size > 40, `${new Set(taken).size} different ones came first`);
    assert.ok(early > 0, `${early} of 200 were named in the first half`);
    assert.equal(new Set(filled(20, 100).take(100)).size, 20);
  });

  it("come before all others when the chain names them, and behind them when it did not answer", () => {
    const queue = filled(20, 20);
    queue.addFirst(owner(3));
    queue.addFirst(owner(99));
    const [first, second, ...others] = queue.take(100);
    assert.deepEqual([first, second], [owner(99), owner(3)]);
    assert.equal(others.length, 18, "one went for the newcomer");

    owners(5).forEach(queue.add);
    queue.addLast(owner(4));
    queue.addLast(owner(50));
    assert.equal(queue.take(100).at(-1), owner(50));
  });

  it("keep these places however many are named meanwhile", () => {
    const queue = filled(100, 50);
    queue.addFirst(owner(1_000));
    queue.addLast(owner(2_000));
    for (let n = 3_000; n < 3_040; n++) queue.add(owner(n));
    assert.deepEqual(queue.take(1), [owner(1_000)]);
    assert.equal(queue.take(100).at(-1), owner(2_000));

    const full = filled(20, 20);
    full.addFirst(owner(1_000));
    for (let n = 3_000; n < 3_100; n++) full.add(owner(n));
    assert.deepEqual(full.take(1), [owner(1_000)]);
  });
});
