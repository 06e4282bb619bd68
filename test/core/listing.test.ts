// Verdicts on listings: the owner's own, acceptable to the escrow, and in a catalogue signed for exactly what the block says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { createListingJudge } from "../../node/core/listing.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import { encodeListing } from "../../protocol/listing.ts";
import { BUYER, DOMAIN, SELLER, parcel, sampleListing, sampleRecord, sampleVariant } from "../support/sample.ts";

const judgeListing = createListingJudge(DOMAIN, recover);
const judge = (record: ListingRecord, owner = SELLER) => judgeListing(record, owner, 1);
const codeOf = (verdict: ReturnType<typeof judge>) => (verdict.ok ? "ok" : verdict.code);

test("a signed listing is accepted, with a sku per variant", () => {
  const verdict = judge(sampleRecord(sampleListing()));
  assert.ok(verdict.ok);
  const [brass, steel] = verdict.value.variants;
  assert.equal(brass!.price, 24_900_000n);
  assert.notEqual(brass!.sku, steel!.sku);
  assert.equal(verdict.value.place.catalogue.sequence, 1);
});

test("somebody else's listing, or one signed by somebody else, is refused", () => {
  assert.equal(codeOf(judge(sampleRecord(sampleListing()), BUYER)), "listing.seller");
  assert.equal(codeOf(judge(sampleRecord(sampleListing(), { key: 12 }))), "listing.signature");
});

test("a place in a catalogue proves one price, one text, one end, one sequence and one chain", () => {
  const signed = sampleRecord(sampleListing());
  const cheaper = sampleListing({ shipping: [parcel(["*"], { further: "1" })] });
  assert.equal(codeOf(judge({ ...signed, block: encodeListing(cheaper) })), "listing.proof");
  const retitled = sampleListing({ title: "Storm lamp" });
  assert.equal(codeOf(judge({ ...signed, block: encodeListing(retitled) })), "listing.proof");
  assert.equal(codeOf(judge({ ...signed, validUntil: signed.validUntil + 1 })), "listing.proof");
  assert.equal(codeOf(judge({ ...signed, path: new Uint8Array(32) })), "listing.proof");
  const catalogue = { ...signed.catalogue, sequence: 2 };
  assert.equal(codeOf(judge({ ...signed, catalogue })), "listing.signature");
  const contents = { ...signed.catalogue, contentDigest: new Uint8Array(32) };
  assert.equal(codeOf(judge({ ...signed, catalogue: contents })), "listing.signature");
  const elsewhere = createListingJudge({ ...DOMAIN, chainId: 1 }, recover)(signed, SELLER, 1);
  assert.equal(codeOf(elsewhere), "listing.proof");
});

test("a place that no catalogue has is refused: out of line, or deeper than the escrow looks", () => {
  const signed = sampleRecord(sampleListing());
  assert.equal(codeOf(judge({ ...signed, slot: 2 })), "listing.place", "four offers begin at a multiple of four");
  assert.equal(codeOf(judge({ ...signed, slot: 8 })), "ok", "where it stands is the seller's business");
  const deep = { ...signed, path: new Uint8Array(31 * 32) };
  assert.equal(codeOf(judge(deep)), "listing.place");
});

test("terms that the escrow would refuse are refused here", () => {
  const { arbitration } = sampleListing();
  const listing = sampleListing({ arbitration: { ...arbitration!, arbitrator: SELLER } });
  assert.equal(codeOf(judge(sampleRecord(listing))), "offer.role");
  const given = sampleListing({
    variants: [sampleVariant({ price: "0" })],
    shipping: [parcel(["*"], { further: "0" })],
  });
  assert.equal(codeOf(judge(sampleRecord(given))), "offer.amount", "as a further article it would cost nothing");
});
