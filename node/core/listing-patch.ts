// A bulk edit applied to one draft: pure, exact, and with what it changes row by row.
import type { ListingPatch, ShopDraft } from "../../protocol/api/shop-inputs.ts";
import type { EditPreview } from "../../protocol/api/shop-schemas.ts";
import type { Currency } from "../../protocol/deployments.ts";
import { formatAmount, parseAmount } from "../../protocol/money.ts";
import { tidy } from "../../protocol/text.ts";
import { SoukError } from "./errors.ts";

const MAX_STOCK = 1_000_000;

/** @throws SoukError `money.range`, `input.invalid`, MoneyError */
export function patched<D extends ShopDraft>(draft: D, patch: ListingPatch, currency: Currency | undefined): D {
  const { price, stock, tags, category, condition, shippingProfile } = patch;
  return {
    ...draft,
    ...(category !== undefined && { category }),
    ...(condition !== undefined && { condition }),
    ...(shippingProfile !== undefined && { shippingProfile: shippingProfile ?? undefined }),
    ...(tags && { tags: tagsAfter(draft.tags ?? [], tags) }),
    ...((price || stock) &&
      draft.variants && {
        variants: draft.variants.map((variant, index) => ({
          ...variant,
          ...(price && { price: priceAfter(variant.price, price, needed(currency), `variants.${index}.price`) }),
          ...(stock && { stock: stockAfter(variant.stock, stock, `variants.${index}.stock`) }),
        })),
      }),
  };
}

function needed(currency: Currency | undefined): Currency {
  if (currency) return currency;
  throw new SoukError("currency.unknown", "A price can be changed once the draft names its currency", {
    field: "currency",
  });
}

function tagsAfter(tags: readonly string[], { add, remove }: NonNullable<ListingPatch["tags"]>): string[] {
  const gone = new Set(remove.map(tidy));
  return [...new Set([...tags.filter((tag) => !gone.has(tag)), ...add.map(tidy)])];
}

type PriceChange = NonNullable<ListingPatch["price"]>;

/** Half a step is rounded up. */
function priceAfter(text: string, change: PriceChange, { decimals, symbol }: Currency, field: string): string {
  const read = (amount: string) => parseAmount(amount, decimals);
  const step = change.roundTo === undefined ? 1n : read(change.roundTo);
  if (step <= 0n)
    throw new SoukError("input.invalid", "roundTo: expected more than nothing", { field: "patch.price.roundTo" });
  const [numerator, denominator] = changed(read(text), change, read);
  if (numerator < 0n) {
    throw new SoukError("money.range", `${field}: ${text} ${symbol} would fall below nothing`, { field });
  }
  const steps = (2n * numerator + step * denominator) / (2n * step * denominator);
  return formatAmount(steps * step, decimals);
}

/** As a fraction, so that it is rounded once. */
function changed(price: bigint, { set, add, percent }: PriceChange, read: (text: string) => bigint): [bigint, bigint] {
  if (set !== undefined) return [read(set), 1n];
  if (add !== undefined)
    return [price + (add.startsWith("-") ? -read(add.slice(1)) : read(add.replace(/^\+/, ""))), 1n];
  return [price * BigInt(Math.round((100 + percent!) * 10_000)), 1_000_000n];
}

type StockChange = NonNullable<ListingPatch["stock"]>;

function stockAfter(left: number | null, { set, add }: StockChange, field: string): number | null {
  if (set !== undefined) return set;
  // What is not counted stays so.
  if (left === null) return null;
  const after = left + add!;
  if (after >= 0 && after <= MAX_STOCK) return after;
  throw new SoukError(
    "input.invalid",
    `${field}: ${left} ${add! < 0 ? "less" : "and"} ${Math.abs(add!)} is not from 0 to ${MAX_STOCK}`,
    { field },
  );
}

/** Fields that differ, a variant's by its id, and with what it is called. */
export function changesBetween(before: ShopDraft, after: ShopDraft): EditPreview["items"][number]["changes"] {
  const a = flat(before);
  const b = flat(after);
  return [...new Map([...a, ...b])]
    .map(([field, { variant }]) => ({
      field,
      variant,
      before: a.get(field)?.text ?? "",
      after: b.get(field)?.text ?? "",
    }))
    .filter((change) => change.before !== change.after);
}

function flat({ variants = [], ...rest }: ShopDraft): Map<string, { variant: string | null; text: string }> {
  const fields = new Map(
    Object.entries(rest).map(([name, value]) => [name, { variant: null as string | null, text: textOf(value) }]),
  );
  for (const [index, { id = `v${index + 1}`, ...values }] of variants.entries()) {
    const variant = values.title || (variants.length > 1 ? id : null);
    for (const [name, value] of Object.entries(values)) {
      fields.set(`variants.${id}.${name}`, { variant, text: textOf(value) });
    }
  }
  return fields;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
