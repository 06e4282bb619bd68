// Shipping profiles: what sending costs, by where to, way and weight; and which listings follow them.
import type { z } from "zod";
import type { ShippingProfile, shippingProfileView } from "../../protocol/api/shipping-inputs.ts";
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { type Facts, NOTHING, symbolText, typedMoneyText, weightText } from "./facts.ts";
import { daysText, placesText } from "./listings.ts";

type View = z.output<typeof shippingProfileView>;
type Way = ShippingProfile["zones"][number]["options"][number];
type Row = { to: string; title: string; days: Way["days"]; isFirst: boolean } & Way["steps"][number];

export const profilesTable = (items: readonly View[], facts: Facts): string =>
  table<View>(
    [
      { title: "profile", cell: ({ id }) => id },
      { title: "title", cell: ({ profile }) => profile.title, shrinks: true },
      { title: "currency", cell: ({ profile }) => symbolText(facts, profile.currency) },
      { title: "to", cell: ({ profile }) => profile.zones.map(({ to }) => placesText(to)).join(", "), shrinks: true },
      { title: "used by", cell: ({ usedBy }) => usedBy.join(", ") || NOTHING, shrinks: true },
    ],
    items,
    facts,
  );

export function shippingPage({ id, profile, usedBy }: View, facts: Facts): string {
  const { title, currency, zones } = profile;
  const head = record(
    [
      ["title", facts.style("strong", printable(title))],
      ["profile", id],
      ["currency", printable(symbolText(facts, currency))],
      ["used by", usedBy.join(", ") || NOTHING],
    ],
    facts,
  );
  const rows = zones.flatMap(({ to, options }) =>
    options.flatMap((way) =>
      way.steps.map((step, index): Row => ({
        to: placesText(to),
        title: way.title,
        days: way.days,
        isFirst: index === 0,
        ...step,
      })),
    ),
  );
  // A way is told once, its steps of weight below it.
  const once = (text: (row: Row) => string) => (row: Row) => (row.isFirst ? text(row) : "");
  const ways = table<Row>(
    [
      { title: "to", cell: once(({ to }) => to), shrinks: true },
      { title: "sent by", cell: once((row) => row.title), shrinks: true },
      { title: "days", cell: once(({ days }) => daysText(days)), right: true },
      { title: "up to", cell: ({ upTo }) => (upTo === null ? "any weight" : weightText(upTo)), right: true },
      { title: "first unit", cell: ({ first }) => typedMoneyText(facts, first, currency), right: true },
      {
        title: "each further",
        cell: ({ first, further = first }) => typedMoneyText(facts, further, currency),
        right: true,
      },
    ],
    rows,
    facts,
  );
  return [head, ways].join("\n\n");
}
