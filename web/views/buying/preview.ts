// What paying would do: asked of the node for exactly what is about to be paid, and again whenever something changes.
import { useState } from "react";
import type { z } from "zod";
import type { cart } from "../../../protocol/api/purchase-inputs.ts";
import type { PlannedOrder, PurchaseCheckView, PurchasePreview } from "../../../protocol/api/purchase-schemas.ts";
import { ask } from "../../api.ts";
import { absoluteText } from "../../design/time.tsx";
import { useQuery } from "../../query.ts";

export type CartInput = z.input<typeof cart>;

/** One answer to `previewPurchase`; the one before stays to be seen while the next is on its way. */
export function usePreview(body: CartInput) {
  const { data, trouble, reload } = useQuery(
    `preview ${JSON.stringify(body)}`,
    (signal) => ask((api) => api.previewPurchase({ body, signal })),
    ["order.", "listing.", "profile.", "operation."],
  );
  const [held, hold] = useState(data);
  if (data && data !== held) hold(data);
  return { preview: data ?? held, fresh: data !== undefined, trouble, reload };
}

/** A check that failed, and of which article; null where it is about the payment as a whole. */
export interface Fault {
  check: PurchaseCheckView;
  item: number | null;
}

export function faultsOf({ items, checks }: PurchasePreview): Fault[] {
  const failed = (all: PurchaseCheckView[], item: number | null) =>
    all.filter(({ ok }) => !ok).map((check) => ({ check, item }));
  return [...items.flatMap((item, index) => failed(item.checks, index)), ...failed(checks, null)];
}

export const ordersOf = ({ items }: PurchasePreview): PlannedOrder[] => items.flatMap(({ order }) => order ?? []);

type Ruler = NonNullable<PlannedOrder["dispute"]>["arbitrator"];

/** Those who would decide though the user trusts others, each once. */
export function untrustedIn(preview: PurchasePreview): Ruler[] {
  const rulers = ordersOf(preview).flatMap(({ dispute }) => (dispute ? [dispute.arbitrator, dispute.fallback] : []));
  const found = rulers.filter((ruler) => ruler !== null && ruler.trusted === false) as Ruler[];
  return found.filter(({ address }, place) => found.findIndex((other) => other.address === address) === place);
}

const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** The node tells moments as ISO 8601 and windows by their length; people read dates. */
export const readable = (text: string): string => text.replace(MOMENT, (at) => absoluteText(new Date(at)));
