// Buying by a catalogue's proof on a real chain: alone and in a cart, at an older edition's price, and not below the floor.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { recover } from "../../../node/chain/recover.ts";
import { type ListedListing, createListingJudge } from "../../../node/core/listing.ts";
import type { EscrowCall, SignedPurchase } from "../../../node/core/ports/chain.ts";
import { orderFor } from "../../../node/core/purchase.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import type { ListingRecord } from "../../../protocol/listing-record.ts";
import { orderId, totalOf } from "../../../protocol/order.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DOMAIN, settled } from "../../support/chain-parties.ts";
import { TUSD, parcel, sampleListing, sampleVariant } from "../../support/sample.ts";
import { openShop } from "../../support/shop.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const never = new AbortController().signal;

describe("catalogues on the chain", () => {
  const folders = createStoreFolders();
  let market: Market;
  let salt = 0n;
  let calls = 0;
  before(async () => void (market = await startMarket()));
  after(() => market?.stop());
  afterEach(folders.end);

  function shopOf() {
    return openShop(folders.create(), { seller: market.seller, clock: () => Math.floor(Date.now() / 1_000) });
  }

  const listingOf = (id: string, prices: number[]) =>
    sampleListing({
      seller: market.seller.address,
      id: id as ListingId,
      pictures: [],
      arbitration: null,
      shipping: [parcel(), parcel(["*"], { id: "courier" as ListingId, first: "9000000", further: "0" })],
      variants: prices.map((price, n) => sampleVariant({ id: `v${n}` as ListingId, price: `${price}` })),
    });

  function listedAs(record: ListingRecord): ListedListing {
    const verdict = createListingJudge(DOMAIN, recover)(record, market.seller.address, 1);
    assert.ok(verdict.ok);
    return verdict.value;
  }

  function purchase(
    listed: ListedListing,
    { variant = 0, option = 0, units = 1, joined = false } = {},
  ): SignedPurchase {
    const choice = { listed, variant: listed.variants[variant]!, option: listed.listing.shipping[option]! };
    return orderFor(choice, { domain: DOMAIN, buyer: market.buyer.address, units, salt: ++salt, joined });
  }

  async function send(call: EscrowCall, party = market.buyer): Promise<void> {
    const id = `catalogue-${++calls}`;
    await party.chain.wallet.submit(id, call, never);
    await settled(party, id);
  }

  it("takes every offer of a listing, whatever was published, replaced and removed around it", async () => {
    const shop = shopOf();
    await shop.publish([listingOf("a", [1_000]), listingOf("b", [2_000, 3_000, 4_000]), listingOf("c", [5_000])]);
    await shop.remove("a" as ListingId);
    const [b] = await shop.publish([listingOf("b", [2_500, 3_500, 4_500])]);
    await shop.publish([listingOf("d", [1]), listingOf("c", [6_000, 7_000])]);
    const listed = listedAs(b!);
    const purchases = [0, 1, 2].flatMap((variant) =>
      [0, 1].flatMap((option) =>
        [false, true].map((joined) => purchase(listed, { variant, option, joined, units: 2 })),
      ),
    );
    const held = await market.buyer.chain.wallet.balance(TUSD);
    await send({ call: "openMany", purchases });
    const due = purchases.reduce((sum, { order }) => sum + totalOf(order), 0n);
    assert.equal(held - (await market.buyer.chain.wallet.balance(TUSD)), due);
    // Two units of each of three, alone and joined, by parcel (4.5 + 1.5, or 3) and by courier (9, or nothing).
    assert.equal(due, 8n * (2_500n + 3_500n + 4_500n) + 3n * (6_000_000n + 3_000_000n + 9_000_000n));
  });

  it("pays an older edition's price as a valid order, until the floor is raised", async () => {
    const shop = shopOf();
    const [cheap] = (await shop.publish([listingOf("lamp", [1_000])])).map(listedAs);
    const [dear] = (await shop.publish([listingOf("lamp", [9_000])])).map(listedAs);
    const { order, ...signed } = purchase(cheap!);
    await send({ call: "open", order, ...signed });
    const opened = () =>
      market.arbitrator.model.events().find((event) => "orderId" in event && event.orderId === orderId(DOMAIN, order));
    await market.arbitrator.model.until(() => opened() !== undefined, "the order");
    assert.equal(order.offer.unitPrice, 1_000n + 1_500_000n);
    await send({ call: "raiseFloor", floor: dear!.place.catalogue.sequence }, market.seller);
    await assert.rejects(send({ call: "open", ...purchase(cheap!) }), { code: "chain.reverted" });
    await send({ call: "open", ...purchase(dear!) });
  });

  it("refuses a proof of another offer, or with a sibling less", async () => {
    const shop = shopOf();
    const [lamp] = (await shop.publish([listingOf("lamp", [1_000]), listingOf("other", [1_000])])).map(listedAs);
    const [one, other] = [purchase(lamp!), purchase(lamp!, { option: 1 })];
    const { path, ...rest } = one.proof!;
    const wrong = [other.proof!, { path: path.slice(1), ...rest }, { ...rest, path, sequence: rest.sequence + 1 }];
    for (const proof of wrong) await assert.rejects(send({ call: "open", ...one, proof }), { code: "chain.reverted" });
  });
});
