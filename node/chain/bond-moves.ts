// Whose bond moved, as logs of SellerBond name them: a reason to ask the contract again, and nothing that is believed by itself.
import type { Address } from "../../protocol/ids.ts";
import { HEADER_WINDOW } from "../core/ports/chain.ts";
import type { RawLog } from "./answers.ts";

export interface BondMove {
  of: Address;
  block: number;
}

export interface BondMoves {
  /** Of blocks that are followed now. */
  moved(moves: readonly BondMove[]): void;
  /** The blocks above `to` are gone. */
  rolledBack(to: number): void;
}

/** All events of SellerBond name the bond's owner first. @returns undefined for a log that names nobody */
export function moveOf({ topics, blockNumber }: RawLog): BondMove | undefined {
  const owner = topics[1];
  return owner && { of: `0x${owner.slice(-40)}` as Address, block: blockNumber };
}

/** @param tell is called with each owner whose bond may be another now */
export function createBondMoves(tell: (of: Address) => void): BondMoves {
  /** Those that a reorganisation could take back. */
  let recent: BondMove[] = [];

  function tellAll(moves: readonly BondMove[]): void {
    for (const owner of new Set(moves.map(({ of }) => of))) tell(owner);
  }

  return {
    moved(moves) {
      const newest = moves.at(-1)?.block;
      if (newest === undefined) return;
      recent = [...recent, ...moves].filter(({ block }) => block > newest - HEADER_WINDOW);
      tellAll(moves);
    },
    rolledBack(to) {
      tellAll(recent.filter(({ block }) => block > to));
      recent = recent.filter(({ block }) => block <= to);
    },
  };
}
