// What a catalogue's listings share is shown once: its signature, and the nodes above them; and nothing is believed for what a neighbour showed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { createSlotTree, nodeAbove } from "../../protocol/catalogue.ts";
import { listingId } from "../../protocol/ids.ts";
import { leavesOf, offersOf } from "../../protocol/listing-offers.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import { parseListing } from "../../protocol/listing.ts";
import { createPlaceCheck } from "../../protocol/listing-place.ts";
import { BUYER, DOMAIN, SELLER, sampleListing, sampleRecords } from "../support/sample.ts";

const COUNT = 64;
const lamps = Array.from({ length: COUNT }, (_, index) => sampleListing({ id: listingId.parse(`lamp-${index}`) }));
const records = sampleRecords(lamps);
const [first, second] = records as [ListingRecord, ListingRecord];

/** As a listing's verifier asks, with what it cost. */
function createAsked(most?: number) {
  const cost = { hashes: 0, recoveries: 0 };
  const check = createPlaceCheck(
    DOMAIN,
    (digest, signature) => (cost.recoveries++, recover(digest, signature)),
    most,
    (a, b) => (cost.hashes++, nodeAbove(a, b)),
  );
  const ask = (record: ListingRecord, owner = SELLER) => {
    const parsed = parseListing(record.block);
    assert.ok(parsed.ok);
    const leaves = leavesOf(DOMAIN, offersOf(parsed.value.value, parsed.value.cid, record.validUntil));
    return check(createSlotTree(leaves).root(), record, owner) ?? "ok";
  };
  return { ask, cost };
}

describe("the places of a catalogue", () => {
  it("cost one recovery, and in their order the hashes that no neighbour had", () => {
    const { ask, cost } = createAsked();
    assert.ok(records.every((record) => ask(record) === "ok"));
    assert.deepEqual(cost, { recoveries: 1, hashes: 2 * COUNT - 2 });
    assert.equal(ask(records.at(-1)!), "ok");
    assert.equal(cost.hashes, 2 * COUNT - 2, "the same one once more is known at once");
  });

  it("are right in any order, and cost a whole path at most", () => {
    const { ask, cost } = createAsked();
    const shuffled = records.map((_, index) => records[(index * 37) % COUNT]!);
    assert.ok(shuffled.every((record) => ask(record) === "ok"));
    assert.ok(cost.hashes <= COUNT * Math.log2(COUNT));
  });

  it("are each folded to their own end, whatever a neighbour showed", () => {
    const { ask } = createAsked();
    assert.equal(ask(first), "ok");
    for (let at = 0; at < first.path.length; at += 32) {
      const path = first.path.with(at, first.path[at]! ^ 1);
      assert.equal(ask({ ...first, path }), "proof", `sibling ${at / 32} is another one`);
      assert.equal(ask({ ...first, path: first.path.slice(at + 32) }), "proof", "siblings are missing");
    }
    assert.equal(ask({ ...first, path: new Uint8Array([...new Uint8Array(32), ...first.path]) }), "proof");
    assert.equal(ask({ ...first, path: second.path }), "proof", "the neighbour's place");
    assert.deepEqual([ask(first), ask(second)], ["ok", "ok"], "and a wrong one leaves nothing behind");
  });

  it("are signed for by nothing but the catalogue that was signed", () => {
    const { ask, cost } = createAsked();
    assert.equal(ask(first), "ok");
    const withCatalogue = (catalogue: Partial<ListingRecord["catalogue"]>) =>
      ask({ ...second, catalogue: { ...second.catalogue, ...catalogue } });
    assert.equal(withCatalogue({ sequence: 2 }), "signature");
    assert.equal(withCatalogue({ contentDigest: new Uint8Array(32) }), "signature");
    assert.equal(withCatalogue({ offersRoot: new Uint8Array(32) }), "proof");
    assert.equal(withCatalogue({ signature: new Uint8Array(65) }), "signature");
    assert.equal(ask(second, BUYER), "signature", "another account's");
    assert.equal(cost.recoveries, 5);
    assert.equal(ask(second), "ok");
    assert.equal(cost.recoveries, 5, "the right one is still known");
  });

  it("of more catalogues than are remembered are judged all the same", () => {
    const { ask, cost } = createAsked(1);
    const [other] = sampleRecords([sampleListing({ title: "Storm lamp" })]);
    assert.deepEqual([ask(first), ask(other!), ask(first)], ["ok", "ok", "ok"]);
    assert.equal(cost.recoveries, 3);
  });
});
