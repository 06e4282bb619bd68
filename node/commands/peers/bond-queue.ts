// Owners whose bonds are to be asked for: in no order, so that whoever names many does not come before the others; a peer's digest names thousands.
import type { Address } from "../../../protocol/ids.ts";

export type BondQueue = ReturnType<typeof createBondQueue>;

/** @param most when so many wait, a newcomer takes the place of any of them */
export function createBondQueue(most: number) {
  const members = new Set<Address>();
  /** Named by the chain, newest last. They come before all others, however many are added meanwhile. */
  const first: Address[] = [];
  const others: Address[] = [];
  /** Behind all others, in their order. */
  const last: Address[] = [];

  const random = (below: number): number => Math.floor(Math.random() * below);

  function enter(owner: Address, list: Address[]): void {
    if (members.size >= most) {
      const place = random(others.length + last.length);
      const [gone] = place < others.length ? others.splice(place, 1) : last.splice(place - others.length, 1);
      members.delete(gone ?? first.shift()!);
    }
    members.add(owner);
    list.push(owner);
  }

  function leave(owner: Address): void {
    if (!members.delete(owner)) return;
    for (const list of [first, others, last]) if (list.includes(owner)) list.splice(list.indexOf(owner), 1);
  }

  return {
    size: (): number => members.size,

    add(owner: Address): void {
      if (members.has(owner)) return;
      enter(owner, others);
      const place = random(others.length);
      [others[place], others[others.length - 1]] = [owner, others[place]!];
    },

    /** Before all others. */
    addFirst(owner: Address): void {
      leave(owner);
      enter(owner, first);
    },

    /** Behind all others. */
    addLast(owner: Address): void {
      if (!members.has(owner)) enter(owner, last);
    },

    take(count: number): Address[] {
      const taken: Address[] = [];
      while (taken.length < count && members.size > 0) {
        const owner = first.pop() ?? others.pop() ?? last.shift()!;
        members.delete(owner);
        taken.push(owner);
      }
      return taken;
    },
  };
}
