// The world of the fixture: a shop, people, and one order in every state, as seen from any of them.
import type { ShelfRow, ShippingProfiles } from "../../../node/core/ports/own.ts";
import type { BookAddress } from "../../../protocol/api/address-routes.ts";
import type { ShippingProfile } from "../../../protocol/api/shipping-inputs.ts";
import type { ListingDetail, OldOffers, ProfileDetail } from "../../../protocol/api/schemas.ts";
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { DeliveryAddress } from "../../../protocol/message.ts";
import { type Clock, createFixtureOrders } from "./fixture-orders.ts";
import { ARBITRATOR, BUYER, SHOP, fixtureListings, fixtureProfiles, fixtureReviews, ratingOf } from "./fixture-shop.ts";

const DAY = 86_400;
const BLOCKS_A_DAY = 20;

const HOME: DeliveryAddress = {
  name: "Inês Carvalho",
  street: "Rua dos Remédios 47, 2º esq.",
  city: "Lisboa",
  region: "",
  postcode: "1100-442",
  country: "PT",
  note: "The bell is broken: please knock.",
};

/** Where each order of the fixture stands. */
export type Scene =
  | "released"
  | "refunded"
  | "split"
  | "disputed"
  | "unruled"
  | "passed"
  | "shipped"
  | "overdue"
  | "claimable"
  | "bare"
  | "signed"
  | "proposed"
  | "funded";

export interface Texts {
  /** Applied to every text somebody else could have written; no longer than the protocol lets them. */
  (text: string, max: number): string;
}

/** @param texts the same for a friendly world, an attack for a hostile one */
export function createFixtureWorld(texts: Texts = (text) => text) {
  const end = Math.floor(Date.UTC(2026, 10, 20, 9, 41) / 1_000);
  const clock: Clock = { now: end, block: 1_400 };
  const at = (daysAgo: number) => {
    clock.now = end - daysAgo * DAY;
    clock.block = 1_400 - Math.round(daysAgo * BLOCKS_A_DAY);
  };
  const profiles = fixtureProfiles().map((profile) => ({
    ...profile,
    name: texts(profile.name, 2_000),
    about: texts(profile.about, 2_000),
    location: texts(profile.location, 2_000),
  }));
  const nameOf = (owner: Address) => profiles.find((profile) => profile.owner === owner)?.name ?? null;
  const listings: ListingDetail[] = fixtureListings(end).map((listing) => ({
    ...listing,
    sellerName: nameOf(listing.seller),
    title: texts(listing.title, 2_000),
    description: texts(listing.description, 2_000),
    category: texts(listing.category, 2_000),
    tags: listing.tags.map((tag) => texts(tag, 2_000)),
    pictures: listing.pictures.map((picture) => ({ ...picture, alt: texts(picture.alt, 200) })),
    variants: listing.variants.map((variant) => ({ ...variant, title: texts(variant.title, 2_000) })),
  }));
  const reviews = fixtureReviews(listings, end).map((review) => ({
    ...review,
    text: review.text && {
      ...review.text,
      title: texts(review.text.title, 2_000),
      body: texts(review.text.body, 2_000),
    },
    reply: review.reply && texts(review.reply, 2_000),
    listing: review.listing && { ...review.listing, title: texts(review.listing.title, 2_000) },
  }));
  const orders = createFixtureOrders(clock, nameOf);

  const sold = listings.filter(({ seller, arbitration, available }) => seller === SHOP && arbitration && available);
  const bare = listings.find(({ seller, arbitration }) => seller === SHOP && !arbitration)!;
  const delivery = {
    ...HOME,
    name: texts(HOME.name, 100),
    street: texts(HOME.street, 200),
    note: texts(HOME.note, 500),
  };
  const scenes = {} as Record<Scene, Hex32>;
  const buy = (scene: Scene, number: number, daysAgo: number, listing = sold[number % sold.length]!) => {
    at(daysAgo);
    scenes[scene] = orders.open({ listing, units: scene === "shipped" ? 2 : 1, buyer: BUYER, delivery });
  };
  const then = (daysAgo: number, who: Address, call: Parameters<typeof orders.call>[1], scene: Scene, said = {}) => {
    at(daysAgo);
    orders.call(who, call, scenes[scene], said);
  };
  const tracking = { text: texts("bpost 3212 9000 4411 7781", 2_000) };
  const wrong = {
    text: texts(
      "One of the bowls arrived with a crack from rim to foot. I have pictures of the parcel: it was dented.",
      2_000,
    ),
  };

  buy("released", 0, 40);
  then(38, SHOP, "ship", "released", tracking);
  then(33, BUYER, "confirm", "released", {
    review: {
      rating: 5,
      title: texts("Worth the wait", 2_000),
      text: texts("Beautifully made, and packed with more care than my own china.", 2_000),
    },
  });
  buy("refunded", 1, 36);
  then(35, SHOP, "cancel", "refunded");
  buy("split", 2, 34);
  then(33, SHOP, "ship", "split", tracking);
  then(28, BUYER, "dispute", "split", wrong);
  then(25, ARBITRATOR, "rule", "split", { buyerBps: 6_000 });
  buy("unruled", 8, 30);
  then(29, SHOP, "ship", "unruled", tracking);
  then(20, BUYER, "dispute", "unruled", wrong);
  buy("disputed", 3, 12);
  then(11, SHOP, "ship", "disputed", tracking);
  then(2, BUYER, "dispute", "disputed", wrong);
  buy("claimable", 7, 50);
  then(49, SHOP, "ship", "claimable", tracking);
  buy("bare", 0, 6, bare);
  then(5, SHOP, "ship", "bare", tracking);
  buy("overdue", 5, 20);
  buy("shipped", 4, 5);
  then(3, SHOP, "ship", "shipped", tracking);
  buy("signed", 9, 6);
  then(4, SHOP, "ship", "signed", tracking);
  at(0.5);
  orders.release(BUYER, scenes.signed, { review: { rating: 4, title: "", text: "" } });
  buy("proposed", 10, 14);
  then(13, SHOP, "ship", "proposed", tracking);
  then(12, SHOP, "extend", "proposed", { seconds: 3 * DAY });
  then(3, BUYER, "dispute", "proposed", wrong);
  const whole = { text: texts("It left here whole; I took a picture of the parcel before it was closed.", 2_000) };
  then(2, SHOP, "submitEvidence", "proposed", whole);
  at(0.1);
  orders.propose(SHOP, scenes.proposed, { buyerBps: 4_000 });
  buy("funded", 6, 0.2);
  at(0);
  for (const profile of profiles) {
    const own = [...orders.reviews.values(), ...reviews].filter(({ seller }) => seller === profile.owner);
    profile.rating = ratingOf(own.map(({ rating }) => rating));
  }
  const records: Pick<ProfileDetail, "bond" | "registry" | "frozen"> = {
    frozen: null,
    bond: { locked: "1500000000000000000", leaving: "0", availableAt: null },
    registry: { feeBps: 300, consents: true, languages: ["fr", "en"], since: new Date(end * 1_000).toISOString() },
  };
  /** What each keeps for themselves. */
  const books = new Map<Address, BookAddress[]>();
  const trusted = new Map<Address, { owner: Address; since: string }[]>();
  /** Of whoever looks at their own shop; only one does in a test. */
  const shelf = new Map<ListingId, ShelfRow>();
  const kept = new Map<ListingId, ShippingProfile>();
  const profilesOfShipping: ShippingProfiles = {
    get: (id) => kept.get(id),
    list: () => [...kept].map(([id, profile]) => ({ id, profile })),
    put: (id, profile) => void kept.set(id, profile),
    remove: (id) => void kept.delete(id),
  };
  const oldOffers: (OldOffers & { listing: ListingId })[] = [];
  const own = { shelf, profilesOfShipping, oldOffers };
  return {
    ...own,
    clock,
    profiles,
    listings,
    reviews,
    orders,
    scenes,
    records,
    books,
    trusted,
    home: delivery,
    nameOf,
  };
}
export type FixtureWorld = ReturnType<typeof createFixtureWorld>;
