// A draft as its seller left it: what is there in words and units, and what it still lacks.
import type { ShopDraftView } from "../../protocol/api/shop-schemas.ts";
import { printable, printableLines } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { durationText } from "../terminal/time.ts";
import { type Facts, NOTHING, idText, percentText, typedMoneyText, weightText } from "./facts.ts";
import { daysText, placesText } from "./listings.ts";

type Draft = ShopDraftView["draft"];
type Variant = NonNullable<Draft["variants"]>[number];
type Way = NonNullable<Draft["shipping"]>[number];

/** Without these nothing is published. */
const NEEDED = ["title", "category", "currency", "shipsFrom", "variants"] as const;

export function draftPage({ id, state, draft }: ShopDraftView, facts: Facts): string {
  const { description = "", variants = [], shipping = [], tags = [], pictures = [], currency } = draft;
  const lacks = NEEDED.filter((field) => draft[field] === undefined);
  const within = (seconds: number | undefined) => (seconds === undefined ? undefined : durationText(seconds));
  const head = record(
    [
      ["title", facts.style("strong", printable(draft.title ?? NOTHING))],
      ["draft", id],
      ["state", state],
      ["lacks", lacks.length > 0 ? lacks.map(worded).join(", ") : undefined],
      ["category", placedText(draft)],
      ["tags", tags.length > 0 ? printable(tags.join(", ")) : undefined],
      ["ships from", draft.shipsFrom && printable(draft.shipsFrom)],
      ["shipping", shippedText(draft)],
      ["ships within", within(draft.shipWindow)],
      [
        "to inspect",
        draft.inspectionWindow === undefined ? undefined : `${within(draft.inspectionWindow)} from shipping`,
      ],
      ["disputes", draft.arbitration === undefined ? undefined : courtText(draft.arbitration, facts)],
      ["offered for", within(draft.validFor)],
      ["pictures", pictures.length > 0 ? pictures.map(({ cid }) => cid).join("\n") : undefined],
    ],
    facts,
  );
  const words = printableLines(description);
  return [
    head,
    ...(words ? [words] : []),
    ...(variants.length > 0 ? [variantTable(variants, currency, facts)] : []),
    ...(shipping.length > 0 ? [wayTable(shipping, currency, facts)] : []),
  ].join("\n\n");
}

const variantTable = (variants: readonly Variant[], currency: string | undefined, facts: Facts): string =>
  table<Variant>(
    [
      { title: "variant", cell: ({ id }) => id ?? NOTHING },
      { title: "title", cell: ({ title }) => title || NOTHING, shrinks: true },
      { title: "price", cell: ({ price }) => typedMoneyText(facts, price, currency), right: true },
      { title: "left", cell: ({ stock }) => (stock === null ? "not counted" : String(stock)), right: true },
      { title: "article", cell: ({ sku }) => sku || NOTHING, shrinks: true },
      { title: "weight", cell: ({ weight }) => (weight > 0 ? weightText(weight) : NOTHING), right: true },
    ],
    variants,
    facts,
  );

const wayTable = (ways: readonly Way[], currency: string | undefined, facts: Facts): string =>
  table<Way>(
    [
      { title: "sent by", cell: ({ title }) => title, shrinks: true },
      { title: "first unit", cell: ({ first }) => typedMoneyText(facts, first, currency), right: true },
      {
        title: "each further",
        cell: ({ first, further = first }) => typedMoneyText(facts, further, currency),
        right: true,
      },
      { title: "days", cell: ({ days }) => daysText(days), right: true },
      { title: "to", cell: ({ to }) => placesText(to), shrinks: true },
    ],
    ways,
    facts,
  );

const placedText = ({ category, condition }: Draft): string | undefined =>
  printable([category, condition].filter(Boolean).join(", ")) || undefined;

function shippedText({ file, service, shippingProfile, shipping }: Draft): string | undefined {
  if (file) return printable(`a file: ${file.name}, delivered by this node`);
  if (service) return "a service: nothing is sent";
  if (shippingProfile !== undefined) return `by the profile ${shippingProfile}`;
  return shipping && shipping.length > 0 ? undefined : "everywhere for nothing";
}

const courtText = (court: Draft["arbitration"], facts: Facts): string =>
  court
    ? `${idText(facts, court.arbitrator)} decides for ${percentText(court.feeBps)}, within ${durationText(court.rulingWindow)}`
    : "no arbitrator: no buyer protection after shipping";

/** `shipsFrom` → `ships from` */
const worded = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
