// A catalogue: all offers of a seller under one signature, as a tree with stable slots (rules C-1 … C-7).
import { concatBytes } from "@noble/hashes/utils.js";
import { digestOf } from "./block.ts";
import { type Address, type Cid, type Hex32, type ListingId, ZERO_HEX32, fromHex, keccak } from "./ids.ts";
import { type Domain, type Fields, structHash, typedDigest } from "./typed-data.ts";

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

/** What the seller signs for all offers at once (EIP-712, primary type `Catalogue`). */
export const catalogueDigest = (domain: Domain, catalogue: Catalogue): Hex32 =>
  typedDigest(domain, "Catalogue", CATALOGUE_FIELDS, catalogue);

export const CONTENT_FIELDS = [
  ["listing", "string"],
  ["terms", "bytes32"],
] as const satisfies Fields;

/** The leaf that says which edition of a listing an offer's slot is about: an EIP-712 struct hash (C-6). */
export const contentLeaf = (listing: ListingId, cid: Cid): Hex32 =>
  structHash("Content", CONTENT_FIELDS, { listing, terms: digestOf(cid) });

/** keccak256 of both, the smaller one first (C-2). */
const nodeOf = (a: Hex32, b: Hex32): Hex32 => keccak(concatBytes(...(a < b ? [a, b] : [b, a]).map(fromHex)));

/** A tree whose leaves keep their slots: a change costs one path to the root, a proof reads one. */
export interface SlotTree {
  /** @returns the slot it took: one that was freed, else the next (C-5) */
  add(leaf: Hex32): number;
  /** Replaces the leaf of a slot that holds one. @throws RangeError */
  replace(slot: number, leaf: Hex32): void;
  /** Frees a slot that holds a leaf. @throws RangeError */
  remove(slot: number): void;
  leaf(slot: number): Hex32 | undefined;
  /** {@link ZERO_HEX32} while no slot holds a leaf. */
  root(): Hex32;
  /** From leaf to root (C-4). @throws RangeError if the slot holds no leaf */
  proof(slot: number): Hex32[];
}

/** @param slots the leaves by slot, undefined where one is free */
export function createSlotTree(slots: readonly (Hex32 | undefined)[] = []): SlotTree {
  /** `layers[0]` holds the leaves; the last layer has one node. */
  const layers: (Hex32 | undefined)[][] = [[]];
  const free: number[] = [];

  const child = (layer: number, index: number): Hex32 | undefined => layers[layer]![index];

  /** An absent sibling lets the other one move up unchanged (C-3). */
  function parent(layer: number, index: number): Hex32 | undefined {
    const [left, right] = [child(layer - 1, 2 * index), child(layer - 1, 2 * index + 1)];
    return left && right ? nodeOf(left, right) : (left ?? right);
  }

  function put(slot: number, leaf: Hex32 | undefined): void {
    layers[0]![slot] = leaf;
    for (let layer = 1, index = slot; layers[layer - 1]!.length > 1; layer++) {
      index = Math.floor(index / 2);
      layers[layer] ??= [];
      layers[layer]![index] = parent(layer, index);
    }
  }

  function held(slot: number): Hex32 {
    const leaf = layers[0]![slot];
    if (!leaf) throw new RangeError(`slot ${slot} of the catalogue holds nothing`);
    return leaf;
  }

  for (const [slot, leaf] of slots.entries()) {
    put(slot, leaf);
    if (!leaf) free.push(slot);
  }

  return {
    add(leaf) {
      const slot = free.pop() ?? layers[0]!.length;
      put(slot, leaf);
      return slot;
    },
    replace(slot, leaf) {
      held(slot);
      put(slot, leaf);
    },
    remove(slot) {
      held(slot);
      put(slot, undefined);
      free.push(slot);
    },
    leaf: (slot) => layers[0]![slot],
    root: () => layers.at(-1)![0] ?? ZERO_HEX32,
    proof(slot) {
      held(slot);
      return layers.slice(0, -1).flatMap((nodes, layer) => {
        const index = Math.floor(slot / 2 ** layer);
        return nodes[index % 2 === 0 ? index + 1 : index - 1] ?? [];
      });
    },
  };
}

/** Whether `leaf` is under `root` by this proof, as the escrow judges it (C-2, C-4). */
export const verifyProof = (root: Hex32, leaf: Hex32, path: readonly Hex32[]): boolean =>
  path.length <= MAX_DEPTH && path.reduce(nodeOf, leaf) === root;
