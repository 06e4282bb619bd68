// A small checkpoint: what was said, what it comes to, its one chunk, the file's root and the signature. Made without node/p2p/checkpoint.
import { createHash } from "node:crypto";
import * as dagCbor from "@ipld/dag-cbor";
import * as dagPb from "@ipld/dag-pb";
import { SigningKey, computeAddress, hexlify } from "ethers";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create as createDigest } from "multiformats/hashes/digest";
import { sign } from "../../node/p2p/keys.ts";
import { type Address, type ListingId, ZERO_ADDRESS, fromHex, journalName } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { Listing } from "../../protocol/listing.ts";
import { encodeProfile } from "../../protocol/profile.ts";
import { signedListing } from "../../test/support/signed-listing.ts";
import { ESCROW } from "./addresses.ts";
import { key } from "./offers.ts";

const CHAIN_ID = 31_337;
const SHA2_256 = 0x12;
const escrow = ESCROW.toLowerCase() as Address;
const owner = computeAddress(key("seller")).toLowerCase() as Address;
const journalKey = key("seller's journal");
const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

function listing(id: string, title: string, signer = "seller"): JournalRecord {
  const value: Listing = {
    v: 1,
    kind: "listing",
    seller: owner,
    id: id as ListingId,
    title,
    description: "",
    category: "home/light",
    tags: [],
    condition: "new",
    currency: ZERO_ADDRESS,
    shipsFrom: "PT",
    shipsTo: ["*"],
    shipping: [{ id: "post" as ListingId, title: "Post", to: ["*"], first: "0", further: "0", days: null }],
    pictures: [],
    file: null,
    service: false,
    variants: [{ id: "one" as ListingId, title: "", sku: "", price: "1000", maxUnits: 0, picture: null, weight: 0 }],
    shipWindow: 86_400,
    inspectionWindow: 86_400,
    arbitration: null,
  };
  const domain = { chainId: CHAIN_ID, escrow };
  return signedListing(domain, value, (digest) => new SigningKey(key(signer)).sign(digest).serialized);
}

const profile = encodeProfile({
  v: 1,
  kind: "profile",
  owner,
  name: "Lantern Works",
  about: "",
  location: "",
  picture: null,
  arbitrator: null,
  selling: {
    returns: "Within 14 days.",
    shipping: "",
    terms: "",
    shipsFrom: ["PT"],
    currencies: [ZERO_ADDRESS],
    arbitrators: [],
  },
});

/** Unsigned varint of a number below 2^14. */
const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, value >> 7]);

export function checkpointVectors() {
  const [lantern, edited] = [listing("lantern", "Lantern"), listing("lantern", "Lantern, second edition")];
  const bell = listing("bell", "Bell");
  const said: [sequence: number, record: JournalRecord, note?: string][] = [
    [1, lantern],
    [1, listing("gone", "Soon gone")],
    [2, { kind: "profile", block: profile }],
    [3, bell],
    [4, edited],
    [4, { kind: "delisting", listing: "gone" as ListingId }],
    [5, listing("bell", "Not signed by the seller", "buyer"), "refused: it takes nothing's place"],
  ];
  const items = [
    ["listing/bell", 3, bell],
    ["listing/lantern", 4, edited],
    ["profile", 2, { kind: "profile", block: profile }],
  ];
  const chunk = Buffer.concat(
    items.map((item) => dagCbor.encode(item)).flatMap((body) => [Buffer.from(varint(body.length)), body]),
  );
  const leaf = CID.createV1(raw.code, createDigest(SHA2_256, sha256(chunk)));
  // UnixFS: Type File, filesize, one blocksize.
  const data = Uint8Array.from([0x08, 0x02, 0x18, ...varint(chunk.length), 0x20, ...varint(chunk.length)]);
  const root = dagPb.encode({ Data: data, Links: [{ Name: "", Tsize: chunk.length, Hash: leaf }] });
  const words = {
    v: 1,
    kind: "checkpoint",
    journal: journalName(CHAIN_ID, escrow, owner),
    epoch: 1,
    sequence: 5,
    head: new Uint8Array(32).fill(5),
    root: sha256(root),
    items: items.length,
    bytes: chunk.length,
  };
  const signature = sign(fromHex(journalKey), dagCbor.encode(words));
  const { head, root: digest, ...shown } = words;
  return {
    owner,
    journalKey,
    said: said.map(([sequence, record, note]) => ({
      sequence,
      record: hexlify(dagCbor.encode(record)),
      ...(note && { note }),
    })),
    items: items.map(([name, sequence]) => [name, sequence]),
    chunk: hexlify(chunk),
    root: hexlify(root),
    checkpoint: { ...shown, head: hexlify(head), root: hexlify(digest) },
    signature,
    signed: hexlify(dagCbor.encode({ ...words, signature })),
  };
}
