// What is held within a disk quota: allowances by bond, who goes first, and what a flood of free names can and cannot do.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Claim,
  type Held,
  MIN_BOND,
  RANKS,
  type Rank,
  admissionOf,
  allowanceOf,
  baseOf,
  evictionOrder,
} from "../../node/core/holding.ts";
import type { Address } from "../../protocol/ids.ts";

const MIB = 2 ** 20;
const GB = 1e9;
let count = 0;
const held = (rank: Rank, bond = 0n, since = ++count): Held => ({
  owner: `0x${String(++count).padStart(40, "0")}` as Address,
  rank,
  bond,
  bytes: 1_000,
  since,
});
const claim = (rank: Rank, bond = 0n): Claim => ({ rank, bond });

describe("the allowance of one journal", () => {
  it("without a bond is a small part of the quota, within bounds", () => {
    assert.equal(baseOf(2 * GB), Math.floor((2 * GB) / 256));
    assert.equal(baseOf(1), MIB);
    assert.equal(baseOf(1e15), 64 * MIB);
    assert.equal(allowanceOf(claim("free"), 2 * GB), baseOf(2 * GB));
  });

  it("grows with the bond, up to what is held of a followed one", () => {
    const at = (coins: bigint) => allowanceOf(claim("bonded", coins * MIN_BOND), 2 * GB);
    assert.equal(at(5n) - at(1n), 4 * MIB);
    assert.equal(at(10n ** 9n), allowanceOf(claim("followed"), 2 * GB));
  });

  it("rises with the rank", () => {
    const sizes = RANKS.map((rank) => allowanceOf(claim(rank, rank === "bonded" ? MIN_BOND : 0n), 2 * GB));
    assert.ok(sizes[0]! < sizes[1]! && sizes[0]! < sizes[2]! && sizes[2]! < sizes[3]! && sizes[3]! < sizes[4]!);
  });
});

describe("when the quota is reached", () => {
  it("free names go before those who traded, these before the bonded, of those the smallest bond first", () => {
    const bonded = [held("bonded", 3n * MIN_BOND), held("bonded", 2n * MIN_BOND)];
    const traded = held("traded");
    const free = [held("free"), held("free")];
    assert.deepEqual(evictionOrder([...bonded, traded, ...free]), [...free, traded, bonded[1], bonded[0]]);
  });

  it("followed ones and parties of own orders never go", () => {
    assert.deepEqual(evictionOrder([held("followed"), held("party")]), []);
  });

  it("of equals the one that came first goes first", () => {
    const [a, b, c] = [held("free", 0n, 3), held("free", 0n, 1), held("free", 0n, 2)];
    assert.deepEqual(evictionOrder([a, b, c]), [b, c, a]);
  });
});

describe("a newcomer to a full store", () => {
  const free = held("free");
  const bonded = held("bonded", 2n * MIN_BOND);

  it("displaces what is of lower rank, or has a smaller bond", () => {
    assert.equal(admissionOf(claim("traded"), free), "admitted");
    assert.equal(admissionOf(claim("bonded", MIN_BOND), free), "admitted");
    assert.equal(admissionOf(claim("bonded", 3n * MIN_BOND), bonded), "admitted");
    assert.equal(admissionOf(claim("followed"), bonded), "admitted");
    assert.equal(admissionOf(claim("party"), undefined), "admitted");
  });

  it("never displaces a higher rank or an equal bond", () => {
    assert.equal(admissionOf(claim("free"), bonded), "refused");
    assert.equal(admissionOf(claim("traded"), bonded), "refused");
    assert.equal(admissionOf(claim("bonded", 2n * MIN_BOND), bonded), "refused");
    assert.equal(admissionOf(claim("bonded", 3n * MIN_BOND), undefined), "refused");
  });

  it("waits for its turn among equals without a bond", () => {
    assert.equal(admissionOf(claim("free"), free), "in-turn");
    assert.equal(admissionOf(claim("traded"), held("traded")), "in-turn");
  });
});

it("10,000 free names push out no bonded seller, and do not keep a new honest one out", () => {
  const flood = Array.from({ length: 10_000 }, () => held("free"));
  const sellers = Array.from({ length: 20 }, () => held("bonded", MIN_BOND));
  const store = [...sellers, ...flood];
  const order = evictionOrder(store);
  assert.ok(order.slice(0, flood.length).every(({ rank }) => rank === "free"));
  assert.equal(admissionOf(claim("bonded", MIN_BOND), order[0]), "admitted");
  assert.equal(admissionOf(claim("free"), order[0]), "in-turn");
  // Once in, a newcomer is the last of its rank to go: everybody who was here goes before it.
  const newcomer = held("free");
  assert.equal(
    evictionOrder([...store, newcomer]).findIndex((one) => one === newcomer),
    flood.length,
  );
});
