// Products as JSON: one draft a line, with what is to become of it.
import { z } from "zod";
import { type ShopDraft } from "../../../protocol/api/shop-inputs.ts";
import { IN_WORDS } from "../../../protocol/fault-words.ts";
import { type ListingId, listingId } from "../../../protocol/ids.ts";
import { canonicalJson } from "./canonical.ts";
import type { Destination, Product, Report } from "./product.ts";

const line = z.strictObject({
  state: z.enum(["published", "draft", "paused"]).default("published"),
  draft: z.record(z.string(), z.unknown()).refine(({ id }) => listingId.safeParse(id).success, {
    path: ["id"],
    message: "each draft needs an id: small letters, digits and inner dashes",
  }),
});

export const lineOf = (id: ListingId, draft: ShopDraft, state: Destination): string =>
  `${canonicalJson({ state, draft: { ...draft, id } })}\n`;

/** @returns a reader of lines; each is a product */
export function createLineReader(report: Report): (text: string, number: number) => Product | undefined {
  const seen = new Map<string, number>();
  return (text, number) => {
    if (text.trim() === "") return undefined;
    const refuse = (column: string | null, message: string, subject: string | null = null) =>
      void report({ line: number, column, subject, message });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return void refuse(
        null,
        `not JSON: ${(error as Error).message}; expected one draft a line, as an export writes it`,
      );
    }
    const parsed = line.safeParse(value, IN_WORDS);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      return void refuse(
        issue.path.join(".") || null,
        `${issue.message}; expected {"state": "published", "draft": {"id": …}}`,
      );
    }
    const { state, draft } = parsed.data;
    const name = String(draft.id);
    const earlier = seen.get(name);
    if (earlier !== undefined) return void refuse("draft.id", `line ${earlier} has the same id`, name);
    seen.set(name, number);
    return {
      line: number,
      name,
      destination: state,
      draft,
      placeOf: (field) => ({ line: number, column: `draft.${field}` }),
    };
  };
}
