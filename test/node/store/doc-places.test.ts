// The table of places agrees with a Map, whatever is set, moved and deleted (property test).
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createDocPlaces } from "../../../node/store/read/search/doc-places.ts";

describe("the places of document numbers", () => {
  // Numbers that meet in a table of 1,024 slots, its last slots among them, and others.
  const HOME = 1_021;
  const meeting = Array.from({ length: 400_000 }, (_, doc) => doc)
    .filter((doc) => Math.imul(doc, 0x9e3779b1) >>> 22 === HOME)
    .slice(0, 12);
  const doc = fc.oneof(fc.constantFrom(...meeting), fc.nat(40), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1));

  it("are what a Map would say", () => {
    const step = fc.record({ doc, place: fc.nat(99_999), isDeleted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const [places, map] = [createDocPlaces(), new Map<number, number>()];
        for (const { doc: at, place, isDeleted } of steps) {
          if (isDeleted) {
            places.delete(at);
            map.delete(at);
          } else {
            places.set(at, place);
            map.set(at, place);
          }
          for (const asked of meeting) assert.equal(places.get(asked), map.get(asked));
        }
        for (const { doc: at } of steps) assert.equal(places.get(at), map.get(at));
      }),
    );
  });

  it("stay when the table grows, and when most are deleted again", () => {
    const places = createDocPlaces();
    const docs = Array.from({ length: 20_000 }, (_, index) => Math.imul(index, 0x85ebca6b) >>> 0);
    for (const [place, at] of docs.entries()) places.set(at, place);
    for (const at of docs.slice(1_000)) places.delete(at);
    assert.deepEqual(
      docs.slice(0, 1_000).map(places.get),
      Array.from({ length: 1_000 }, (_, place) => place),
    );
    assert.ok(docs.slice(1_000).every((at) => places.get(at) === undefined));
  });
});
