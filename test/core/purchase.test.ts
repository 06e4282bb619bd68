// Purchases: bought as seen, in stock, payable and shipped there, or refused with the reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { SoukError } from "../../node/core/errors.ts";
import { judgeListing } from "../../node/core/listing.ts";
import { type PurchaseFacts, decidePurchase } from "../../node/core/purchase.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { offerDigest } from "../../protocol/offer.ts";
import { BUYER, DOMAIN, SELLER, sampleListing, sampleRecord } from "../support/sample.ts";

const judged = judgeListing(sampleRecord(sampleListing({ shipsTo: ["PT", "ES"] })), SELLER, 1, DOMAIN, recover);
assert.ok(judged.ok);
const listed = judged.value;

const facts = (
  changes: Partial<PurchaseFacts> = {},
  purchase: Partial<PurchaseFacts["purchase"]> = {},
): PurchaseFacts => ({
  purchase: {
    seller: SELLER,
    listing: listed.listing.id,
    variant: listed.variants[0]!.id,
    units: 2,
    cid: listed.cid,
    delivery: { name: "A", street: "B", city: "C", region: "", postcode: "", country: "PT", note: "" },
    ...purchase,
  },
  buyer: BUYER,
  listed,
  courts: [],
  stock: () => ({ sold: 0, retired: false, floor: 0 }),
  salt: 1n,
  now: 1_900_000_000,
  ...changes,
});

const codeOf = (input: PurchaseFacts): string => {
  try {
    decidePurchase(input);
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof SoukError);
    return error.code;
  }
};

test("the order pays exactly the offer that the seller signed", () => {
  const { order, signature } = decidePurchase(facts());
  assert.equal(recover(offerDigest(DOMAIN, order.offer), signature), SELLER);
  assert.equal(order.units, 2);
});

test("a court that is named has the time it may need, or nobody pays", () => {
  const { arbitrator, rulingWindow } = listed.listing.arbitration!;
  const court = (minRulingWindow: number) => [{ address: arbitrator, court: BUYER, minRulingWindow }];
  assert.equal(codeOf(facts({ courts: court(rulingWindow) })), "accepted");
  assert.equal(codeOf(facts({ courts: court(rulingWindow + 1) })), "listing.arbitrator");
});

test("whatever changed since the buyer looked is refused", () => {
  assert.equal(codeOf(facts({ listed: undefined })), "listing.unknown");
  assert.equal(codeOf(facts({}, { cid: "bafyother" })), "listing.changed");
  assert.equal(codeOf(facts({ buyer: SELLER })), "listing.own");
  assert.equal(codeOf(facts({}, { variant: "gold" as never })), "variant.unknown");
  assert.equal(codeOf(facts({ now: 2_000_000_001 })), "listing.expired");
  assert.equal(codeOf(facts({ now: 2_000_000_000 })), "accepted");
});

test("stock is what the chain says", () => {
  assert.equal(codeOf(facts({ stock: () => ({ sold: 1, retired: false, floor: 0 }) })), "accepted");
  assert.equal(codeOf(facts({ stock: () => ({ sold: 2, retired: false, floor: 0 }) })), "listing.sold-out");
  assert.equal(codeOf(facts({ stock: () => ({ sold: 0, retired: true, floor: 0 }) })), "listing.expired");
  assert.equal(codeOf(facts({ stock: () => ({ sold: 0, retired: false, floor: 1 }) })), "listing.expired");
});

test("it is only sold where it ships", () => {
  const delivery = { ...facts().purchase.delivery!, country: "FR" };
  assert.equal(codeOf(facts({}, { delivery })), "input.invalid");
  assert.equal(codeOf(facts({}, { delivery: null })), "input.invalid", "to nowhere");
  const digital = sampleListing({
    shipping: "0",
    file: { name: "a.pdf", mediaType: "application/pdf", bytes: 1, digest: `0x${"ab".repeat(32)}` as Hex32 },
  });
  const file = judgeListing(sampleRecord(digital), SELLER, 1, DOMAIN, recover);
  assert.ok(file.ok);
  const bought = (units: number) => facts({ listed: file.value }, { cid: file.value.cid, delivery: null, units });
  assert.equal(codeOf(bought(1)), "accepted", "a file goes by itself");
  assert.throws(() => decidePurchase(bought(2)), { code: "input.invalid", field: "units", message: /buy 1 of it/ });
});
