// Blocks: one value has one CID, and whatever is not exactly a listing, profile or review is refused with a reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { cidOf, cidOfDigest, digestOf, encodeBlock } from "../../protocol/block.ts";
import { MAX_LISTING_BYTES, encodeListing, parseListing } from "../../protocol/listing.ts";
import { parseProfile } from "../../protocol/profile.ts";
import { parseReview } from "../../protocol/review.ts";
import type { Hex32, ListingId } from "../../protocol/ids.ts";
import { SELLER, parcel, sampleListing, sampleVariant } from "../support/sample.ts";

const FILE = { name: "a.pdf", mediaType: "application/pdf", bytes: 1, digest: `0x${"ab".repeat(32)}` as Hex32 };

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
  ["a price with a sign", (value) => ({ ...value, variants: [sampleVariant({ price: "-5" })] })],
  ["a price above 2^128", (value) => ({ ...value, variants: [sampleVariant({ price: "9".repeat(39) })] })],
  ["two variants of one id", (value) => ({ ...value, variants: [0, 1].map(() => sampleVariant()) })],
  ["text that reads backwards", (value) => ({ ...value, title: "Lamp \u202egpj.exe" })],
  ["text that is not normalised", (value) => ({ ...value, title: "Cafe\u0301 cup" })],
  [
    "a picture that is an SVG",
    (value) => ({ ...value, pictures: [{ ...(value.pictures as object[])[0], type: "image/svg+xml" }] }),
  ],
  ["a picture of a variant that is not there", (value) => ({ ...value, variants: [sampleVariant({ picture: 1 })] })],
  ["a weight below nothing", (value) => ({ ...value, variants: [sampleVariant({ weight: -1 })] })],
  ["everywhere and somewhere", () => sampleListing({ shipsTo: ["*", "PT"] })],
  ["a country twice", () => sampleListing({ shipsTo: ["PT", "PT"] })],
  ["more countries than its options go to", (value) => ({ ...value, shipsTo: ["PT"] })],
  ["goods that are not sent", (value) => ({ ...value, shipping: [] })],
  ["a service that is sent", (value) => ({ ...value, service: true })],
  ["a file that is a service", () => sampleListing({ file: FILE, service: true })],
  ["a further unit dearer than the first", () => sampleListing({ shipping: [parcel(["*"], { further: "4500001" })] })],
  ["days that run backwards", () => sampleListing({ shipping: [parcel(["*"], { days: { min: 3, max: 2 } })] })],
  ["two options of one id", () => sampleListing({ shipping: [parcel(), parcel(["*"], { first: "9000000" })] })],
  [
    "two options to one country that cost the same",
    () =>
      sampleListing({
        shipsTo: ["ES", "FR", "PT"],
        shipping: [parcel(["PT", "ES"]), parcel(["ES", "FR"], { id: "b" as ListingId })],
      }),
  ],
  [
    "more than 128 pairs of variant and option",
    () =>
      sampleListing({
        variants: Array.from({ length: 43 }, (_, n) => sampleVariant({ id: `v${n}` as ListingId })),
        shipping: ["a", "b", "c"].map((id, n) => parcel(["*"], { id: id as ListingId, first: `${5_000_000 + n}` })),
      }),
  ],
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

const sound: [string, () => unknown][] = [
  ["a file", () => sampleListing({ file: FILE })],
  ["a service", () => sampleListing({ service: true })],
  [
    "two options that cost the same, to different countries",
    () =>
      sampleListing({
        shipsTo: ["ES", "PT"],
        shipping: [parcel(["PT"]), parcel(["ES"], { id: "b" as ListingId, days: null })],
      }),
  ],
  [
    "128 pairs of variant and option",
    () =>
      sampleListing({
        variants: Array.from({ length: 32 }, (_, n) => sampleVariant({ id: `v${n}` as ListingId })),
        shipping: ["a", "b", "c", "d"].map((id, n) =>
          parcel(["*"], { id: id as ListingId, first: `${5_000_000 + n}` }),
        ),
      }),
  ],
];

for (const [what, value] of sound) {
  test(`a listing with ${what} is accepted`, () => {
    const parsed = parseListing(encodeBlock(value()));
    assert.equal(parsed.ok ? "" : parsed.reason, "");
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

test("an address in capitals is refused in a block, though a person may type it", () => {
  const capitals = `0x${SELLER.slice(2).toUpperCase()}`;
  const parsed = parseListing(encodeBlock({ ...sampleListing(), currency: capitals }));
  assert.match(parsed.ok ? "" : parsed.reason, /canonical form of its listing/);
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
