// Verdicts on listings: the owner's own, complete, acceptable to the escrow, and signed for exactly what the block says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { judgeListing } from "../../node/core/listing.ts";
import { encodeListing } from "../../protocol/listing.ts";
import { BUYER, DOMAIN, SELLER, sampleListing, sampleRecord } from "../support/sample.ts";

const judge = (record: ReturnType<typeof sampleRecord>, owner = SELLER) =>
  judgeListing(record, owner, 1, DOMAIN, recover);
const codeOf = (verdict: ReturnType<typeof judge>) => (verdict.ok ? "ok" : verdict.code);

test("a signed listing is accepted with a digest and sku per variant", () => {
  const verdict = judge(sampleRecord(sampleListing()));
  assert.ok(verdict.ok);
  const [brass, steel] = verdict.value.variants;
  assert.equal(brass!.price, 24_900_000n);
  assert.notEqual(brass!.sku, steel!.sku);
  assert.notEqual(brass!.offerDigest, steel!.offerDigest);
});

test("somebody else's listing, or one signed by somebody else, is refused", () => {
  assert.equal(codeOf(judge(sampleRecord(sampleListing()), BUYER)), "listing.seller");
  assert.equal(codeOf(judge(sampleRecord(sampleListing(), { key: 12 }))), "listing.signature");
});

test("a signature for another price, text or chain does not carry over", () => {
  const signed = sampleRecord(sampleListing());
  const cheaper = sampleListing({ shipping: "1" });
  assert.equal(codeOf(judge({ ...signed, block: encodeListing(cheaper) })), "listing.signature");
  const retitled = sampleListing({ title: "Storm lamp" });
  assert.equal(codeOf(judge({ ...signed, block: encodeListing(retitled) })), "listing.signature");
  const elsewhere = judgeListing(signed, SELLER, 1, { ...DOMAIN, chainId: 1 }, recover);
  assert.equal(codeOf(elsewhere), "listing.signature");
});

test("one signature per variant, no fewer", () => {
  const record = sampleRecord(sampleListing());
  assert.equal(codeOf(judge({ ...record, offers: record.offers.slice(1) })), "listing.offers");
});

test("terms that the escrow would refuse are refused here", () => {
  const { arbitration } = sampleListing();
  const listing = sampleListing({ arbitration: { ...arbitration!, arbitrator: SELLER } });
  assert.equal(codeOf(judge(sampleRecord(listing))), "offer.role");
});
