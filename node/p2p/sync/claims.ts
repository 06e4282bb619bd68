// Which peer's exchange pulls which journal: one at a time, until it has nothing to show for it; then whoever has it, too.
import type { Address } from "../../../protocol/ids.ts";

/** Without an entry stored for so long a claim keeps nobody away. On a slow line that is an entry that came twice. */
const STALLED_MS = 1_000;

interface Claim {
  peerId: string;
  /** When something was last stored, or else when the journal was claimed first. */
  at: number;
}

export type Claims = ReturnType<typeof createClaims>;

/** @param ask called with a peer that was turned away, once there is a reason to ask it */
export function createClaims(ask: (peerId: string, owner: Address, sequence: number) => void) {
  const claims = new Map<Address, Claim>();
  /** By journal: peers that have it too, and how far. */
  const turnedAway = new Map<Address, Map<string, number>>();

  const isHeld = (owner: Address): boolean => performance.now() - (claims.get(owner)?.at ?? -Infinity) < STALLED_MS;

  function turnAway(peerId: string, owner: Address, sequence: number): void {
    const others = turnedAway.get(owner) ?? new Map<string, number>();
    others.set(peerId, sequence);
    if (turnedAway.has(owner)) return;
    turnedAway.set(owner, others);
    setTimeout(check, STALLED_MS, owner).unref();
  }

  function check(owner: Address): void {
    const others = turnedAway.get(owner);
    if (!others) return;
    if (isHeld(owner)) return void setTimeout(check, STALLED_MS, owner).unref();
    turnedAway.delete(owner);
    for (const [peerId, sequence] of others) ask(peerId, owner, sequence);
  }

  return {
    /** @param sequence how far the peer says it has the journal @returns false when another's exchange is pulling it */
    take(peerId: string, owner: Address, sequence: number): boolean {
      const claim = claims.get(owner);
      if (claim?.peerId === peerId) return true;
      if (isHeld(owner)) {
        turnAway(peerId, owner, sequence);
        return false;
      }
      // The next one may be as silent: until something is stored, more may try.
      claims.set(owner, { peerId, at: claim?.at ?? performance.now() });
      return true;
    },

    /** Something of the journal was stored. */
    progressed: (peerId: string, owner: Address): void => void claims.set(owner, { peerId, at: performance.now() }),

    /** The peer's exchange is done with these. */
    release(peerId: string, owners: Iterable<Address>): void {
      for (const owner of owners) {
        if (claims.get(owner)?.peerId !== peerId) continue;
        claims.delete(owner);
        check(owner);
      }
    },

    isTaken: (owner: Address): boolean => claims.has(owner),
  };
}
