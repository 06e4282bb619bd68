// Keeping a draft, and publishing one: a new listing gets an id that no other has.
import type { Operation } from "../../../protocol/api/schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { freeName } from "../short-name.ts";
import { type ShopDraftInput, draftOf, shopDraftOf } from "./listing-draft.ts";
import type { ListingForm } from "./listing-form.ts";

const WAIT = 20;

/** From the title: `brass-lamp`, or `brass-lamp-2` if that is taken; something random where there is no title yet. */
async function freeId(title: string): Promise<string> {
  const word = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  if (!word) return `draft-${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)}`;
  const { items } = await ask((api) => api.shopListings({ query: { q: word, limit: 100 } }));
  return freeName(items, word);
}

/** @returns the id under which it is kept */
export async function keepDraft(form: ListingForm, body: ShopDraftInput): Promise<string> {
  const id = form.id ?? (await freeId(body.title ?? ""));
  await ask((api) => api.saveDraft({ params: { draft: id as ListingId }, body: { ...body, id } }));
  return id;
}

/** A shipping profile is known to drafts only, so such a listing is kept first. */
export async function publishForm(form: ListingForm): Promise<Operation> {
  if (!form.shippingProfile) return ask((api) => api.publishListing({ body: draftOf(form), wait: WAIT }));
  const id = await keepDraft(form, shopDraftOf(form));
  return ask((api) => api.publishDrafts({ body: { ids: [id] }, wait: WAIT }));
}
