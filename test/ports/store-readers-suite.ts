// What every adapter of the readers must do: pages, filters, pictures and resumable events.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { deriveOrder } from "../../node/ingest/derive.ts";
import { digestOf } from "../../protocol/block.ts";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../protocol/ids.ts";
import { filesOf } from "../../protocol/picture.ts";
import type { SoukEvent } from "../../protocol/events.ts";
import type { Page } from "../../node/core/ports/readers.ts";
import type { ReadStore } from "../../node/store/read/read-store.ts";
import { ARBITRATOR, BUYER, SELLER, sampleListing } from "../support/sample.ts";
import * as rowsFor from "../support/store-rows.ts";
import type { Factory } from "./store-operations-suite.ts";

const { NOW, OTHER_SELLER, chainBlock, closed, hex32, id, idOf, ingest, listed, opened, orderOf, reviewed } = rowsFor;

/** Follows the cursors to the end. */
function allPages<T>(read: (cursor: string | undefined) => Page<T>): T[][] {
  const pages: T[][] = [];
  for (let cursor: string | undefined; ;) {
    const page = read(cursor);
    pages.push(page.items);
    if (page.next === null) return pages;
    cursor = page.next;
  }
}

export function acceptReaders(name: string, factory: Factory<ReadStore>): void {
  describe(`Readers of ${name}`, () => {
    afterEach(factory.end);

    it("list a party's orders newest first, by role and openness, page by page", () => {
      const store = factory.create();
      const orders = [1, 2, 3, 4, 5, 6, 7].map((salt) => orderOf(salt));
      const asSeller = orderOf(8, { buyer: OTHER_SELLER, offer: { ...orderOf(8).offer, seller: BUYER } });
      store.readModel.transaction((rows) => {
        for (const [index, order] of orders.entries()) ingest(rows, chainBlock(index + 1, [opened(order)]));
        ingest(rows, chainBlock(8, [opened(asSeller), closed(orders[0]!)]));
      });
      const list = (party: Address, query: Partial<Parameters<typeof store.orders.list>[1]> = {}) =>
        allPages((cursor) => store.orders.list(party, { limit: 3, ...query, cursor })).map((page) =>
          page.map((row) => row.id),
        );
      const newest = orders.map(idOf).toReversed();
      assert.deepEqual(list(SELLER), [newest.slice(0, 3), newest.slice(3, 6), newest.slice(6)]);
      assert.deepEqual(list(BUYER).flat(), [idOf(asSeller), ...newest]);
      assert.deepEqual(list(BUYER, { role: "buyer" }).flat(), newest);
      assert.deepEqual(list(BUYER, { role: "seller" }).flat(), [idOf(asSeller)]);
      assert.equal(list(ARBITRATOR, { role: "arbitrator" }).flat().length, 8);
      assert.deepEqual(list(SELLER, { open: false }).flat(), [idOf(orders[0]!)]);
      assert.deepEqual(list(SELLER, { open: true }).flat(), newest.slice(0, 6));
      assert.deepEqual(list(OTHER_SELLER, { role: "seller" }).flat(), []);
    });

    it("list open orders by how long somebody still has, page by page; closed ones wait for nobody", () => {
      const store = factory.create();
      const HOUR = 3_600;
      const windows = [30, 10, 50, 20, 10, 40].map((hours) => hours * HOUR);
      const orders = windows.map((shipWindow, salt) =>
        orderOf(salt, { offer: { ...orderOf(salt).offer, shipWindow } }),
      );
      const bought = orderOf(9, {
        buyer: SELLER,
        offer: { ...orderOf(9).offer, seller: BUYER, shipWindow: 25 * HOUR },
      });
      store.readModel.transaction((rows) => {
        ingest(rows, chainBlock(1, [...orders, bought].map(opened)));
        ingest(rows, chainBlock(2, [closed(orders[1]!)]));
      });
      const due = (query: Partial<Parameters<typeof store.orders.list>[1]> = {}) =>
        allPages((cursor) => store.orders.list(SELLER, { limit: 2, sort: "due", ...query, cursor })).map((page) =>
          page.map((row) => row.id),
        );
      const ids = (...places: number[]) => places.map((place) => idOf(orders[place]!));
      assert.deepEqual(due({ role: "seller" }), [ids(4, 3), ids(0, 5), ids(2)]);
      assert.deepEqual(due().flat(), [...ids(4, 3), idOf(bought), ...ids(0, 5, 2)]);
      assert.deepEqual(due({ role: "seller", open: true, status: ["funded"] }).flat(), ids(4, 3, 0, 5, 2));
      assert.deepEqual(due({ open: false }).flat(), []);
      const { next } = store.orders.list(SELLER, { limit: 2 });
      const error = { code: "input.invalid", field: "cursor" };
      assert.throws(() => store.orders.list(SELLER, { limit: 2, sort: "due", cursor: next! }), error, "another list's");
    });

    it("list an order once for a party with two roles", () => {
      const store = factory.create();
      const own = orderOf(1, { buyer: SELLER });
      store.readModel.transaction((rows) => ingest(rows, chainBlock(1, [opened(own)])));
      const { items } = store.orders.list(SELLER, { limit: 5 });
      assert.deepEqual(
        items.map((row) => row.id),
        [idOf(own)],
      );
    });

    it("find orders by status, day, title, name and the beginning of an id, page by page", () => {
      const store = factory.create();
      const named = sampleListing({ id: id("box"), title: "Box 100%_off" });
      const orders = [1, 2, 3].map((salt) => orderOf(salt));
      const boxes = [4, 5].map((salt) => orderOf(salt, {}, named));
      store.readModel.transaction((rows) => {
        rows.putListing(listed());
        rows.putListing(listed({ id: id("box"), title: "Box 100%_off" }));
        rows.putProfile(rowsFor.profileRow({ name: "Lantern Works" }));
        ingest(rows, chainBlock(1, orders.map(opened)));
        ingest(rows, chainBlock(2, [...boxes.map(opened), closed(orders[0]!), closed(boxes[0]!, "refunded")]));
      });
      const find = (query: Partial<Parameters<typeof store.orders.list>[1]>) =>
        allPages((cursor) => store.orders.list(SELLER, { limit: 2, ...query, cursor }))
          .flat()
          .map(({ id: found }) => found)
          .toSorted();
      const ids = (...some: Parameters<typeof idOf>[0][]) => some.map(idOf).toSorted();
      assert.deepEqual(find({ status: ["released"] }), ids(orders[0]!));
      assert.deepEqual(find({ status: ["refunded", "released"], role: "seller" }), ids(orders[0]!, boxes[0]!));
      assert.deepEqual(find({ status: ["funded"], q: "BOX" }), ids(boxes[1]!));
      assert.deepEqual(find({ q: "100%_" }), ids(...boxes), "these are no wildcards");
      assert.deepEqual(find({ q: "100_%" }), []);
      assert.deepEqual(find({ q: idOf(orders[1]!).slice(0, 20) }), ids(orders[1]!));
      assert.equal(find({ q: "lantern works" }).length, 5);
      const day = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);
      assert.equal(find({ from: day(NOW), to: day(NOW) }).length, 5);
      assert.deepEqual(find({ from: day(NOW + 2 * 86_400) }), []);
      assert.deepEqual(find({ to: day(NOW - 2 * 86_400) }), []);
    });

    it("list reviews newest first, by seller, listing and order", () => {
      const store = factory.create();
      const lamp = sampleListing({ id: id("lamp"), title: "Lamp" });
      const orders = [1, 2, 3, 4].map((salt) => orderOf(salt)).concat(orderOf(5, {}, lamp));
      store.readModel.transaction((rows) => {
        rows.putListing(listed());
        rows.putListing(listed({ id: id("lamp"), title: "Lamp" }));
        for (const [index, order] of orders.entries()) {
          ingest(rows, chainBlock(index + 1, [opened(order), reviewed(order, hex32(9), 4), closed(order)]));
        }
      });
      const list = (query: Partial<Parameters<typeof store.reviews.list>[0]>) =>
        allPages((cursor) => store.reviews.list({ limit: 2, ...query, cursor })).map((page) =>
          page.map(({ order }) => order),
        );
      const newest = orders.map(idOf).toReversed();
      assert.deepEqual(list({}), [newest.slice(0, 2), newest.slice(2, 4), newest.slice(4)]);
      assert.deepEqual(list({ seller: SELLER }).flat(), newest);
      assert.deepEqual(list({ seller: OTHER_SELLER }).flat(), []);
      assert.deepEqual(list({ listing: id("lamp") }).flat(), [newest[0]]);
      assert.deepEqual(list({ seller: SELLER, listing: id("storm-lantern") }).flat(), newest.slice(1));
      assert.deepEqual(list({ order: newest[1] }).flat(), [newest[1]]);
      assert.deepEqual(list({ order: newest[1], seller: OTHER_SELLER }).flat(), []);
    });

    it("count a seller's stock and standing once for all that a range of blocks tells of them", () => {
      const store = factory.create();
      const orders = [1, 2, 3].map((salt) => orderOf(salt));
      const counted: string[] = [];
      store.readModel.transaction((rows) => {
        const watched = {
          ...rows,
          refreshStock: (...of: Parameters<typeof rows.refreshStock>) => (
            counted.push("stock"),
            rows.refreshStock(...of)
          ),
          refreshStanding: (of: Address) => (counted.push("standing"), rows.refreshStanding(of)),
        };
        ingest(
          watched,
          chainBlock(
            1,
            orders.flatMap((order) => [opened(order), closed(order)]),
          ),
        );
      });
      assert.deepEqual(counted, ["stock", "standing"]);
    });

    it("know the reviews whose text is missing, and give the text that the chain names", () => {
      const store = factory.create();
      const [silent, told, late] = [orderOf(1), orderOf(2), orderOf(3)];
      const block = rowsFor.reviewBlock({ order: idOf(told) });
      store.readModel.transaction((rows) => {
        ingest(rows, chainBlock(1, [opened(silent), reviewed(silent, hex32(9), 4), closed(silent)]));
        ingest(rows, chainBlock(2, [opened(told), reviewed(told, digestOf(block.cid), 4), closed(told)]));
        ingest(rows, chainBlock(3, [opened(late), reviewed(late, ZERO_HEX32, 4), closed(late)]));
        rows.putReviewBlock(block);
        deriveOrder(rows, idOf(told));
      });
      assert.deepEqual(store.reviews.missing(), [{ order: idOf(silent), digest: hex32(9) }]);
      assert.deepEqual(store.reviews.text(idOf(told)), {
        digest: digestOf(block.cid),
        buyer: BUYER,
        block: new Uint8Array(block.block),
      });
      assert.equal(store.reviews.text(idOf(silent)), undefined);
      assert.deepEqual(store.reviews.by(BUYER), [idOf(told), idOf(silent)]);
      assert.equal(store.reviews.of(idOf(late))!.digest, null);
    });

    it("know with whom an account deals, whom its listings name, and who was ever paid by another", () => {
      const store = factory.create();
      const [open, done] = [orderOf(1), orderOf(2)];
      const self = orderOf(3, { buyer: SELLER });
      store.readModel.transaction((rows) => {
        rows.putListing(listed());
        ingest(rows, chainBlock(1, [opened(open), opened(done), opened(self)]));
      });
      const partners = (of: Address, order?: Hex32) => store.orders.partners(of, order).toSorted();
      const all = [SELLER, BUYER, ARBITRATOR, ZERO_ADDRESS].toSorted();
      assert.deepEqual(partners(SELLER), all);
      assert.deepEqual(partners(BUYER, idOf(done)), all);
      assert.deepEqual(partners(ARBITRATOR), all);
      assert.deepEqual(partners(OTHER_SELLER), []);
      assert.deepEqual(partners(OTHER_SELLER, idOf(open)), []);
      assert.deepEqual(store.orders.traders(), []);
      store.readModel.transaction((rows) => ingest(rows, chainBlock(2, [closed(self)])));
      assert.deepEqual(store.orders.traders(), [], "nobody is paid by themselves");
      store.readModel.transaction((rows) => ingest(rows, chainBlock(3, [closed(open), closed(done)])));
      assert.deepEqual(store.orders.traders(), [SELLER]);
      assert.deepEqual(partners(ARBITRATOR), [], "nothing is left to rule");
      assert.deepEqual(partners(BUYER), all);
      assert.deepEqual(store.listings.arbitrators(SELLER), [ARBITRATOR]);
      assert.deepEqual(store.listings.arbitrators(OTHER_SELLER), []);
    });

    it("refuse a cursor that is not theirs", () => {
      const store = factory.create();
      const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const strange = [
        "x",
        "bm90IGpzb24",
        text(["orders", "1", 2]),
        text(["reviews", "1", 2]),
        text(["other", 1, "x"]),
      ];
      for (const cursor of strange) {
        const error = { code: "input.invalid", field: "cursor" };
        assert.throws(() => store.orders.list(SELLER, { limit: 2, cursor }), error);
        assert.throws(() => store.reviews.list({ limit: 2, cursor }), error);
      }
    });

    it("show profiles with what they sell, and arbitrators alone", () => {
      const store = factory.create();
      const rules = { feeBps: 250, languages: ["en", "pt"] };
      store.readModel.transaction((rows) => {
        rows.putProfile(rowsFor.profileRow());
        rows.putProfile(rowsFor.profileRow({ owner: ARBITRATOR, name: "Ada", arbitrator: rules }));
        rows.putListing(listed());
      });
      assert.deepEqual(
        store.profiles.list(false).map((profile) => [profile.name, profile.listings]),
        [
          ["Ada", 0],
          ["Lantern Works", 1],
        ],
      );
      assert.deepEqual(
        store.profiles.list(true).map((profile) => profile.arbitrator),
        [rules],
      );
      assert.equal(store.profiles.name(SELLER), "Lantern Works");
      assert.equal(store.profiles.name(BUYER), null);
      assert.equal(store.profiles.view(BUYER), undefined);
    });

    it("know the pictures of listings, older editions that were bought, and profiles", () => {
      const store = factory.create();
      const cid = (letter: string) => `baf${letter.repeat(56)}`;
      const picture = (letter: string) => ({
        ...sampleListing().pictures[0]!,
        cid: cid(letter),
        thumbnail: { cid: cid(`${letter}2`).slice(0, 59), bytes: 1 },
      });
      const bought = sampleListing({ pictures: [picture("a")] });
      store.readModel.transaction((rows) => {
        rows.putListing(listed({ pictures: bought.pictures }, { sequence: 1 }));
        rows.putListing(listed({ pictures: [picture("b")] }, { sequence: 2 }));
        rows.putListing(listed({ pictures: [picture("c"), picture("d")] }, { sequence: 3 }));
        rows.putProfile(rowsFor.profileRow({ picture: picture("e") }));
        ingest(rows, chainBlock(1, [opened(orderOf(1, {}, bought))]));
      });
      const held = ["a", "c", "d", "e"].flatMap((letter) => filesOf(picture(letter)));
      assert.deepEqual(store.pictures.all().toSorted(), held.toSorted());
      for (const one of [...held, ...filesOf(picture("b"))]) assert.equal(store.pictures.isKnown(one), true);
      assert.equal(store.pictures.isKnown(picture("f").cid), false);
      for (const odd of ["-1e+308", '"', "a b", "", "\u0000", "x*", 'a" OR "b']) {
        assert.equal(store.pictures.isKnown(odd), false, odd);
      }
      assert.deepEqual(
        store.pictures.of(SELLER).toSorted(),
        ["a", "b", "c", "d", "e"].flatMap((letter) => filesOf(picture(letter))).toSorted(),
      );
      assert.deepEqual(store.pictures.of(OTHER_SELLER), []);
      store.readModel.transaction((rows) => {
        rows.removeListing(SELLER, id("storm-lantern"));
        rows.removeProfile(SELLER);
        rows.dropEditions(SELLER);
      });
      for (const one of held) assert.equal(store.pictures.isKnown(one), false);
    });

    it("number events, tell them after the commit, and give them again from any id", () => {
      const store = factory.create();
      const event = (title: string): SoukEvent => ({ type: "profile.updated", owner: SELLER, name: title });
      const heard: string[] = [];
      const stop = store.events.onEvent((stored) => {
        assert.deepEqual(store.events.after(stored.id, 10)?.[0]?.id === stored.id, false);
        heard.push(stored.id);
      });
      const start = store.events.last();
      store.readModel.transaction((rows) => ["a", "b", "c"].forEach((title) => rows.emit(event(title))));
      assert.equal(heard.length, 3);
      assert.deepEqual(heard.at(-1), store.events.last());
      assert.deepEqual(
        store.events.after(start, 10)!.map((stored) => stored.id),
        heard,
      );
      assert.deepEqual(store.events.after(heard[0]!, 1), [{ id: heard[1], event: event("b") }]);
      assert.deepEqual(store.events.after(store.events.last(), 10), []);
      stop();
      store.readModel.transaction((rows) => rows.emit(event("d")));
      assert.equal(heard.length, 3);
    });

    it("do not know event ids of another epoch, of the future, or of nobody", () => {
      const store = factory.create();
      const { events } = store;
      store.readModel.transaction((rows) => rows.emit({ type: "order.vanished", order: hex32(1) }));
      assert.equal(events.after(`${events.epoch()}:0`, 10)!.length, 1);
      for (const strange of [
        "",
        "x",
        "x:0",
        "x:1",
        `${events.epoch()}:99`,
        `${events.epoch()}:-1`,
        `${events.epoch()}:x`,
      ]) {
        assert.equal(events.after(strange, 10), undefined, strange);
      }
    });

    it("keep the newest ten thousand events", () => {
      const store = factory.create();
      const start = store.events.last();
      store.readModel.transaction((rows) => {
        for (let i = 0; i < 11_000; i++) rows.emit({ type: "order.vanished", order: hex32(i) });
      });
      assert.equal(store.events.after(start, 10), undefined);
      const recent = `${store.events.epoch()}:1500`;
      assert.equal(store.events.after(recent, 1)![0]!.id, `${store.events.epoch()}:1501`);
    });

    it("go on when a listener throws", () => {
      const store = factory.create();
      const heard: string[] = [];
      store.events.onEvent(() => {
        throw new Error("a listener's own fault");
      });
      store.events.onEvent(({ id: number }) => heard.push(number));
      store.readModel.transaction((rows) => rows.emit({ type: "order.vanished", order: hex32(1) }));
      assert.equal(heard.length, 1);
    });

    it("count and group what can be bought", () => {
      const store = factory.create();
      store.readModel.transaction((rows) => {
        rows.putListing(listed());
        rows.putListing(listed({ id: id("a"), category: "home/light" }));
        rows.putListing(listed({ id: id("b"), category: "garden" }, { validUntil: NOW - 1 }));
        rows.putListing(listed({ id: id("c"), seller: OTHER_SELLER, category: "garden" }));
      });
      assert.deepEqual(store.listings.count(), { listings: 4, sellers: 2 });
      assert.deepEqual(store.listings.categories(NOW), [
        { category: "garden", listings: 1 },
        { category: "home/light", listings: 2 },
      ]);
      assert.deepEqual(store.listings.categories(rowsFor.VALID_UNTIL + 1), []);
    });
  });
}
