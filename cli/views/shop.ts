// The own shop: listings with their states, what an edit would change, and what an import did.
import type { EditPreview, ImportReport, ShopListing } from "../../protocol/api/shop-schemas.ts";
import type { ShopState } from "../../protocol/api/shop-inputs.ts";
import type { Tone } from "../terminal/style.ts";
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { relativeText } from "../terminal/time.ts";
import { type Facts, NOTHING, moneyText } from "./facts.ts";

const TONES: Record<ShopState, Tone> = { published: "good", draft: "open", paused: "quiet", expired: "bad" };

export const shopTable = (items: readonly ShopListing[], facts: Facts): string =>
  table<ShopListing>(
    [
      { title: "listing", cell: ({ id }) => id },
      { title: "state", cell: ({ state }) => state, tone: ({ state }) => TONES[state] },
      { title: "title", cell: ({ title }) => title || NOTHING, shrinks: true },
      { title: "price", cell: (item) => priceText(item, facts), right: true },
      { title: "left", cell: stockText, right: true },
      { title: "offered", cell: ({ validUntil }) => (validUntil ? relativeText(validUntil, facts.now) : NOTHING) },
      { title: "", cell: ({ changed }) => (changed ? "changes not published" : "") },
    ],
    items,
    facts,
  );

function stockText({ left, uncounted }: ShopListing): string {
  if (left === null) return "not counted";
  return uncounted > 0 ? `${left}, ${uncounted} not counted` : String(left);
}

function priceText({ priceFrom, priceTo, currency }: ShopListing, facts: Facts): string {
  if (priceFrom === null || currency === null) return NOTHING;
  const from = moneyText(facts, priceFrom, currency);
  return priceFrom === priceTo ? from : `from ${from}`;
}

export function editTable({ items }: EditPreview, facts: Facts): string {
  const rows = items.flatMap(({ id, state, changes, problem }) =>
    problem
      ? [{ id, state, field: problem.field ?? "", before: "", after: "", problem: problem.detail }]
      : changes.map((change) => ({ id, state, ...change, problem: "" })),
  );
  const untouched = items.filter(({ changes, problem }) => changes.length === 0 && !problem).length;
  const shown = table<(typeof rows)[number]>(
    [
      { title: "listing", cell: ({ id }) => id },
      { title: "state", cell: ({ state }) => state },
      { title: "field", cell: ({ field }) => field, shrinks: true },
      { title: "before", cell: ({ before }) => before || NOTHING, shrinks: true },
      { title: "after", cell: ({ after }) => after || NOTHING, shrinks: true },
      { title: "problem", cell: ({ problem }) => problem, tone: () => "bad", shrinks: true },
    ],
    rows,
    facts,
  );
  return [...(rows.length > 0 ? [shown] : []), `${items.length} listings, ${untouched} of them stay as they are`].join(
    "\n\n",
  );
}

export function importPage(report: ImportReport, facts: Facts): string {
  const { dryRun, rows, products, published, drafts, paused, ignored, faults, shown } = report;
  const head = record(
    [
      [
        dryRun ? "dry run" : "import",
        faults > 0 ? facts.style("bad", "nothing was changed") : facts.style("good", "done"),
      ],
      ["read", `${rows} rows, ${products} products`],
      [dryRun || faults > 0 ? "would be" : "are", `${published} published, ${drafts} drafts, ${paused} paused`],
      ["left out", ignored.length > 0 ? `the columns ${printable(ignored.join(", "))}` : undefined],
      ["faults", faults > 0 ? String(faults) : undefined],
    ],
    facts,
  );
  if (shown.length === 0) return head;
  const lines = table<ImportReport["shown"][number]>(
    [
      { title: "line", cell: ({ line }) => String(line), right: true },
      { title: "column", cell: ({ column }) => column ?? NOTHING },
      { title: "product", cell: ({ subject }) => subject ?? NOTHING, shrinks: true },
      { title: "fault", cell: ({ message }) => message, shrinks: true },
    ],
    shown,
    facts,
  );
  return [head, lines, ...(faults > shown.length ? [`and ${faults - shown.length} more`] : [])].join("\n\n");
}
