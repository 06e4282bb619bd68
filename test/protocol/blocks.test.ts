// Blocks: one value has one CID, and whatever is not exactly a listing, profile or review is refused with a reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { cidOf, cidOfDigest, digestOf, encodeBlock } from "../../protocol/block.ts";
import { MAX_LISTING_BYTES, encodeListing, parseListing } from "../../protocol/listing.ts";
import { parseProfile } from "../../protocol/profile.ts";
import { parseReview } from "../../protocol/review.ts";
import { SELLER, sampleListing } from "../support/sample.ts";

test("a listing survives its block, and its CID goes to the chain and back", () => {
  const value = sampleListing();
  const bytes = encodeListing(value);
  const parsed = parseListing(bytes);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.value, value);
  assert.equal(parsed.value.cid, cidOf(bytes));
  assert.equal(cidOfDigest(digestOf(parsed.value.cid)), parsed.value.cid);
});

const broken: [string, (value: Record<string, unknown>) => unknown][] = [
  ["an unknown field", (value) => ({ ...value, promoted: true })],
  ["another version", (value) => ({ ...value, v: 2 })],
  ["no variant", (value) => ({ ...value, variants: [] })],
  ["a price with a sign", (value) => ({ ...value, variants: [{ id: "a", title: "", price: "-5", maxUnits: 1 }] })],
  [
    "a price above 2^128",
    (value) => ({ ...value, variants: [{ id: "a", title: "", price: "9".repeat(39), maxUnits: 1 }] }),
  ],
  [
    "two variants of one id",
    (value) => ({ ...value, variants: [0, 1].map(() => ({ id: "a", title: "", price: "5", maxUnits: 1 })) }),
  ],
  ["text that reads backwards", (value) => ({ ...value, title: "Lamp \u202egpj.exe" })],
  ["text that is not normalised", (value) => ({ ...value, title: "Cafe\u0301 cup" })],
  [
    "a picture that is an SVG",
    (value) => ({ ...value, pictures: [{ ...(value.pictures as object[])[0], type: "image/svg+xml" }] }),
  ],
  ["everywhere and somewhere", (value) => ({ ...value, shipsTo: ["*", "PT"] })],
  ["null", () => null],
  ["a number", () => 7],
];

for (const [what, change] of broken) {
  test(`a listing with ${what} is refused`, () => {
    const parsed = parseListing(encodeBlock(change(sampleListing())));
    assert.equal(parsed.ok, false);
    assert.match(parsed.ok ? "" : parsed.code, /^listing\.malformed$/);
  });
}

test("bytes that are not canonical are refused, so that one value has one CID", () => {
  const canonical = dagCbor.encode({ a: 1 });
  const padded = Uint8Array.from([0xa1, 0x61, 0x61, 0x18, 0x01]); // {a: 1}, the 1 in two bytes
  assert.notDeepEqual(padded, canonical);
  const parsed = parseReview(padded);
  assert.equal(parsed.ok ? "" : parsed.code, "review.malformed");
});

test("garbage and oversized bytes are refused by size first", () => {
  const big = parseListing(new Uint8Array(MAX_LISTING_BYTES + 1));
  assert.equal(big.ok ? "" : big.code, "listing.size");
  const junk = parseProfile(Uint8Array.from([0xff, 0x00, 0x13]));
  assert.equal(junk.ok ? "" : junk.code, "profile.malformed");
});

test("a mixed-case address must have the right checksum", () => {
  const wrong = `0x${SELLER.slice(2).replace(/[a-f]/, (c) => c.toUpperCase())}`;
  const parsed = parseProfile(
    encodeBlock({
      v: 1,
      kind: "profile",
      owner: wrong,
      name: "x",
      about: "",
      location: "",
      picture: null,
      arbitrator: null,
    }),
  );
  assert.equal(parsed.ok, false);
});
