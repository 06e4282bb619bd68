// Whether bytes are a value's canonical form is answered as by encoding it again: for random values, for their bytes changed at random, and for what CBOR allows beside.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { hexToBytes } from "@noble/hashes/utils.js";
import { equals } from "multiformats/bytes";
import { CID } from "multiformats/cid";
import { createRandom } from "../../bench/listings.ts";
import { cidOf } from "../../protocol/block.ts";
import { encodesTo } from "../../protocol/canonical.ts";

const VALUES = 4_000;
const CHANGES = 8;

const random = createRandom(5);
const below = (most: number) => Math.floor(random() * most);
const oneOf = <T>(...of: T[]): T => of[below(of.length)]!;

const TEXTS = ["", "a", "lamp", "é", "\u{1f980}", "\ufeffmark", "日本語", "\ud800", "x".repeat(23), "x".repeat(24), "é".repeat(200), "x".repeat(300)]; // prettier-ignore
const KEYS = ["v", "id", "kind", "aa", "b", "ab", "", "10", "9", "é", "\uffff", "\u{1f980}", "__proto__", "with-dash"];
const NUMBERS = [0, -0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 0.5, 1e300];

function anyValue(depth = 0): unknown {
  switch (below(depth < 3 ? 9 : 6)) {
    case 0:
      return oneOf(...TEXTS);
    case 1:
      return oneOf(1, -1) * oneOf(...NUMBERS);
    case 2:
      return oneOf(null, true, false);
    case 3:
      return new Uint8Array(oneOf(0, 1, 23, 24, 300)).fill(below(256));
    case 4:
      return oneOf(2n ** 64n - 1n, -(2n ** 63n), 5n);
    case 5:
      return CID.parse(cidOf(new Uint8Array([below(256)])));
    case 6:
      return Array.from({ length: oneOf(0, 1, 3, 30) }, () => anyValue(depth + 1));
    default:
      return Object.fromEntries(Array.from({ length: below(6) }, () => [oneOf(...KEYS), anyValue(depth + 1)]));
  }
}

const slowly = (value: unknown, bytes: Uint8Array): boolean => equals(dagCbor.encode(value), bytes);

/** The library decodes more than it can encode, a field `__proto__` for one. */
function isTold(by: typeof slowly, value: unknown, bytes: Uint8Array): boolean {
  try {
    return by(value, bytes);
  } catch {
    return false;
  }
}

function changed(bytes: Uint8Array): Uint8Array {
  const at = below(bytes.length);
  switch (below(4)) {
    case 0:
      return bytes.with(at, below(256));
    case 1:
      return bytes.slice(0, at);
    case 2:
      return Uint8Array.from([...bytes.slice(0, at), below(256), ...bytes.slice(at)]);
    default:
      return Uint8Array.from([...bytes, 0]);
  }
}

describe("canonical dag-cbor", () => {
  it("is told as the library would tell by encoding again", () => {
    const told = { yes: 0, no: 0 };
    for (let n = 0; n < VALUES; n++) {
      const value = anyValue();
      const bytes = dagCbor.encode(value);
      assert.equal(encodesTo(value, bytes), true, `value ${n}`);
      for (let k = 0; k < CHANGES; k++) {
        const other = changed(bytes);
        assert.equal(encodesTo(value, other), equals(bytes, other), `value ${n}, change ${k}`);
        let decoded: unknown;
        try {
          decoded = dagCbor.decode(other);
        } catch {
          continue;
        }
        const answer = isTold(encodesTo, decoded, other);
        assert.equal(answer, isTold(slowly, decoded, other), `value ${n}, change ${k}, decoded`);
        told[answer ? "yes" : "no"]++;
      }
    }
    assert.ok(told.yes > 1_000 && told.no > 50, JSON.stringify(told));
  });

  const others = {
    "the keys in another order": ["a2616201616102", { a: 2, b: 1 }],
    "keys by their letters, not by length": ["a262616101616202", { aa: 1, b: 2 }],
    "a number in more bytes than it needs": ["1801", 1],
    "a length in more bytes than it needs": ["780161", "a"],
    "a whole number as a float": ["fb3ff0000000000000", 1],
    "a float in four bytes": ["fa3f000000", 0.5],
    "undefined for null": ["f7", null],
    "text that is no UTF-8": ["61ff", "\ufffd"],
    "a letter that is no ASCII in one byte": ["61e9", "é"],
    "text without its mark": ["64efbbbf61", "a"],
    "a list of no given length": ["9f01ff", [1]],
    "nothing at all": ["", null],
    "half of a number": ["19", 256],
  } as const;
  for (const [what, [hex, value]] of Object.entries(others)) {
    it(`is not: ${what}`, () => assert.equal(encodesTo(value, hexToBytes(hex)), false));
  }

  it("is judged of what a schema made of it, whose keys stand in the schema's order", () => {
    const bytes = dagCbor.encode({ v: 1, kind: "listing", id: "lamp", title: "Lamp" });
    assert.equal(encodesTo({ title: "Lamp", id: "lamp", kind: "listing", v: 1 }, bytes), true);
    assert.equal(encodesTo({ title: "Lamp", id: "lamp", kind: "listing" }, bytes), false, "a field less");
    assert.equal(encodesTo({ title: "lamp", id: "lamp", kind: "listing", v: 1 }, bytes), false, "another letter");
  });
});
