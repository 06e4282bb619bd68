// Signed listings of a test node's account, made fast enough for thousands of them.
import { createRequire } from "node:module";
import { cidOf } from "../../protocol/block.ts";
import { type Hex32, type ListingId, ZERO_ADDRESS, fromHex, keccak } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { type Listing, encodeListing, offerOf } from "../../protocol/listing.ts";
import { offerDigest } from "../../protocol/offer.ts";
import { DOMAIN, createAccount } from "./p2p-node.ts";

const { ecdsaSign } = createRequire(import.meta.url)("secp256k1") as {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
};

const keyOf = (seed: string): Uint8Array => fromHex(keccak(new TextEncoder().encode(`account ${seed}`)));

function sign(seed: string, digest: Hex32): string {
  const { signature, recid } = ecdsaSign(fromHex(digest), keyOf(seed));
  return `0x${Buffer.from(signature).toString("hex")}${(27 + recid).toString(16)}`;
}

/** Of about 1.2 kB; an edition is told from another by its words. */
export function listingRecord(seed: string, id: string, edition = 1): JournalRecord {
  const listing: Listing = {
    v: 1,
    kind: "listing",
    seller: createAccountOnce(seed).address,
    id: id as ListingId,
    title: `Thing ${id}, edition ${edition}`,
    description: `${keccak(new TextEncoder().encode(`${id} ${edition}`))} `.repeat(8).trim(),
    category: "home/light",
    tags: ["brass"],
    condition: "new",
    currency: ZERO_ADDRESS,
    shipping: "0",
    shipsFrom: "PT",
    shipsTo: ["*"],
    pictures: [],
    file: null,
    variants: [{ id: "one" as ListingId, title: "", price: `${1_000 + edition}`, maxUnits: 0 }],
    shipWindow: 86_400,
    inspectionWindow: 86_400,
    arbitration: null,
  };
  const block = encodeListing(listing);
  const signed = { validUntil: 2_000_000_000, counter: 0 };
  const digest = offerDigest(DOMAIN, offerOf(listing, cidOf(block), listing.variants[0]!, signed));
  return { kind: "listing", block, offers: [{ ...signed, signature: sign(seed, digest) }] };
}

const accounts = new Map<string, ReturnType<typeof createAccount>>();

function createAccountOnce(seed: string) {
  let account = accounts.get(seed);
  if (!account) accounts.set(seed, (account = createAccount(seed)));
  return account;
}
