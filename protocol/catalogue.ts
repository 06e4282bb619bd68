// A catalogue: all offers of a seller under one signature, as a tree with stable slots (rules C-1 … C-8).
import { keccak256 } from "#keccak";
import { digestOf } from "./block.ts";
import { type Address, type Cid, type Hex32, type ListingId, ZERO_HEX32, fromHex, toHex } from "./ids.ts";
import { type Domain, type Fields, type TypedData, structHash, typedData, typedDigest } from "./typed-data.ts";

/** Elements of a proof. A tree's slots are an array's indices, so it never grows deeper. */
export const MAX_DEPTH = 32;

export interface Catalogue {
  seller: Address;
  /** Orders the editions, from 1; void once the seller's floor is above it. */
  sequence: number;
  /** Root over the offers' EIP-712 digests. */
  offersRoot: Hex32;
  /** Root over {@link contentLeaf}, with the same slots. */
  contentDigest: Hex32;
}

export const CATALOGUE_FIELDS = [
  ["seller", "address"],
  ["sequence", "uint64"],
  ["offersRoot", "bytes32"],
  ["contentDigest", "bytes32"],
] as const satisfies Fields;

/** What the seller signs for all offers at once. */
export const typedCatalogue = (domain: Domain, catalogue: Catalogue): TypedData =>
  typedData(domain, "Catalogue", CATALOGUE_FIELDS, catalogue);

export const catalogueDigest = (domain: Domain, catalogue: Catalogue): Hex32 =>
  typedDigest(domain, "Catalogue", CATALOGUE_FIELDS, catalogue);

export const CONTENT_FIELDS = [
  ["listing", "string"],
  ["terms", "bytes32"],
] as const satisfies Fields;

/** The leaf that says which edition of a listing an offer's slot is about: an EIP-712 struct hash (C-6). */
export const contentLeaf = (listing: ListingId, cid: Cid): Hex32 =>
  structHash("Content", CONTENT_FIELDS, { listing, terms: digestOf(cid) });

export const HASH_BYTES = 32;
const both = new Uint8Array(2 * HASH_BYTES);

/** The node above two, 32 bytes each: keccak256 of both, the smaller one first (C-2). */
export function nodeAbove(a: Uint8Array, b: Uint8Array): Uint8Array {
  const aFirst = isBelow(a, b);
  both.set(a, aFirst ? 0 : HASH_BYTES);
  both.set(b, aFirst ? HASH_BYTES : 0);
  return keccak256(both);
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  let at = 0;
  while (at < HASH_BYTES - 1 && a[at] === b[at]) at++;
  return a[at]! < b[at]!;
}

const nodeOf = (a: Hex32, b: Hex32): Hex32 => toHex(nodeAbove(fromHex(a), fromHex(b))) as Hex32;

/** Of the aligned block of slots that so many leaves take: it has `2 ** height` slots (C-1). */
export const heightOf = (leaves: number): number => Math.ceil(Math.log2(leaves));

/** A tree whose leaves keep their slots: changes cost one path to the root each, or less together; a proof reads one. */
export interface SlotTree {
  /** Fills a slot, or frees it. Hashed when root or proof are next asked for. */
  set(slot: number, leaf: Hex32 | undefined): void;
  leaf(slot: number): Hex32 | undefined;
  /** {@link ZERO_HEX32} while no slot holds a leaf. */
  root(): Hex32;
  /** From the node `height` above the slot, 0 for its leaf, to the root (C-4). @throws RangeError if there is nothing below it */
  proof(slot: number, height?: number): Hex32[];
}

/**
 * @param slots the leaves by slot, undefined where one is free
 * @param hash of two nodes, as C-2 says
 */
export function createSlotTree(slots: readonly (Hex32 | undefined)[] = [], hash = nodeOf): SlotTree {
  /** `layers[0]` holds the leaves; the last layer has one node. */
  const layers: (Hex32 | undefined)[][] = [[]];
  /** Slots whose paths are not hashed yet. */
  let changed = new Set<number>();

  /** An absent sibling lets the other one move up unchanged (C-3). */
  function parent(layer: number, index: number): Hex32 | undefined {
    const below = layers[layer - 1]!;
    const [left, right] = [below[2 * index], below[2 * index + 1]];
    return left && right ? hash(left, right) : (left ?? right);
  }

  function set(slot: number, leaf: Hex32 | undefined): void {
    // A tree that grows higher has new nodes above all that was there.
    if (slot >= layers[0]!.length) changed.add(0);
    layers[0]![slot] = leaf;
    changed.add(slot);
  }

  function hashChanged(): void {
    let indices = changed;
    changed = new Set();
    if (indices.size === 0) return;
    for (let layer = 1; layers[layer - 1]!.length > 1; layer++) {
      const nodes = (layers[layer] ??= []);
      const above = new Set<number>();
      for (const index of indices) above.add(Math.floor(index / 2));
      for (const index of above) nodes[index] = parent(layer, index);
      indices = above;
    }
  }

  for (const [slot, leaf] of slots.entries()) set(slot, leaf);

  return {
    set,
    leaf: (slot) => layers[0]![slot],
    root() {
      hashChanged();
      return layers.at(-1)![0] ?? ZERO_HEX32;
    },
    proof(slot, height = 0) {
      hashChanged();
      const from = Math.min(height, layers.length - 1);
      if (!layers[from]![Math.floor(slot / 2 ** from)]) {
        throw new RangeError(`slot ${slot} of the catalogue holds nothing`);
      }
      return layers.slice(from, -1).flatMap((nodes, above) => {
        const index = Math.floor(slot / 2 ** (from + above));
        return nodes[index % 2 === 0 ? index + 1 : index - 1] ?? [];
      });
    },
  };
}

/** Where a path leads from a node: to the root, if it is under that (C-2). */
export const pathRoot = (node: Hex32, path: readonly Hex32[]): Hex32 => path.reduce(nodeOf, node);

/** Whether `leaf` is under `root` by this proof, as the escrow judges it (C-2, C-4). */
export const verifyProof = (root: Hex32, leaf: Hex32, path: readonly Hex32[]): boolean =>
  path.length <= MAX_DEPTH && pathRoot(leaf, path) === root;
