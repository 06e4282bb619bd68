// What is for sale in the fixture, by whom, and what buyers said: the seed's catalogue, spread over three shops.
import { createHash } from "node:crypto";
import type { ListingDetail, ListingSummary, ProfileView, ReviewView } from "../../../protocol/api/schemas.ts";
import type { CurrencyView } from "../../../protocol/api/schemas.ts";
import { cidOf } from "../../../protocol/block.ts";
import { type Address, type Cid, type Hex32, type ListingId, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { type Picture } from "../../../protocol/picture.ts";
import { parseAmount } from "../../../protocol/money.ts";
import { destinationsOf } from "../../../protocol/shipping.ts";
import { type SeedProfile, catalogue, profiles } from "../../../scripts/seed/catalogue.ts";
import { PICTURES, type PictureName } from "../../../scripts/seed/pictures.ts";

export const SHOP = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc" as Address;
export const BUYER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8" as Address;
export const ARBITRATOR = "0x90f79bf6eb2c4f870365e785982e1f101e93b906" as Address;
/** Whoever has just started their node. */
export const NEWCOMER = "0x976ea74026e726554db657fa54763abd0c3a0aa9" as Address;
const RECORDS = "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65" as Address;
const GARDEN = "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc" as Address;

export const TUSD: CurrencyView = {
  address: "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512" as Address,
  symbol: "tUSD",
  name: "Test Dollar",
  decimals: 6,
  permit: true,
  authorization: true,
  offered: true,
};
export const ETH: CurrencyView = {
  address: ZERO_ADDRESS,
  symbol: "ETH",
  name: "Ether (test)",
  decimals: 18,
  permit: false,
  authorization: false,
  offered: true,
};

const DAY = 86_400;
/** The CID of a block that says nothing but a name. */
export const fakeCid = (name: string): Cid => cidOf(new TextEncoder().encode(name));
export const fakeHash = (name: string): Hex32 => `0x${createHash("sha256").update(name).digest("hex")}` as Hex32;

export const pictureNames = new Map(
  Object.keys(PICTURES).map((name) => [fakeCid(name) as string, name as PictureName]),
);
export const pictureOf = (name: PictureName): Picture => ({
  cid: fakeCid(name),
  type: "image/webp",
  bytes: 40_000,
  width: 1_200,
  height: 900,
  alt: PICTURES[name].alt,
  thumbnail: { cid: fakeCid(name), bytes: 9_000 },
});

function shopOf(category: string): Address {
  if (/^(music|electronics|photo)/.test(category)) return RECORDS;
  return category.startsWith("garden") ? GARDEN : SHOP;
}

export const ratingOf = (marks: readonly number[]): ProfileView["rating"] => ({
  count: marks.length,
  average: marks.length > 0 ? marks.reduce((sum, mark) => sum + mark, 0) / marks.length : null,
});

export function fixtureProfiles(): ProfileView[] {
  const view = (
    owner: Address,
    {
      name,
      about,
      location,
      ...of
    }: Pick<SeedProfile, "name" | "about" | "location" | "picture"> & Partial<SeedProfile>,
    orders: ProfileView["orders"],
  ): ProfileView => ({
    owner,
    name,
    about,
    location,
    selling: of.selling ? { ...of.selling, currencies: [TUSD.address], arbitrators: [ARBITRATOR] } : null,
    picture: of.picture ? pictureOf(of.picture) : null,
    arbitrator: null,
    rating: ratingOf([]),
    listings: 0,
    orders,
  });
  const rules = { feeBps: 300, languages: ["fr", "en", "nl", "pt"] };
  return [
    view(SHOP, profiles.seller, { completed: 61, refunded: 2, disputed: 1 }),
    view(BUYER, profiles.buyer, { completed: 7, refunded: 1, disputed: 1 }),
    { ...view(ARBITRATOR, profiles.arbitrator, { completed: 0, refunded: 0, disputed: 0 }), arbitrator: rules },
    view(
      RECORDS,
      { name: "Café Vinyl", about: "Old sound, repaired.", location: "Porto, Portugal", picture: null },
      { completed: 14, refunded: 0, disputed: 2 },
    ),
    view(
      GARDEN,
      { name: "Nursery on the Leie", about: "Plants that survive you.", location: "Deinze, Belgium", picture: null },
      { completed: 3, refunded: 0, disputed: 0 },
    ),
  ];
}

/** @param now chain time, unix seconds */
export function fixtureListings(now: number): ListingDetail[] {
  return catalogue({ arbitrator: ARBITRATOR }).map((draft, index) => {
    const currency = draft.currency === "ETH" ? ETH : TUSD;
    const amount = (text: string) => parseAmount(text, currency.decimals).toString();
    const seller = shopOf(draft.category);
    const soldOut = index % 9 === 4;
    const shipping = draft.shipping!.map(({ id, title, to = ["*"], first = "0", further = first, days = null }) => ({
      id: id as ListingId,
      title,
      to,
      first: amount(first),
      further: amount(further),
      days,
    }));
    const variants = draft.variants.map(({ id, title = "", price, stock = null, ...more }, position): Variant => {
      const gone = soldOut || (position === 1 && index % 5 === 0);
      return {
        id: (id ?? `v${position}`) as ListingId,
        title,
        sku: more.sku ?? "",
        price: amount(price),
        picture: more.picture ?? null,
        weight: more.weight ?? 0,
        maxUnits: stock ?? 0,
        sold: 0,
        left: gone ? 0 : stock,
        validUntil: new Date((now + 10 * DAY) * 1_000).toISOString(),
        unavailable: gone ? "sold-out" : null,
      };
    });
    const prices = variants.map(({ price }) => BigInt(price)).toSorted((one, other) => (one < other ? -1 : 1));
    const { arbitration: rules } = draft;
    return {
      seller,
      sellerName: fixtureProfiles().find(({ owner }) => owner === seller)!.name,
      id: draft.id as ListingId,
      cid: fakeCid(draft.id),
      title: draft.title,
      category: draft.category,
      condition: draft.condition ?? "new",
      currency: currency.address,
      priceFrom: String(prices[0]),
      priceTo: String(prices.at(-1)),
      converted: null,
      shippingFrom: shipping[0]?.first ?? "0",
      shipping,
      service: false,
      shipsFrom: seller === RECORDS ? "PT" : draft.shipsFrom,
      shipsTo: shipping.length > 0 ? destinationsOf(shipping) : ["*"],
      available: !soldOut,
      rating: ratingOf(wordsFor(index).map(([mark]) => mark)),
      description: draft.description ?? "",
      tags: draft.tags ?? [],
      pictures: draft.pictures.map(pictureOf),
      file: null,
      variants,
      shipWindow: draft.shipWindow ?? 5 * DAY,
      inspectionWindow: draft.inspectionWindow ?? 14 * DAY,
      arbitration: rules
        ? {
            arbitrator: ARBITRATOR,
            arbitratorName: profiles.arbitrator.name,
            fallback: null,
            feeBps: rules.feeBps ?? 300,
            rulingWindow: rules.rulingWindow ?? 7 * DAY,
            defaultBuyerBps: rules.defaultBuyerBps ?? 5_000,
          }
        : null,
      sequence: index + 1,
      oldOffers: null,
    };
  });
}
type Variant = ListingDetail["variants"][number];

export function summaryOf(listing: ListingDetail, q: string | undefined): ListingSummary {
  const { pictures, variants, description: _d, tags: _t, shipWindow: _s, inspectionWindow: _i, ...rest } = listing;
  const { arbitration: _a, sequence: _q, shipping: _w, service: _v, oldOffers: _o, file: _f, ...shown } = rest;
  return {
    ...shown,
    picture: pictures[0] ?? null,
    pictures: pictures.length,
    variants: variants.length,
    snippet: q ? snippetOf(listing.description, q) : null,
  };
}

function snippetOf(text: string, q: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(q.toLowerCase()) - 40);
  const escaped = q.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.slice(at, at + 150).replace(new RegExp(escaped, "gi"), (hit) => `\u0001${hit}\u0002`);
}

const WORDS: [rating: number, title: string, body: string][] = [
  [5, "Exactly as described", "Packed like an egg, arrived in three days, and even prettier than in the picture."],
  [
    4,
    "Lovely, a little late",
    "It left two days after the order and then the carrier took its time. The thing itself is perfect.",
  ],
  [5, "", "My second one. That says it all."],
  [
    3,
    "Smaller than I thought",
    "The size is in the description, so that is on me. The seller offered to take it back at once.",
  ],
];

/** What was said of the listing at this place: of every third something, of each of these one more, up to all. */
const wordsFor = (place: number) => (place % 3 === 0 ? WORDS.slice(0, 1 + ((place / 3) % WORDS.length)) : []);

export const UNSAID = { asDescribed: null, shipping: null, communication: null };

export function fixtureReviews(listings: readonly ListingDetail[], now: number): ReviewView[] {
  return listings
    .filter(({ rating }) => rating.count > 0)
    .flatMap((listing, index) =>
      WORDS.slice(0, listing.rating.count).map(([rating, title, body], position): ReviewView => {
        const order = fakeHash(`${listing.id} ${position}`);
        return {
          order,
          seller: listing.seller,
          buyer: position === 0 ? BUYER : (`0x${order.slice(2, 42)}` as Address),
          buyerName: position === 0 ? profiles.buyer.name : position === 1 ? "Tomás" : null,
          rating,
          text:
            position === 2 && index % 2
              ? null
              : {
                  title,
                  body,
                  dimensions: position === 0 ? { asDescribed: 5, shipping: 4, communication: 5 } : UNSAID,
                  pictures: position === 0 ? listing.pictures.slice(0, 2) : [],
                },
          reply: position === 0 ? "Thank you, it was a pleasure." : null,
          cid: fakeCid(order),
          digest: fakeHash(body),
          listing: { id: listing.id, title: listing.title },
          at: new Date((now - (3 + index * 4 + position * 11) * DAY) * 1_000).toISOString(),
        };
      }),
    );
}
