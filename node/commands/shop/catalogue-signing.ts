// Signs the own catalogue: listings go into their slots, one signature covers them all, and no sequence is used twice.
import { setImmediate, setTimeout } from "node:timers/promises";
import { cidOf } from "../../../protocol/block.ts";
import { typedCatalogue } from "../../../protocol/catalogue.ts";
import type { Cid, ListingId } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { type Listing, parseListing } from "../../../protocol/listing.ts";
import { type ListingOffer, leavesOf, offersOf } from "../../../protocol/listing-offers.ts";
import { type ListingPlace, placeOf } from "../../../protocol/listing-place.ts";
import type { ListingRecord } from "../../../protocol/listing-record.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { type Leaves, type OwnCatalogue, createOwnCatalogue } from "../../core/catalogue.ts";
import { totalsOf } from "../../core/old-offers.ts";
import type { Operations, SignedCatalogues, StoredOperation } from "../../core/ports/own.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import type { Signer } from "../../core/ports/signer.ts";
import { createTurns } from "../../core/turns.ts";

/** One listing to be signed. */
export interface Publication {
  listing: Listing;
  block: Uint8Array;
  /** Unix seconds of chain time. */
  validUntil: number;
}

export interface CatalogueSigning {
  /**
   * @param prepare says what to sign, once it is our turn; nothing at all only takes a sequence
   * @param store makes the operation that says the records
   */
  publish(
    prepare: () => readonly Publication[] | Promise<readonly Publication[]>,
    store: (records: JournalRecord[], sequence: number) => Promise<StoredOperation>,
  ): Promise<StoredOperation>;
  remove(ids: readonly ListingId[], store: () => Promise<StoredOperation>): Promise<StoredOperation>;
}

/** How far sequences may run ahead of the clock; beyond that they come one a second. */
export const BURST = 60;
/** @param ahead seconds; by much more than that the clock was put back, and waiting for it would be for ever */
const isTooFast = (ahead: number): boolean => ahead >= BURST && ahead < 2 * BURST;
/** How long listings are read before the event loop gets a turn. */
const SLICE_MS = 10;

/**
 * Sequences follow the clock, so that a node whose folder was put back by more than a minute cannot repeat one
 * (two catalogues of one sequence would cost the seller's bond), and each is on disk before anything is signed with it.
 * @param clock unix seconds of this machine
 */
export function createCatalogueSigning({
  domain,
  signer,
  signed,
  listings,
  operations,
  clock = () => Math.floor(Date.now() / 1_000),
  now,
}: {
  domain: Domain;
  signer: Pick<Signer, "address" | "signTypedData">;
  signed: SignedCatalogues;
  listings: Pick<ListingReader, "listed" | "idsOf">;
  operations: Pick<Operations, "pending">;
  clock?: () => number;
  /** Chain time, unix seconds. */
  now: () => number;
}): CatalogueSigning {
  const self = signer.address;
  let catalogue: OwnCatalogue | undefined;
  /** The highest sequence that a record of ours names: more than own.db knows, if that was restored. */
  let named = 0;
  const inTurn = createTurns(1);

  /** From what the own journal has said, and from what it is about to say. */
  async function load(): Promise<OwnCatalogue> {
    const known = new Map<ListingId, Leaves & { slot: number }>();
    const know = (listing: Listing, cid: Cid, { slot, validUntil, catalogue: { sequence } }: ListingPlace) => {
      const leaves = leavesOf(domain, offersOf(listing, cid, validUntil));
      known.set(listing.id, { id: listing.id, cid, slot, leaves });
      named = Math.max(named, sequence);
    };
    let began = performance.now();
    for (const id of listings.idsOf(self)) {
      const { listing, cid, place } = listings.listed(self, id)!;
      know(listing, cid, place);
      if (performance.now() - began < SLICE_MS) continue;
      await setImmediate();
      began = performance.now();
    }
    for (const record of operations.pending().flatMap(({ records }) => records ?? [])) {
      if (record.kind === "delisting") known.delete(record.listing);
      const parsed = record.kind === "listing" && parseListing(record.block);
      if (parsed && parsed.ok) know(parsed.value.value, parsed.value.cid, record as ListingRecord);
    }
    return createOwnCatalogue([...known.values()]);
  }

  async function nextSequence(): Promise<number> {
    while (isTooFast(Math.max(signed.last(), named) - clock())) await setTimeout(1_000, undefined, { ref: false });
    return signed.next(Math.max(named + 1, clock()));
  }

  async function sign(
    tree: OwnCatalogue,
    sequence: number,
    publications: readonly Publication[],
  ): Promise<JournalRecord[]> {
    if (publications.length === 0) return [];
    const roots = { seller: self, sequence, offersRoot: tree.offersRoot(), contentDigest: tree.contentDigest() };
    const signature = await signer.signTypedData(typedCatalogue(domain, roots));
    return publications.map(({ listing: { id }, block, validUntil }) => {
      const place = placeOf(roots, signature, { validUntil, slot: tree.slotOf(id), path: tree.path(id) });
      return { kind: "listing", block, ...place };
    });
  }

  return {
    publish: (prepare, store) =>
      inTurn(async () => {
        const publications = await prepare();
        const tree = (catalogue ??= await load());
        const noted: { listing: ListingId; validUntil: number; offers: ListingOffer[] }[] = [];
        try {
          for (const { listing, block, validUntil } of publications) {
            const cid = cidOf(block);
            const offers = offersOf(listing, cid, validUntil);
            tree.put({ id: listing.id, cid, leaves: leavesOf(domain, offers) });
            noted.push({ listing: listing.id, validUntil, offers });
          }
          const sequence = await nextSequence();
          const records = await sign(tree, sequence, publications);
          signed.note(
            noted.map(({ offers, ...rest }) => ({ ...rest, sequence, totals: totalsOf(offers) })),
            now(),
          );
          return await store(records, sequence);
        } catch (error) {
          catalogue = undefined; // nothing was said of it
          throw error;
        }
      }),
    remove: (ids, store) =>
      inTurn(async () => {
        const operation = await store();
        for (const id of ids) catalogue?.remove(id);
        return operation;
      }),
  };
}
