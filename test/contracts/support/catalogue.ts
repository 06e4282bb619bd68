// Catalogues as a seller's client makes them: offers in stable slots, proofs of sorted pairs, one signature; by ethers alone.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { ZeroHash, concat, id as keccakText, keccak256 } from "ethers";
import { escrowDomain } from "./offer.ts";
import type { Deal, Trade } from "./trade.ts";

export const CATALOGUE_TYPES = {
  Catalogue: [
    { name: "seller", type: "address" },
    { name: "sequence", type: "uint64" },
    { name: "offersRoot", type: "bytes32" },
    { name: "contentDigest", type: "bytes32" },
  ],
};

/** Node over two: the smaller hash first. Hashes are lower-case hex of one length, so they compare as strings. */
export const nodeOf = (a: string, b: string): string => keccak256(concat(a < b ? [a, b] : [b, a]));

/** A tree of any depth whose first slots are `leaves` and whose other slots are empty. */
export function treeOf(leaves: string[], depth: number) {
  const levels = [leaves];
  const empty = [ZeroHash];
  for (let height = 0; height < depth; height++) {
    const [below, nothing] = [levels[height]!, empty[height]!];
    const pairs = Array.from({ length: Math.ceil(below.length / 2) }, (_, i) => 2 * i);
    levels.push(pairs.map((i) => nodeOf(below[i]!, below[i + 1] ?? nothing)));
    empty.push(nodeOf(nothing, nothing));
  }
  return {
    root: levels[depth]![0]!,
    /** Siblings from the leaf up. */
    pathOf(slot: number): string[] {
      let at = slot;
      return levels.slice(0, depth).map((level, height) => {
        const sibling = at % 2 === 0 ? at + 1 : at - 1;
        at = Math.floor(at / 2);
        return level[sibling] ?? empty[height]!;
      });
    },
  };
}

export interface Edition {
  seller: string;
  sequence: bigint;
  offersRoot: string;
  contentDigest: string;
}

export async function signCatalogue(
  { escrow }: Pick<Trade, "escrow">,
  signer: Pick<HardhatEthersSigner, "provider" | "signTypedData">,
  edition: Edition,
): Promise<string> {
  const { chainId } = await signer.provider!.getNetwork();
  return signer.signTypedData(escrowDomain(chainId, escrow.target as string), CATALOGUE_TYPES, edition);
}

export interface Publication {
  depth?: number;
  sequence?: bigint;
  contentDigest?: string;
  /** Signs in place of the trade's seller. */
  signer?: Pick<HardhatEthersSigner, "provider" | "signTypedData">;
}

/** The deals of one seller, slot by slot, as purchases under one catalogue. */
export async function publish(trade: Trade, deals: Deal[], publication: Publication = {}): Promise<Deal[]> {
  const { depth = 2, sequence = 1n, contentDigest = keccakText("listings"), signer = trade.seller } = publication;
  const leaves = deals.map(({ digest }) => digest);
  const { root: offersRoot, pathOf } = treeOf(leaves, depth);
  const seller = deals[0]!.order.offer.seller as string;
  const signature = await signCatalogue(trade, signer, { seller, sequence, offersRoot, contentDigest });
  return deals.map((deal, slot) => ({
    ...deal,
    purchase: { ...deal.purchase, sequence, contentDigest, path: pathOf(slot), signature },
  }));
}
