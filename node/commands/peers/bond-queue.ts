// Owners whose bonds are to be asked for: in no order, so that whoever names many does not come before the others; a peer's digest names thousands.
import type { Address } from "../../../protocol/ids.ts";

export type BondQueue = ReturnType<typeof createBondQueue>;

/** @param most when so many wait, a newcomer takes the place of one of them */
export function createBondQueue(most: number) {
  /** The last comes first. */
  const list: Address[] = [];
  const members = new Set<Address>();

  function push(owner: Address): void {
    list.push(owner);
    members.add(owner);
  }

  return {
    size: (): number => list.length,

    add(owner: Address): void {
      if (members.has(owner)) return;
      const place = Math.floor(Math.random() * (list.length < most ? list.length + 1 : most));
      if (list.length < most) push(owner);
      else {
        members.delete(list.at(-1)!);
        members.add(owner);
        list[list.length - 1] = owner;
      }
      [list[place], list[list.length - 1]] = [list.at(-1)!, list[place]!];
    },

    /** Before all others. */
    addFirst(owner: Address): void {
      if (members.has(owner)) list.splice(list.indexOf(owner), 1);
      else if (list.length >= most) members.delete(list.shift()!);
      push(owner);
    },

    /** Behind all others. */
    addLast(owner: Address): void {
      if (members.has(owner)) return;
      list.unshift(owner);
      members.add(owner);
    },

    take(count: number): Address[] {
      const taken = list.splice(-count).toReversed();
      for (const owner of taken) members.delete(owner);
      return taken;
    },
  };
}
