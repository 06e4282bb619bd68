// Signed listings of a test node's account, made fast enough for thousands of them.
import { createRequire } from "node:module";
import { type Hex32, type ListingId, ZERO_ADDRESS, fromHex, keccak } from "../../protocol/ids.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import type { Listing } from "../../protocol/listing.ts";
import { DOMAIN, createAccount } from "./p2p-node.ts";
import { sampleVariant } from "./sample.ts";
import { signedListing } from "./signed-listing.ts";

const { ecdsaSign } = createRequire(import.meta.url)("secp256k1") as {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
};

const keyOf = (seed: string): Uint8Array => fromHex(keccak(new TextEncoder().encode(`account ${seed}`)));

function sign(seed: string, digest: Hex32): string {
  const { signature, recid } = ecdsaSign(fromHex(digest), keyOf(seed));
  return `0x${Buffer.from(signature).toString("hex")}${(27 + recid).toString(16)}`;
}

/** Of about 1.2 kB; an edition is told from another by its words. */
export function listingRecord(
  seed: string,
  id: string,
  edition = 1,
  pictures: Listing["pictures"] = [],
): ListingRecord {
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
    shipsFrom: "PT",
    shipsTo: ["*"],
    shipping: [{ id: "post" as ListingId, title: "Post", to: ["*"], first: "0", further: "0", days: null }],
    pictures,
    file: null,
    service: false,
    variants: [sampleVariant({ price: `${1_000 + edition}` })],
    shipWindow: 86_400,
    inspectionWindow: 86_400,
    arbitration: null,
  };
  return signedListing(DOMAIN, listing, (digest) => sign(seed, digest));
}

const accounts = new Map<string, ReturnType<typeof createAccount>>();

function createAccountOnce(seed: string) {
  let account = accounts.get(seed);
  if (!account) accounts.set(seed, (account = createAccount(seed)));
  return account;
}
