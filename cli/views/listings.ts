// Listings as tables, and one listing with all that a buyer has to know to buy it.
import type { ListingDetail, ListingSummary, OldOffers, ReviewView } from "../../protocol/api/schemas.ts";
import { printable, printableLines } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { durationText, relativeText } from "../terminal/time.ts";
import { type Facts, NOTHING, idText, moneyText, partyText, percentText, ratingText, whenText } from "./facts.ts";

export const listingTable = (items: readonly ListingSummary[], facts: Facts): string =>
  table<ListingSummary>(
    [
      { title: "listing", cell: ({ seller, id }) => `${idText(facts, seller)}/${id}` },
      { title: "title", cell: ({ title }) => title, shrinks: true },
      { title: "price", cell: (item) => priceText(item, facts), right: true },
      { title: "category", cell: ({ category }) => category, shrinks: true },
      { title: "seller", cell: ({ sellerName }) => sellerName ?? NOTHING, shrinks: true },
      { title: "rating", cell: ({ rating }) => ratingText(rating) },
      {
        title: "on sale",
        cell: ({ available }) => (available ? "yes" : "no"),
        tone: ({ available }) => (available ? "good" : "quiet"),
      },
    ],
    items,
    facts,
  );

function priceText({ priceFrom, priceTo, currency }: ListingSummary, facts: Facts): string {
  const from = moneyText(facts, priceFrom, currency);
  return priceFrom === priceTo ? from : `from ${from}`;
}

export function listingPage(listing: ListingDetail, facts: Facts): string {
  const { currency, arbitration: court, variants } = listing;
  const head = record(
    [
      ["title", facts.style("strong", printable(listing.title))],
      ["listing", `${listing.seller}/${listing.id}`],
      ["cid", listing.cid],
      ["seller", partyText(facts, listing.sellerName, listing.seller)],
      ["rating", ratingText(listing.rating)],
      ["category", printable(`${listing.category}, ${listing.condition}`)],
      ["tags", listing.tags.length > 0 ? printable(listing.tags.join(", ")) : undefined],
      ["ships from", printable(listing.shipsFrom)],
      ["shipping", listing.shipping.length > 0 ? undefined : shippedNot(listing)],
      ["ships within", durationText(listing.shipWindow)],
      ["to inspect", `${durationText(listing.inspectionWindow)} from shipping`],
      [
        "disputes",
        court
          ? `${partyText(facts, court.arbitratorName, court.arbitrator)} decides for ${percentText(court.feeBps)}`
          : "no arbitrator: no buyer protection after shipping",
      ],
      ["pictures", listing.pictures.length > 0 ? listing.pictures.map(({ cid }) => cid).join("\n") : undefined],
      ["old offers", listing.oldOffers ? oldOffersText(listing.oldOffers, facts) : undefined],
    ],
    facts,
  );
  const offers = table<(typeof variants)[number]>(
    [
      { title: "variant", cell: ({ id }) => id },
      { title: "title", cell: ({ title }) => title || NOTHING, shrinks: true },
      { title: "price", cell: ({ price }) => moneyText(facts, price, currency), right: true },
      { title: "left", cell: ({ left }) => (left === null ? "not counted" : String(left)), right: true },
      { title: "offered until", cell: ({ validUntil }) => whenText(facts, validUntil) },
      { title: "", cell: ({ unavailable }) => unavailable ?? "", tone: () => "bad" },
    ],
    variants,
    facts,
  );
  const ways = listing.shipping.length > 0 ? [shippingTable(listing, facts)] : [];
  const words = printableLines(listing.description);
  return [head, ...(words ? [words] : []), offers, ...ways].join("\n\n");
}

const shippingTable = ({ shipping, currency }: ListingDetail, facts: Facts): string =>
  table<ListingDetail["shipping"][number]>(
    [
      { title: "option", cell: ({ id }) => id },
      { title: "sent by", cell: ({ title }) => title, shrinks: true },
      { title: "first unit", cell: ({ first }) => moneyText(facts, first, currency), right: true },
      { title: "each further", cell: ({ further }) => moneyText(facts, further, currency), right: true },
      { title: "days", cell: ({ days }) => daysText(days), right: true },
      { title: "to", cell: ({ to }) => placesText(to), shrinks: true },
    ],
    shipping,
    facts,
  );

export const daysText = (days: { min: number; max: number } | null): string => {
  if (!days) return NOTHING;
  return days.min === days.max ? String(days.min) : `${days.min} to ${days.max}`;
};

const shippedNot = ({ file }: ListingDetail): string =>
  file ? "a file: the seller's node delivers it" : "a service: nothing is sent";

const oldOffersText = (old: OldOffers, facts: Facts): string =>
  `${old.count} cheaper ones can be paid until ${whenText(facts, old.validUntil)}${
    old.lowestPrice === null ? "" : `, from ${lowestText(old, facts)}`
  }; ${VOIDED}`;

const lowestText = ({ lowestPrice, currency }: OldOffers, facts: Facts): string =>
  lowestPrice === null || currency === null ? NOTHING : moneyText(facts, lowestPrice, currency);

const VOIDED = "souk listings void-old-offers ends that";

type OldOffersOfListing = OldOffers & { listing: string };

export const oldOffersTable = (items: readonly OldOffersOfListing[], facts: Facts): string =>
  [
    table<OldOffersOfListing>(
      [
        { title: "listing", cell: ({ listing }) => listing },
        { title: "cheaper offers", cell: ({ count }) => String(count), right: true },
        { title: "with shipping, from", cell: (old) => lowestText(old, facts), right: true },
        { title: "can be paid until", cell: ({ validUntil }) => whenText(facts, validUntil) },
      ],
      items,
      facts,
    ),
    `They were signed before and are valid orders if somebody pays them; ${VOIDED}.`,
  ].join("\n\n");

export const placesText = (places: readonly string[]): string =>
  places.join() === "*" ? "everywhere" : printable(places.join(" "));

export const reviewTable = (items: readonly ReviewView[], facts: Facts): string =>
  table<ReviewView>(
    [
      { title: "rating", cell: ({ rating }) => `${rating} of 5` },
      {
        title: "review",
        cell: ({ text, reply }) =>
          [text?.title, text?.body, reply && `The seller: ${reply}`].filter(Boolean).join(": ") || NOTHING,
        shrinks: true,
      },
      { title: "listing", cell: ({ listing }) => listing?.title ?? NOTHING, shrinks: true },
      { title: "buyer", cell: ({ buyer, buyerName }) => buyerName ?? idText(facts, buyer), shrinks: true },
      { title: "when", cell: ({ at }) => relativeText(at, facts.now) },
    ],
    items,
    facts,
  );
