// What is typed to change many listings at once, and the patch that the node is given of it.
import type { z } from "zod";
import type { listingPatch } from "../../../protocol/api/shop-inputs.ts";

export const PRICE_WAYS = {
  keep: "Stays as it is",
  set: "Is for all",
  add: "Changes by an amount",
  percent: "Changes by percent",
} as const;
export const STOCK_WAYS = {
  keep: "Stays as it is",
  set: "Is now",
  add: "Changes by",
  uncounted: "Is not counted",
} as const;

export interface PatchForm {
  price: keyof typeof PRICE_WAYS;
  amount: string;
  roundTo: string;
  stock: keyof typeof STOCK_WAYS;
  units: string;
}

export const emptyPatch: PatchForm = { price: "keep", amount: "", roundTo: "", stock: "keep", units: "" };

const SIGNED = /^[+-]?\d+(\.\d+)?$/;
const UNSIGNED = /^\d+(\.\d+)?$/;

/** Why it cannot be sent as it is; what else may be wrong the node says of each listing. */
export function patchFault({ price, amount, roundTo, stock, units }: PatchForm): string | undefined {
  if (price === "keep" && stock === "keep") return "Choose what is to change.";
  if (price === "set" && !UNSIGNED.test(amount.trim())) return "Write the price like 12.50.";
  if ((price === "add" || price === "percent") && !SIGNED.test(amount.trim())) return "By how much? Like 10 or -2.50.";
  if (price === "percent" && roundTo.trim() && !UNSIGNED.test(roundTo.trim())) return "Round to something like 0.05.";
  if (stock === "set" && !/^\d+$/.test(units.trim())) return "How many are left?";
  if (stock === "add" && !/^[+-]?\d+$/.test(units.trim())) return "How many more? Like 5 or -2.";
  return undefined;
}

/** Call it only when nothing is wrong. */
export function patchOf({ price, amount, roundTo, stock, units }: PatchForm): z.input<typeof listingPatch> {
  const value = amount.trim().replace(/^\+/, "");
  const prices = {
    keep: undefined,
    set: { set: value },
    add: { add: value },
    percent: { percent: Number(value), ...(roundTo.trim() && { roundTo: roundTo.trim() }) },
  };
  const count = Number(units.trim());
  const stocks = { keep: undefined, set: { set: count }, add: { add: count }, uncounted: { set: null } };
  return {
    ...(prices[price] && { price: prices[price] }),
    ...(stocks[stock] && { stock: stocks[stock] }),
  };
}
