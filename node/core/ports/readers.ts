// Ports: reading the read model, one reader per noun. Adapter: store; used by commands and http.
import type { OrderQuery, ReviewQuery } from "../../../protocol/api/inputs.ts";
import type { ListingDetail, ProfileView, ReviewView } from "../../../protocol/api/schemas.ts";
import type { FacetQuery, ListingFacets, ListingPage, ListingQuery } from "../../../protocol/api/search.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address, Cid, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { Dimension } from "../../../protocol/review.ts";
import type { ListedListing } from "../listing.ts";
import type { Prices } from "../rates.ts";
import type { OrderRow, RecordedEvent } from "../order.ts";
import type { Trade } from "../rings.ts";

export interface Page<T> {
  items: T[];
  /** Opaque; give it back to read on. Null at the end. */
  next: string | null;
}

/** `now` is chain time in unix seconds: an offer's validity is judged by it. */
export interface ListingReader {
  /**
   * @param prices what prices are sorted, filtered and shown by; left out, each currency stands for itself
   * @throws SoukError `input.invalid` for a cursor that is not ours
   */
  search(query: ListingQuery, now: number, prices?: Prices): ListingPage;
  facets(query: FacetQuery, now: number, prices?: Prices): ListingFacets;
  /** Waits until words that came in just now are found, unless many did. */
  wordsOfNow(): Promise<void>;
  detail(seller: Address, id: ListingId, now: number, prices?: Prices): ListingDetail | undefined;
  /** The signed listing itself, to buy from. */
  listed(seller: Address, id: ListingId): ListedListing | undefined;
  /** Of one seller, by rising id, from behind this one. */
  idsAfter(seller: Address, after: string, limit: number): ListingId[];
  /** Own ones that can be bought at the first of these times and no longer at the second, unix seconds. */
  endingIn(seller: Address, from: number, until: number): ListingId[];
  /** Of one seller. */
  idsOf(seller: Address): ListingId[];
  /** Catalogues of theirs below this sequence are void. */
  floor(seller: Address): number;
  /** What an offer's terms name, if it is its seller's own: every edition seen is kept, so an order shows what was bought. */
  edition(offer: { seller: Address; terms: Hex32 }): Listing | undefined;
  /** Whom a seller's listings name, fallbacks included. */
  arbitrators(seller: Address): Address[];
  categories(now: number): { category: string; listings: number }[];
  /** Units sold per sku by the chain, whether it was retired, and the seller's floor. */
  stock(seller: Address, sku: Hex32): { sold: number; retired: boolean; floor: number };
  count(): { listings: number; sellers: number };
}

/** How far the journals have been read. */
export interface JournalReader {
  /** The last entry read, or what the state was read at; sequence -1 while a state is on its way in. */
  head(owner: Address): { sequence: number; cid: Cid } | undefined;
  heads(): { owner: Address; sequence: number; cid: Cid }[];
}

export interface ProfileReader {
  view(owner: Address): ProfileView | undefined;
  list(onlyArbitrators: boolean): ProfileView[];
  /** Of the newest profile. */
  cid(owner: Address): Cid | undefined;
  name(owner: Address): string | null;
}

export interface OrderReader {
  /** Everybody else in open orders of this account and in the last it bought or sold; of one order when it is named. */
  partners(self: Address, order?: Hex32): Address[];
  /** The newest orders of an account, bought or sold, whose seller was paid; bounded. */
  trades(party: Address): Trade[];
  /** Sellers who were paid for an order by somebody else. */
  traders(): Address[];
  get(id: Hex32): OrderRow | undefined;
  events(id: Hex32): RecordedEvent[];
  /** Other orders of the same buyer and seller, opened in the same transaction. */
  paidWith(id: Hex32): Hex32[];
  /** Newest first, or by deadline. */
  list(party: Address, query: OrderQuery): Page<OrderRow>;
  /** Orders of a seller that were paid from one second of chain time to another, both included. */
  sold(seller: Address, from: number, to: number): Iterable<OrderRow>;
  count(): number;
}

export interface RatingSummary {
  count: number;
  average: number | null;
}

export interface ReviewReader {
  /** Reviews whose digest is on chain and whose text is not here, the newest first, bounded. */
  missing(): { order: Hex32; digest: Hex32 }[];
  /** The text that counts, where the chain names it. */
  text(order: Hex32): { digest: Hex32; buyer: Address; block: Uint8Array } | undefined;
  /** The newest orders that an account reviewed with a text, bounded. */
  by(buyer: Address): Hex32[];
  /** What buyers gave a seller; one voice per buyer is the average of their ratings. */
  summary(seller: Address): {
    rating: RatingSummary;
    dimensions: Record<Dimension, RatingSummary>;
    voices: number;
    voiceSum: number;
  };
  list(query: ReviewQuery): Page<ReviewView>;
  of(order: Hex32): ReviewView | undefined;
  count(): number;
}

/** True for a CID that a known listing, profile or review names: the only ones the API serves. */
export interface PictureReader {
  isKnown(cid: string): boolean;
  /** All that one owner's listings, of whatever edition, profile and reviews name. */
  of(owner: Address): string[];
  /** All that known listings, profiles and reviews name. */
  all(): string[];
}

export interface StoredEvent {
  /** `epoch:sequence` */
  id: string;
  event: SoukEvent;
}

export interface EventReader {
  epoch(): string;
  /** The newest id. */
  last(): string;
  /** Events after an id, oldest first, at most `limit`; undefined if the id is of another epoch or no longer held. */
  after(id: string, limit: number): StoredEvent[] | undefined;
  /** Called after each commit that emitted. @returns unsubscribe */
  onEvent(listener: (event: StoredEvent) => void): () => void;
}
