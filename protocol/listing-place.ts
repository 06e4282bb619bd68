// A listing's place in a catalogue that its seller signed (C-2, C-7, C-8), and whether it is that: what its neighbours have shown already is not shown again.
import { concatBytes } from "@noble/hashes/utils.js";
import { equals } from "multiformats/bytes";
import { z } from "zod";
import { type Catalogue, HASH_BYTES, MAX_DEPTH, catalogueDigest, nodeAbove } from "./catalogue.ts";
import type { Recover } from "./envelope.ts";
import { type Address, type Hex32, fromHex, toHex } from "./ids.ts";
import type { Domain } from "./typed-data.ts";

export const bytes = (least: number, most: number, step = 1) =>
  z.custom<Uint8Array>(
    (value) =>
      value instanceof Uint8Array && value.length >= least && value.length <= most && value.length % step === 0,
    `expected ${least} to ${most} bytes`,
  );
const uint40 = z.int().max(2 ** 40 - 1);

/** Where a listing's offers stand, and who signed for it. Hashes are bytes: there is one of these in each record. */
export const listingPlace = z.strictObject({
  /** Of all its offers: unix seconds of chain time. */
  validUntil: uint40.min(1),
  /** The first of the block of slots that its offers take (C-1). The seller's own note: nothing follows from it. */
  slot: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  /** 32 bytes for each sibling from that block to the catalogue's root. */
  path: bytes(0, 32 * MAX_DEPTH, 32),
  catalogue: z.strictObject({
    sequence: uint40.min(1),
    offersRoot: bytes(32, 32),
    contentDigest: bytes(32, 32),
    /** r ‖ s ‖ v for a plain account; more for an ERC-1271 wallet. */
    signature: bytes(65, 1_024),
  }),
});
export type ListingPlace = z.output<typeof listingPlace>;

export const signatureOf = ({ catalogue }: ListingPlace): string => toHex(catalogue.signature);

/** The place as a record carries it. */
export function placeOf(
  { sequence, offersRoot, contentDigest }: Catalogue,
  signature: string,
  { validUntil, slot, path }: { validUntil: number; slot: number; path: readonly Hex32[] },
): ListingPlace {
  return {
    validUntil,
    slot,
    path: concatBytes(...path.map(fromHex)),
    catalogue: {
      sequence,
      offersRoot: fromHex(offersRoot),
      contentDigest: fromHex(contentDigest),
      signature: fromHex(signature),
    },
  };
}

export type PlaceFault = "proof" | "signature";

/** @param node over the listing's own offers. @returns what is wrong, if anything is */
export type CheckPlace = (node: Hex32, place: ListingPlace, seller: Address) => PlaceFault | undefined;

/** The last place that was right in a catalogue. */
interface Shown {
  seller: Address;
  catalogue: ListingPlace["catalogue"];
  path: Uint8Array;
  /** By how many siblings are above them. */
  nodes: Uint8Array[];
}

/**
 * Remembers `most` catalogues, each with the last listing found in it: a thousand listings under one signature cost one
 * recovery, and in the order of their slots about two hashes each.
 * @param hash counts them in a test
 */
export function createPlaceCheck(domain: Domain, recover: Recover, most = 1_024, hash = nodeAbove): CheckPlace {
  const known = new Map<string, Shown>();

  return function check(node, { path, catalogue }, seller) {
    const signature = toHex(catalogue.signature);
    const kept = known.get(signature);
    const shown = kept && isSame(kept, seller, catalogue) ? kept : undefined;
    const nodes = climb(fromHex(node), path, catalogue.offersRoot, shown, hash);
    if (!nodes) return "proof";
    if (!shown && recover(catalogueDigest(domain, catalogueOf(seller, catalogue)), signature) !== seller) {
      return "signature";
    }
    // Copied: a record's bytes are part of an entry's, which would be kept with them.
    known.set(signature, {
      seller,
      catalogue: shown?.catalogue ?? copyOf(catalogue),
      path: path.slice(),
      nodes,
    });
    if (known.size > most) known.delete(known.keys().next().value!);
    return undefined;
  };
}

/** @returns the nodes from here to below the root, or undefined if it leads elsewhere */
function climb(
  node: Uint8Array,
  path: Uint8Array,
  root: Uint8Array,
  shown: Shown | undefined,
  hash: typeof nodeAbove,
): Uint8Array[] | undefined {
  const length = path.length / HASH_BYTES;
  const shared = shown ? commonEnd(shown.path, path) : 0;
  const nodes = shown ? shown.nodes.slice(0, length + 1) : [];
  let at = node;
  for (let above = length; above > 0; above--) {
    if (above <= shared && equals(nodes[above]!, at)) return nodes;
    nodes[above] = at;
    const from = path.length - HASH_BYTES * above;
    at = hash(at, path.subarray(from, from + HASH_BYTES));
  }
  return equals(at, root) ? nodes : undefined;
}

/** How many siblings two paths end with alike. */
function commonEnd(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && a[a.length - 1 - same] === b[b.length - 1 - same]) same++;
  return Math.floor(same / HASH_BYTES);
}

const isSame = (shown: Shown, seller: Address, { sequence, offersRoot, contentDigest }: Shown["catalogue"]): boolean =>
  shown.seller === seller &&
  shown.catalogue.sequence === sequence &&
  equals(shown.catalogue.offersRoot, offersRoot) &&
  equals(shown.catalogue.contentDigest, contentDigest);

const copyOf = ({ sequence, offersRoot, contentDigest, signature }: Shown["catalogue"]): Shown["catalogue"] => ({
  sequence,
  offersRoot: offersRoot.slice(),
  contentDigest: contentDigest.slice(),
  signature: signature.slice(),
});

const catalogueOf = (
  seller: Address,
  { sequence, offersRoot, contentDigest }: ListingPlace["catalogue"],
): Catalogue => ({
  seller,
  sequence,
  offersRoot: toHex(offersRoot) as Hex32,
  contentDigest: toHex(contentDigest) as Hex32,
});
