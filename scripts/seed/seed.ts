// Seeds a node through its HTTP API with a shop and a profile; what is there already is left alone, so it can be run again.
import { type ListingDraftInput, MAX_BATCH } from "../../protocol/api/inputs.ts";
import type { ListingSummary } from "../../protocol/api/schemas.ts";
import type { Picture } from "../../protocol/picture.ts";
import type { Client } from "../../client/client.ts";
import { finished } from "../../client/operations.ts";
import { type SeedProfile, catalogue } from "./catalogue.ts";
import type { SeedFile, SeedListing } from "./draft.ts";
import { PICTURES, type PictureName, renderPicture } from "./pictures.ts";

/** Pictures drawn and uploaded at a time. */
const UPLOADS = 4;

export interface SeedCounts {
  pictures: number;
  /** Listings that were not there. */
  published: number;
  /** Listings whose offers had run out (the dev chain's time travels), offered again as they stand. */
  renewed: number;
  /** Listings left alone. */
  kept: number;
}

/**
 * @param client of the seller's node
 * @param arbitrator whose profile the seller's node must have heard of
 * @throws ApiProblem, NodeUnreachable, or the reason of `signal`
 */
export async function seedStore({
  client,
  arbitrator,
  onProgress = () => {},
  signal,
}: {
  client: Client;
  arbitrator: string;
  onProgress?: (done: number, total: number, what: string) => void;
  signal?: AbortSignal;
}): Promise<SeedCounts> {
  const { address: seller } = await client.node({ signal });
  const listed = await listingsOf(client, seller, signal);
  const removed = await removedOf(client, signal);
  const drafts = catalogue({ arbitrator }).filter(({ id }) => !removed.has(`${seller}/${id}`));
  const missing = drafts.filter(({ id }) => !listed.has(id));
  const stale = drafts.filter(({ id }) => listed.get(id)?.available === false);

  const names = [...new Set(missing.flatMap(({ pictures }) => pictures))];
  const stored = new Map<PictureName, Picture>();
  await concurrently(UPLOADS, names, async (name) => {
    stored.set(name, await upload(client, name, signal));
    onProgress(stored.size, names.length, "pictures");
  });

  const stock = async ({ pictures, file, ...draft }: SeedListing): Promise<ListingDraftInput> => ({
    ...draft,
    pictures: pictures.map((name) => stored.get(name)!),
    file: file ? await uploadFile(client, file, signal) : null,
  });
  const renewals = await Promise.all(stale.map((draft) => renewalOf(client, seller, draft, signal)));
  const ready = [...(await Promise.all(missing.map(stock))), ...renewals.filter((draft) => draft !== undefined)];
  for (let from = 0; from < ready.length; from += MAX_BATCH) {
    const listings = ready.slice(from, from + MAX_BATCH);
    await finished(client, client.publishListings({ body: { listings }, signal }), { signal });
    onProgress(from + listings.length, ready.length, "listings");
  }
  return {
    pictures: names.length,
    published: missing.length,
    renewed: ready.length - missing.length,
    kept: drafts.length - ready.length,
  };
}

/** @returns false if the account has a profile already: its owner may have written it */
export async function seedProfile({
  client,
  profile,
  signal,
}: {
  client: Client;
  profile: SeedProfile;
  signal?: AbortSignal;
}): Promise<boolean> {
  const [{ address }, known] = await Promise.all([client.node({ signal }), client.profiles({ signal })]);
  if (known.some(({ owner }) => owner === address)) return false;
  const picture = profile.picture && (await upload(client, profile.picture, signal));
  await finished(client, client.publishProfile({ body: { ...profile, picture }, signal }), { signal });
  return true;
}

async function upload(client: Client, name: PictureName, signal: AbortSignal | undefined): Promise<Picture> {
  const body = new Uint8Array(await renderPicture(name));
  return client.addPicture({ query: { alt: PICTURES[name].alt }, body, signal });
}

async function uploadFile(client: Client, { name, mediaType, text }: SeedFile, signal: AbortSignal | undefined) {
  return client.addFile({ query: { name, mediaType }, body: new TextEncoder().encode(text()), signal });
}

async function listingsOf(
  client: Client,
  seller: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, ListingSummary>> {
  const found = new Map<string, ListingSummary>();
  let cursor: string | undefined;
  do {
    const { items, next } = await client.listings({ query: { seller, limit: 100, cursor }, signal });
    for (const item of items) found.set(item.id, item);
    cursor = next ?? undefined;
  } while (cursor);
  return found;
}

/** What the seller took off sale stays off sale. */
async function removedOf(client: Client, signal: AbortSignal | undefined): Promise<Set<string>> {
  const removed = new Set<string>();
  let cursor: string | undefined;
  do {
    const { items, next } = await client.operations({ query: { limit: 100, cursor }, signal });
    for (const { kind, subject } of items) if (kind === "removeListing") removed.add(subject);
    cursor = next ?? undefined;
  } while (cursor);
  return removed;
}

/** @returns the listing as it stands, with the stock that is left; undefined if it is sold out rather than expired */
async function renewalOf(
  client: Client,
  seller: string,
  draft: SeedListing,
  signal: AbortSignal | undefined,
): Promise<ListingDraftInput | undefined> {
  const { variants, pictures, file } = await client.listing({ params: { seller, listing: draft.id }, signal });
  const left = new Map(
    variants.filter(({ unavailable }) => unavailable === "expired").map((v) => [v.id as string, v.left]),
  );
  const kept = draft.variants.flatMap((variant) => {
    const stock = variant.id === undefined ? undefined : left.get(variant.id);
    return stock === undefined || stock === 0 ? [] : [{ ...variant, stock }];
  });
  return kept.length > 0 ? { ...draft, pictures, file, variants: kept } : undefined;
}

/** Starts nothing more once one has failed. */
async function concurrently<T>(limit: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
