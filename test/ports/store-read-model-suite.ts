// What every adapter of the port ReadModel must do: facts are kept, derived rows follow from them, one transaction per input.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { digestOf } from "../../protocol/block.ts";
import type { Address } from "../../protocol/ids.ts";
import { skuOf } from "../../protocol/listing.ts";
import type { ListedListing } from "../../node/core/listing.ts";
import { foldOrder } from "../../node/core/order.ts";
import type { ChainInput } from "../../node/core/ports/chain.ts";
import type { ReadModelRows } from "../../node/core/ports/read-model.ts";
import { reviewOf } from "../../node/core/review.ts";
import type { ReadStore } from "../../node/store/read/read-store.ts";
import { BUYER, SELLER, sampleListing, sampleVariant } from "../support/sample.ts";
import * as rowsFor from "../support/store-rows.ts";
import type { Factory } from "./store-operations-suite.ts";

const {
  NOW,
  chainBlock,
  closed,
  disputed,
  headCid,
  header,
  hex32,
  id,
  idOf,
  ingest,
  listed,
  opened,
  orderOf,
  reviewed,
} = rowsFor;

export type ReadModelUnderTest = Pick<
  ReadStore,
  "readModel" | "listings" | "orders" | "profiles" | "reviews" | "pictures" | "events"
>;

/** That named the row's block. */
const offerOf = ({ listing, cid }: ListedListing) => ({ seller: listing.seller, terms: digestOf(cid) });

const BRASS = skuOf(id("storm-lantern"), id("brass"));

export function acceptReadModel(name: string, factory: Factory<ReadModelUnderTest>): void {
  const chain = (store: ReadModelUnderTest, ...inputs: ChainInput[]) =>
    inputs.map((input) => store.readModel.transaction((rows) => ingest(rows, input)));
  const put = (store: ReadModelUnderTest, work: (rows: ReadModelRows) => void) => store.readModel.transaction(work);

  describe(`ReadModel of ${name}`, () => {
    afterEach(factory.end);

    it("counts each journal from nothing", () => {
      const store = factory.create();
      put(store, (rows) => {
        assert.equal(rows.journalSequence(SELLER), 0);
        rows.setJournal(SELLER, 3, headCid(3));
        assert.equal(rows.journalSequence(SELLER), 3);
        assert.equal(rows.journalSequence(BUYER), 0);
      });
    });

    it("takes all of an input or nothing, events included", () => {
      const store = factory.create();
      const heard: string[] = [];
      store.events.onEvent(({ event }) => heard.push(event.type));
      const last = store.events.last();
      assert.throws(
        () =>
          put(store, (rows) => {
            rows.putListing(listed());
            rows.setJournal(SELLER, 1, headCid(1));
            rows.emit({ type: "listing.removed", seller: SELLER, id: id("x") });
            throw new Error("half-way");
          }),
        /half-way/,
      );
      assert.deepEqual(heard, []);
      assert.equal(store.events.last(), last);
      assert.equal(store.listings.count().listings, 0);
      assert.equal(store.listings.search({ q: "lantern", sort: "relevance", limit: 5 }, NOW).items.length, 0);
      put(store, (rows) => {
        assert.equal(rows.journalSequence(SELLER), 0);
        rows.emit({ type: "order.vanished", order: hex32(1) });
      });
      assert.deepEqual(heard, ["order.vanished"]);
      assert.equal(store.events.after(last, 5)!.length, 1);
      assert.equal(store.listings.search({ q: "lantern", sort: "relevance", limit: 5 }, NOW).items.length, 0);
    });

    it("gives a listing back as it was signed", () => {
      const store = factory.create();
      const row = listed({}, { sequence: 4, counter: 2 });
      put(store, (rows) => rows.putListing(row));
      assert.deepEqual(store.listings.listed(SELLER, id("storm-lantern")), row);
    });

    it("replaces a listing, and keeps the edition that was bought", () => {
      const store = factory.create();
      const first = listed();
      const second = listed({ title: "Ship's lantern", variants: [sampleListing().variants[1]!] }, { sequence: 2 });
      put(store, (rows) => rows.putListing(first));
      put(store, (rows) => rows.putListing(second));
      assert.deepEqual(store.listings.listed(SELLER, id("storm-lantern")), second);
      assert.deepEqual(store.listings.edition(offerOf(first)), first.listing);
      assert.deepEqual(store.listings.edition(offerOf(second)), second.listing);
      assert.equal(store.listings.edition({ seller: SELLER, terms: hex32(5) }), undefined);
      const anothers = { ...offerOf(first), seller: BUYER };
      assert.equal(store.listings.edition(anothers), undefined, "another's block");
      assert.equal(store.listings.count().listings, 1);
    });

    it("removes a listing once, and keeps its editions", () => {
      const store = factory.create();
      const row = listed();
      put(store, (rows) => rows.putListing(row));
      put(store, (rows) => {
        assert.equal(rows.removeListing(SELLER, id("storm-lantern")), true);
        assert.equal(rows.removeListing(SELLER, id("storm-lantern")), false);
      });
      assert.equal(store.listings.listed(SELLER, id("storm-lantern")), undefined);
      assert.deepEqual(store.listings.edition(offerOf(row)), row.listing);
    });

    it("keeps a window of headers below the head", () => {
      const store = factory.create();
      put(store, (rows) => {
        assert.equal(rows.head(), undefined);
        rows.putHeaders(
          [1, 2, 3, 4, 5].map((number) => header(number)),
          3,
        );
        assert.deepEqual(rows.head(), header(5));
        assert.deepEqual(rows.at(3), header(3));
        assert.equal(rows.at(2), undefined);
        rows.putHeaders([header(6)], 5);
        assert.equal(rows.at(4), undefined);
        assert.deepEqual([rows.at(5), rows.head()], [header(5), header(6)]);
      });
    });

    it("keeps an order's events as they came, amounts exact", () => {
      const store = factory.create();
      const order = orderOf(2 ** 40, { units: 2 });
      chain(store, chainBlock(1, [opened(order), opened(orderOf(1))]), chainBlock(2, [closed(order)]));
      put(store, (rows) => {
        const events = rows.eventsOf(idOf(order));
        assert.deepEqual(
          events.map(({ name: event, block: at, logIndex, time }) => [event, at, logIndex, time]),
          [
            ["Opened", 1, 0, NOW + 10],
            ["Closed", 2, 0, NOW + 20],
          ],
        );
        const [first] = events;
        assert.deepEqual(first?.name === "Opened" && first.order, order);
        assert.deepEqual(rows.order(idOf(order)), foldOrder(events));
      });
    });

    it("drops what is above a chainBlock, and says what", () => {
      const store = factory.create();
      const order = orderOf(1);
      chain(store, chainBlock(1, [opened(order)]), chainBlock(2), chainBlock(3, [closed(order)]));
      put(store, (rows) => {
        const dropped = rows.dropAbove(1);
        assert.deepEqual(
          dropped.map((event) => event.name),
          ["Closed"],
        );
        assert.deepEqual(rows.head(), header(1));
        assert.equal(rows.eventsOf(idOf(order)).length, 1);
        assert.deepEqual(rows.dropAbove(1), []);
      });
    });

    it("counts what the escrow counts: an offer without a ceiling takes nothing from the stock", () => {
      const store = factory.create();
      const open = { variants: [sampleVariant({ id: id("brass"), maxUnits: 0 })] };
      chain(store, chainBlock(1, [opened(orderOf(1, { units: 30 }, sampleListing(open))), opened(orderOf(2))]));
      assert.equal(store.listings.stock(SELLER, BRASS).sold, 1);
    });

    it("counts stock from the kept events: sold, rolled back, retired, below the floor", () => {
      const store = factory.create();
      const only = { variants: [sampleListing().variants[0]!] };
      /** Why it cannot be bought; the listing as a whole must say the same. */
      const unavailable = () => {
        const { available, variants } = store.listings.detail(SELLER, id("storm-lantern"), NOW)!;
        const query = { sort: "newest", available: true, limit: 5 } as const;
        assert.equal(available, variants[0]!.unavailable === null);
        assert.equal(store.listings.search(query, NOW).items.length, available ? 1 : 0);
        return variants[0]!.unavailable;
      };
      put(store, (rows) => rows.putListing(listed(only)));
      assert.deepEqual(store.listings.stock(SELLER, BRASS), { sold: 0, retired: false, floor: 0 });
      assert.equal(unavailable(), null);

      chain(store, chainBlock(1, [opened(orderOf(1, { units: 2 }))]), chainBlock(2, [opened(orderOf(2))]));
      assert.equal(store.listings.stock(SELLER, BRASS).sold, 3);
      assert.equal(unavailable(), "sold-out");
      put(store, (rows) => rows.putListing(listed({ ...only, title: "Still sold out" }, { sequence: 2 })));
      assert.equal(unavailable(), "sold-out");
      chain(store, { kind: "rollback", to: 1 });
      assert.equal(store.listings.stock(SELLER, BRASS).sold, 2);
      assert.equal(unavailable(), null);

      chain(store, chainBlock(2, [{ name: "Retired", seller: SELLER, sku: BRASS }], 1, 0));
      assert.equal(store.listings.stock(SELLER, BRASS).retired, true);
      assert.equal(unavailable(), "withdrawn");
      chain(store, { kind: "rollback", to: 1 });
      assert.equal(unavailable(), null);

      chain(store, chainBlock(2, [{ name: "FloorRaised", seller: SELLER, floor: 1 }], 2, 0));
      assert.equal(store.listings.stock(SELLER, BRASS).floor, 1);
      assert.equal(unavailable(), "withdrawn");
      put(store, (rows) => rows.putListing(listed(only, { sequence: 3, counter: 1 })));
      assert.equal(unavailable(), null);
    });

    it("sells on without counting where no ceiling is set", () => {
      const store = factory.create();
      const steel = sampleListing({ variants: [sampleListing().variants[1]!] });
      put(store, (rows) => rows.putListing(listed({ variants: steel.variants })));
      chain(store, chainBlock(1, [opened(orderOf(1, { units: 9 }, steel))]));
      const { available, variants } = store.listings.detail(SELLER, steel.id, NOW)!;
      const [variant] = variants;
      assert.equal(available, true);
      assert.deepEqual([variant!.sold, variant!.left, variant!.unavailable], [0, null, null]);
    });

    it("keeps review blocks by order and author, the newest place of each", () => {
      const store = factory.create();
      const first = rowsFor.reviewBlock();
      const second = rowsFor.reviewBlock({ title: "Dim", rating: 2 }, 2);
      put(store, (rows) => {
        rows.putReviewBlock(first);
        rows.putReviewBlock(second);
        rows.putReviewBlock({ ...first, sequence: 5 });
        rows.putReviewBlock(rowsFor.reviewBlock({ author: SELLER }));
        assert.deepEqual(rows.reviewBlocks(hex32(1), BUYER), [second, { ...first, sequence: 5 }]);
        assert.deepEqual(rows.reviewBlocks(hex32(2), BUYER), []);
      });
    });

    it("computes a standing from orders and reviews, not from orders with oneself", () => {
      const store = factory.create();
      put(store, (rows) => rows.putProfile(rowsFor.profileRow()));
      const [good, bad, own] = [orderOf(1), orderOf(2), orderOf(3, { buyer: SELLER })];
      chain(
        store,
        chainBlock(1, [opened(good), opened(bad), opened(own)]),
        chainBlock(2, [
          disputed(bad),
          reviewed(good, hex32(5), 4),
          closed(good),
          reviewed(own, hex32(6), 5),
          closed(own),
        ]),
        chainBlock(3, [closed(bad, "refunded")]),
      );
      const view = () => store.profiles.view(SELLER)!;
      assert.deepEqual(view().rating, { count: 1, average: 4 });
      assert.deepEqual(view().orders, { completed: 1, refunded: 1, disputed: 1 });
      chain(store, { kind: "rollback", to: 0 });
      assert.deepEqual(view().rating, { count: 0, average: null });
      assert.deepEqual(view().orders, { completed: 0, refunded: 0, disputed: 0 });
      assert.equal(store.reviews.count(), 0);
      assert.equal(store.orders.count(), 0);
    });

    it("names no listing for an order whose terms are another seller's block", () => {
      const store = factory.create();
      const { offer } = orderOf(1);
      const foreign = orderOf(1, { offer: { ...offer, seller: rowsFor.OTHER_SELLER } });
      put(store, (rows) => rows.putListing(listed()));
      chain(store, chainBlock(1, [opened(foreign), reviewed(foreign, hex32(5), 5), closed(foreign)]));
      assert.equal(store.reviews.of(idOf(foreign))!.listing, null);
      assert.deepEqual(store.reviews.list({ listing: id("storm-lantern"), limit: 5 }).items, []);
    });

    it("shows the review that counts, its text once it is here, and the listing that was bought", () => {
      const store = factory.create();
      const order = orderOf(1);
      const text = rowsFor.reviewBlock({ order: idOf(order) });
      put(store, (rows) => rows.putListing(listed()));
      chain(
        store,
        chainBlock(1, [opened(order)]),
        chainBlock(2, [reviewed(order, digestOf(text.cid), 5), closed(order)]),
      );
      assert.equal(store.reviews.of(idOf(order))!.text, null);
      assert.equal(store.reviews.of(idOf(order))!.rating, 5);
      put(store, (rows) => {
        rows.putReviewBlock(text);
        rows.putReview(reviewOf(rows.order(idOf(order))!, rows.reviewBlocks(idOf(order), BUYER))!);
      });
      assert.deepEqual(store.reviews.of(idOf(order)), {
        order: idOf(order),
        seller: SELLER,
        buyer: BUYER,
        buyerName: null,
        rating: 5,
        text: {
          title: "Bright",
          body: "Burns all night.",
          dimensions: { asDescribed: 5, shipping: null, communication: 4 },
          pictures: [],
        },
        reply: null,
        cid: text.cid,
        digest: digestOf(text.cid),
        listing: { id: "storm-lantern", title: "Storm lantern" },
        at: new Date((NOW + 20) * 1_000).toISOString(),
      });
    });

    it("shows the latest reply of the review's own seller, whenever it came, and nobody else's", () => {
      const store = factory.create();
      const order = orderOf(1);
      const said = (author: Address, text: string, sequence = 1) =>
        rowsFor.replyRow(idOf(order), author, text, sequence);
      put(store, (rows) => {
        rows.putReply(said(BUYER, "I reply to myself."));
        rows.putReply(said(SELLER, "Thank you."));
      });
      chain(store, chainBlock(1, [opened(order), reviewed(order, hex32(5), 5), closed(order)]));
      assert.equal(store.reviews.of(idOf(order))!.reply, "Thank you.");
      put(store, (rows) => rows.putReply(said(SELLER, "Thank you again.", 2)));
      assert.equal(store.reviews.list({ seller: SELLER, limit: 5 }).items[0]!.reply, "Thank you again.");
      put(store, (rows) => rows.removeReply(idOf(order), SELLER));
      assert.equal(store.reviews.of(idOf(order))!.reply, null);
    });

    it("serves the pictures of reviews that count, and of no others", () => {
      const store = factory.create();
      const order = orderOf(1);
      const [picture] = sampleListing().pictures;
      const text = rowsFor.reviewBlock({ order: idOf(order), pictures: [picture!] });
      put(store, (rows) => rows.putReviewBlock(text));
      assert.equal(store.pictures.isKnown(picture!.cid), false, "no order, no review");
      chain(store, chainBlock(1, [opened(order), reviewed(order, digestOf(text.cid), 5), closed(order)]));
      assert.deepEqual(store.reviews.of(idOf(order))!.text!.pictures, [picture]);
      assert.deepEqual(
        [store.pictures.isKnown(picture!.cid), store.pictures.isKnown(picture!.thumbnail.cid)],
        [true, true],
      );
      assert.deepEqual(store.pictures.of(BUYER).toSorted(), [picture!.cid, picture!.thumbnail.cid].toSorted());
      put(store, (rows) => rows.dropReview(idOf(order)));
      assert.equal(store.pictures.isKnown(picture!.cid), false);
    });
  });
}
