// A listing's or variant's id from words that a person typed.
import type { ListingId } from "../../protocol/ids.ts";

/** Small letters, digits and dashes from a title; the fallback where nothing of it can be kept. */
export function slug(title: string, fallback: string): ListingId {
  const text = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 48)
    .replace(/-+$/, "");
  return (text || fallback) as ListingId;
}

/** Of a draft's variant: what it says, or what its title and place come to. */
export const variantIdOf = ({ id, title }: { id?: ListingId | undefined; title: string }, index: number): ListingId =>
  id ?? slug(title, `v${index + 1}`);
