// Purchases: bought as seen, in stock, payable and shipped there, or refused with the reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { SoukError } from "../../node/core/errors.ts";
import { createListingJudge } from "../../node/core/listing.ts";
import { type PurchaseFacts, choose, orderFor } from "../../node/core/purchase.ts";
import { catalogueDigest, pathRoot } from "../../protocol/catalogue.ts";
import type { Hex32, ListingId } from "../../protocol/ids.ts";
import type { Listing } from "../../protocol/listing.ts";
import { offerDigest } from "../../protocol/offer.ts";
import { totalOf } from "../../protocol/order.ts";
import { joinedIn } from "../../protocol/shipping.ts";
import { BUYER, DOMAIN, SELLER, parcel, sampleListing, sampleRecord } from "../support/sample.ts";

function listedOf(listing: Listing) {
  const judged = createListingJudge(DOMAIN, recover)(sampleRecord(listing), SELLER, 1);
  assert.ok(judged.ok, judged.ok ? "" : judged.reason);
  return judged.value;
}
const listed = listedOf(sampleListing({ shipsTo: ["ES", "PT"] }));

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
  now: 1_900_000_000,
  ...changes,
});

const codeOf = (input: PurchaseFacts): string => {
  try {
    choose(input);
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof SoukError);
    return error.code;
  }
};

const orderOf = (input: PurchaseFacts, joined = false) =>
  orderFor(choose(input), { domain: DOMAIN, buyer: BUYER, units: input.purchase.units, salt: 1n, joined });

test("the order pays exactly an offer of the catalogue that the seller signed", () => {
  for (const joined of [false, true]) {
    const { order, signature, proof } = orderOf(facts(), joined);
    const { sequence, contentDigest, path } = proof!;
    const offersRoot = pathRoot(offerDigest(DOMAIN, order.offer), path);
    const digest = catalogueDigest(DOMAIN, { seller: SELLER, sequence, offersRoot, contentDigest });
    assert.equal(recover(digest, signature), SELLER);
    assert.equal(order.units, 2);
  }
});

test("what it costs: the first unit and the further ones, alone or with another order", () => {
  const { price } = listed.variants[0]!;
  assert.equal(totalOf(orderOf(facts()).order), 2n * price + 4_500_000n + 1_500_000n);
  assert.equal(totalOf(orderOf(facts({}, { units: 1 })).order), price + 4_500_000n);
  assert.equal(totalOf(orderOf(facts(), true).order), 2n * price + 2n * 1_500_000n);
});

test("of a seller's articles in one currency all but the dearest travel with that", () => {
  const article = (group: string, first: bigint | null) => ({ group, first });
  assert.deepEqual(
    joinedIn([article("a", 5n), article("b", 1n), article("a", 7n), article("a", null), article("a", 7n)]),
    [true, false, false, false, true],
  );
  assert.deepEqual(joinedIn([]), []);
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
  assert.equal(codeOf(facts({ stock: () => ({ sold: 0, retired: false, floor: 2 }) })), "listing.expired");
});

test("it is only sold where it ships", () => {
  const delivery = { ...facts().purchase.delivery!, country: "FR" };
  assert.equal(codeOf(facts({}, { delivery })), "input.invalid");
  assert.equal(codeOf(facts({}, { delivery: null })), "input.invalid", "to nowhere");
  const file = { name: "a.pdf", mediaType: "application/pdf", bytes: 1, digest: `0x${"ab".repeat(32)}` as Hex32 };
  for (const digital of [sampleListing({ file }), sampleListing({ service: true })]) {
    const sold = listedOf(digital);
    const bought = (changes: object) =>
      facts({ listed: sold }, { cid: sold.cid, delivery: null, units: 1, ...changes });
    assert.equal(codeOf(bought({})), "accepted", "nothing is sent");
    assert.equal(orderOf(bought({})).order.offer.shipping, 0n);
    assert.equal(codeOf(bought({ option: "parcel" })), "input.invalid");
  }
  const sold = listedOf(sampleListing({ file }));
  const twice = facts({ listed: sold }, { cid: sold.cid, delivery: null, units: 2 });
  assert.throws(() => choose(twice), { code: "input.invalid", field: "units", message: /buy 1 of it/ });
});

test("the way it is sent goes to the buyer's country; where there are several, one is chosen", () => {
  const courier = parcel(["PT"], { id: "courier" as ListingId, title: "Courier", first: "9000000" });
  const sold = listedOf(sampleListing({ shipsTo: ["ES", "PT"], shipping: [parcel(["PT", "ES"]), courier] }));
  const bought = (option: string | undefined, country: string) => {
    const delivery = { ...facts().purchase.delivery!, country };
    return facts({ listed: sold }, { cid: sold.cid, delivery, ...(option ? { option: option as ListingId } : {}) });
  };
  const first = (option: string | undefined, country: string) => choose(bought(option, country)).option?.id;
  assert.equal(first("courier", "PT"), "courier");
  assert.equal(first("parcel", "PT"), "parcel");
  assert.equal(first(undefined, "ES"), "parcel", "there is only one");
  const wrong: [string | undefined, string, RegExp][] = [
    [undefined, "PT", /several ways.*parcel \(Tracked parcel\), courier \(Courier\)/],
    ["courier", "ES", /does not go to ES; choose one of: parcel \(Tracked parcel\)$/],
    ["pigeon", "PT", /no shipping option "pigeon"/],
  ];
  for (const [option, country, words] of wrong) {
    assert.throws(() => choose(bought(option, country)), { code: "input.invalid", field: "option", message: words });
  }
});
