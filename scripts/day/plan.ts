// Who buys what of whom, and how it will end: the same plan whenever the day is played.
import { FATES, type Fate } from "./fates.ts";
import { BUYERS, type Name, SELLERS } from "./market.ts";
import { FILE } from "./stock.ts";

/** Away from noon to evening: what happens to the orders of this buyer needs no hand of theirs in that time. */
export const AWAY = "Greta" satisfies Name;
const WITHOUT_BUYER = ["claimed", "cancelled", "never shipped"];

export interface Planned {
  number: number;
  buyer: Name;
  seller: Name;
  listing: string;
  units: number;
  fate: Fate;
}

/** @param listings of each shop, so that every order is of a thing of its own */
export function planDay(listings: number): Planned[] {
  const fates = FATES.flatMap((fate) => Array.from({ length: fate.orders }, () => fate));
  const present = BUYERS.filter((name) => name !== AWAY);
  let turn = 0;
  return fates.map((fate, index) => {
    const takesAway = WITHOUT_BUYER.includes(fate.name) && index % 2 === 0;
    return {
      number: index + 1,
      buyer: takesAway ? AWAY : present[turn++ % present.length]!,
      seller: SELLERS[index % SELLERS.length]!,
      listing: fate.name === "file" ? FILE.id : `thing-${1 + ((index * 7) % (listings - 1))}`,
      units: fate.name === "file" ? 1 : 1 + (index % 3),
      fate,
    };
  });
}
