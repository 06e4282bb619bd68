// Shipping options: which ways a listing's goods travel, where to, and for how much (rule L-8).
import { z } from "zod";
import { listingId } from "./ids.ts";
import { amountText } from "./money.ts";
import { text } from "./text.ts";

export const MAX_OPTIONS = 10;
/** Stands alone, for all countries. */
export const EVERYWHERE = "*";

export const country = z.string().regex(/^[A-Z]{2}$/, "expected a country code, like DE (ISO 3166-1 alpha-2)");

/** Country codes (ISO 3166-1 alpha-2), or `*` alone. */
export const destinations = z
  .array(z.string().regex(/^([A-Z]{2}|\*)$/, "expected a country code or *"))
  .min(1)
  .max(250)
  .refine((codes) => !codes.includes(EVERYWHERE) || codes.length === 1, "* stands alone")
  .refine((codes) => new Set(codes).size === codes.length, "a country stands twice");

const day = z.int().min(0).max(365);

export const shippingOption = z
  .strictObject({
    /** Unique in its listing. */
    id: listingId,
    title: text(1, 60),
    to: destinations,
    /** For the first unit, in the smallest unit of the listing's currency. */
    first: amountText,
    /** For each further unit, and for each unit that travels with another order of the same cart. */
    further: amountText,
    /** In transit, as the seller expects; binds nobody. */
    days: z
      .strictObject({ min: day, max: day })
      .refine(({ min, max }) => min <= max, "the longest time is shorter than the shortest")
      .nullable(),
  })
  .refine(({ first, further }) => BigInt(further) <= BigInt(first), {
    path: ["further"],
    message: "a further unit costs more than the first",
  });
export type ShippingOption = z.output<typeof shippingOption>;

export const reaches = ({ to }: Pick<ShippingOption, "to">, code: string): boolean =>
  to[0] === EVERYWHERE || to.includes(code);

/** What `units` of an article cost to ship, alone or beside another order that pays for the first unit. */
export const shippingCost = (
  { first, further }: Pick<ShippingOption, "first" | "further">,
  units: number,
  joined = false,
): bigint => (joined ? BigInt(further) : BigInt(first)) + BigInt(further) * BigInt(units - 1);

/** Everywhere that one of them goes; each country once, in order. */
export function destinationsOf(options: readonly Pick<ShippingOption, "to">[]): string[] {
  const codes = new Set(options.flatMap(({ to }) => to));
  return codes.has(EVERYWHERE) ? [EVERYWHERE] : [...codes].toSorted();
}

const overlap = (a: ShippingOption, b: ShippingOption): boolean =>
  a.to[0] === EVERYWHERE || b.to[0] === EVERYWHERE || a.to.some((code) => b.to.includes(code));

/** Two options that one buyer could take, and that nobody could tell apart once they are paid (L-8). */
export const indistinct = (options: readonly ShippingOption[]): boolean =>
  options.some((a, i) =>
    options.slice(i + 1).some((b) => a.first === b.first && a.further === b.further && overlap(a, b)),
  );

/**
 * Which articles travel with another one: of each seller and currency, all but the one whose first unit is the dearest.
 * @param articles `group` is what can travel together; `first` is null where nothing is shipped
 */
export function joinedIn(articles: readonly { group: string; first: bigint | null }[]): boolean[] {
  const dearest = new Map<string, { place: number; first: bigint }>();
  for (const [place, { group, first }] of articles.entries()) {
    if (first === null) continue;
    const known = dearest.get(group);
    if (!known || first > known.first) dearest.set(group, { place, first });
  }
  return articles.map(({ group, first }, place) => first !== null && dearest.get(group)!.place !== place);
}
