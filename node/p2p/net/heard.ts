// What peers say they hold: the furthest row of each journal, and when it was last heard of.
import type { Address } from "../../../protocol/ids.ts";

export interface Heard {
  sequence: number;
  /** Unix milliseconds. */
  at: number;
}

export type HeardRows = ReturnType<typeof createHeard>;

/** @param isKnown whether a journal's writer is certified here: strangers name owners without end */
export function createHeard(isKnown: (owner: Address) => boolean) {
  const best = new Map<Address, Heard & { peerId: string }>();
  return {
    add(peerId: string, rows: readonly (readonly [Address, number, ...unknown[]])[]): void {
      const at = Date.now();
      for (const [owner, sequence] of rows) {
        if (!isKnown(owner)) continue;
        const known = best.get(owner);
        // A peer may take back what it said itself; only that it said more counts against others.
        if (!known || known.peerId === peerId || sequence > known.sequence) best.set(owner, { peerId, sequence, at });
        else known.at = at;
      }
    },
    /** A claim lasts no longer than its connection. */
    gone(peerId: string): void {
      for (const [owner, heard] of best) if (heard.peerId === peerId) best.set(owner, { ...heard, sequence: 0 });
    },
    of: (owner: Address): Heard | undefined => best.get(owner),
  };
}
