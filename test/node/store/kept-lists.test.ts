// Kept lists of places: they are kept while nothing changes, and those that were asked for last.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKeptLists } from "../../../node/store/read/search/kept-lists.ts";

describe("kept lists of places", () => {
  const places = (length: number) => new Uint32Array(length);

  it("are made once, and anew after a change", () => {
    let version = 1;
    const kept = createKeptLists(() => version, 10_000);
    const first = kept.list("lamp", () => places(10));
    assert.equal(kept.list("lamp", assert.fail), first);
    assert.equal(kept.get("lamp"), first);
    version++;
    assert.equal(kept.get("lamp"), undefined);
    const second = places(11);
    assert.equal(
      kept.list("lamp", () => second),
      second,
    );
  });

  it("make place for others when they are the longest unused", () => {
    const kept = createKeptLists(() => 1, 10_000);
    for (const name of ["a", "b", "c"]) kept.list(name, () => places(3_000));
    kept.list("a", assert.fail);
    kept.list("d", () => places(3_000));
    const isKept = (name: string) => kept.get(name) !== undefined;
    assert.deepEqual(["a", "b", "c", "d"].map(isKept), [true, false, true, true]);
  });

  it("are not kept if they are longer than all may be, and empty ones are not kept for ever", () => {
    const kept = createKeptLists(() => 1, 10_000);
    assert.equal(kept.list("all", () => places(20_000)).length, 20_000);
    assert.equal(kept.get("all"), undefined);
    for (let name = 0; name < 1_000; name++) kept.list(String(name), () => places(0));
    assert.equal(kept.get("0"), undefined);
    assert.notEqual(kept.get("999"), undefined);
  });
});
