// Sample nouns for tests: a listing, its signed record, an order, and accounts to sign with.
import { Wallet } from "ethers";
import { createLocalSigner } from "../../node/chain/local-signer.ts";
import type { Signer } from "../../node/core/ports/signer.ts";
import { cidOf } from "../../protocol/block.ts";
import { DEV_CHAIN_ID } from "../../protocol/deployments.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import { ZERO_ADDRESS } from "../../protocol/ids.ts";
import { offersOf } from "../../protocol/listing-offers.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import { type Listing, type Variant, encodeListing } from "../../protocol/listing.ts";
import type { Order } from "../../protocol/order.ts";
import type { ShippingOption } from "../../protocol/shipping.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { signedListing, signedListings } from "./signed-listing.ts";

export const DOMAIN: Domain = {
  chainId: DEV_CHAIN_ID,
  escrow: "0x5fbdb2315678afecb367f032d93f642f64180aa3" as Address,
};
export const TUSD = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512" as Address;

const account = (number: number) => new Wallet(`0x${number.toString(16).padStart(64, "0")}`);
const addressOf = (number: number) => account(number).address.toLowerCase() as Address;

export const SELLER_KEY = 11;
export const SELLER = addressOf(SELLER_KEY);
export const BUYER = addressOf(12);
export const ARBITRATOR = addressOf(13);
export const FALLBACK = addressOf(14);

/** Signs a 32-byte digest as the account with this small private key. */
export const signWith = (key: number, digest: Hex32): string => account(key).signingKey.sign(digest).serialized;

export const signerOf = (key: number): Signer => createLocalSigner(account(key).privateKey);

export const parcel = (to: string[] = ["*"], changes: Partial<ShippingOption> = {}): ShippingOption => ({
  id: "parcel" as ListingId,
  title: "Tracked parcel",
  to,
  first: "4500000",
  further: "1500000",
  days: { min: 2, max: 5 },
  ...changes,
});

export const sampleVariant = (changes: Partial<Variant> = {}): Variant => ({
  id: "one" as ListingId,
  title: "",
  sku: "",
  price: "1000",
  maxUnits: 0,
  picture: null,
  weight: 0,
  ...changes,
});

/** Goods are sent by one option to all of `shipsTo`, unless the changes say another way. */
export function sampleListing(changes: Partial<Listing> = {}): Listing {
  return {
    v: 1,
    kind: "listing",
    seller: SELLER,
    id: "storm-lantern" as ListingId,
    title: "Storm lantern",
    description: "Hand-blown glass in a brass frame.",
    category: "home/light",
    tags: ["brass", "glass"],
    condition: "new",
    currency: TUSD,
    shipping: changes.file || changes.service ? [] : [parcel(changes.shipsTo)],
    shipsFrom: "PT",
    shipsTo: ["*"],
    pictures: [
      {
        cid: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
        type: "image/webp",
        bytes: 12_345,
        width: 1_200,
        height: 900,
        alt: "A lantern",
        thumbnail: { cid: "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq", bytes: 2_345 },
      },
    ],
    file: null,
    service: false,
    variants: [
      sampleVariant({ id: "brass" as ListingId, title: "Brass", sku: "L-1", price: "24900000", maxUnits: 3 }),
      sampleVariant({ id: "steel" as ListingId, title: "Steel", price: "19900000" }),
    ],
    shipWindow: 5 * 86_400,
    inspectionWindow: 14 * 86_400,
    arbitration: {
      arbitrator: ARBITRATOR,
      fallback: null,
      feeBps: 300,
      rulingWindow: 7 * 86_400,
      defaultBuyerBps: 5_000,
    },
    ...changes,
  };
}

/** The listing as its seller's journal carries it. */
export const sampleRecord = (
  listing: Listing,
  {
    key = SELLER_KEY,
    domain = DOMAIN,
    ...signed
  }: { key?: number; domain?: Domain; validUntil?: number; sequence?: number } = {},
): ListingRecord => signedListing(domain, listing, (digest) => signWith(key, digest), signed);

/** Several in one catalogue. */
export const sampleRecords = (listings: readonly Listing[]): ListingRecord[] =>
  signedListings(DOMAIN, listings, (digest) => signWith(SELLER_KEY, digest));

export function sampleOrder(changes: Partial<Order> = {}, listing = sampleListing()): Order {
  const [first] = offersOf(listing, cidOf(encodeListing(listing)), 2_000_000_000);
  return { offer: first!.offer, buyer: BUYER, units: 1, salt: 7n, referrer: ZERO_ADDRESS, ...changes };
}
