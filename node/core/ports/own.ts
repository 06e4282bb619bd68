// Ports: what only this node knows and no rebuild gives back (own.db, synchronous=FULL). Adapter: store.
import type { ListingDraft } from "../../../protocol/api/inputs.ts";
import type { ShippingProfile } from "../../../protocol/api/shipping-inputs.ts";
import type { Format, ImportDefaults, ShopDraft } from "../../../protocol/api/shop-inputs.ts";
import type { ImportReport } from "../../../protocol/api/shop-schemas.ts";
import type { Address, Cid, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import type { MessageKind } from "../../../protocol/message.ts";
import type { Picture } from "../../../protocol/picture.ts";
import type { ErrorCode } from "../errors.ts";
import type { EscrowCall } from "./chain.ts";

export type RaiseFloor = Extract<EscrowCall, { call: "raiseFloor" }>;

export type OperationStatus = "pending" | "done" | "failed";

/** What the user asked for. It is stored before its effects begin and taken up again after a restart. */
export interface StoredOperation {
  id: string;
  /** The route's name, like `buy` or `publishListing`. */
  kind: string;
  subject: string;
  status: OperationStatus;
  /** Has an escrow transaction under the same id. */
  transaction: boolean;
  /** To be appended to the own journal, and empty once it is finished; null when there is nothing to say in public. */
  records: JournalRecord[] | null;
  /** What becomes of the own shelf, in the transaction that notes that the records were appended. */
  shelf: ShelfChange[] | null;
  /** Private messages that leave by it, posted in the same transaction; none once they are. */
  letters: StoredMessage[];
  /** Ended by the job that runs for it, not by what it says. */
  job: boolean;
  /** Sent to the escrow once the records can be read here; null for nothing. */
  afterwards: RaiseFloor | null;
  /** What else the user should know, in words. */
  notice: string | null;
  /** Private messages written for it: taken back if it fails before they left. */
  messages: Hex32[];
  /** Journal sequence once appended. */
  appended: number | null;
  problem: { code: ErrorCode; message: string } | null;
  /** ISO 8601. */
  createdAt: string;
}

export interface Operations {
  create(
    operation: Pick<StoredOperation, "id" | "kind" | "subject" | "transaction" | "records" | "messages"> &
      Partial<Pick<StoredOperation, "shelf" | "letters" | "job" | "afterwards" | "notice">> & {
        /** The keyed request that it is a part of. */
        request?: string | null;
      },
  ): StoredOperation;
  /** Oldest first. */
  ofRequest(request: string): StoredOperation[];
  get(id: string): StoredOperation | undefined;
  pending(): StoredOperation[];
  /** Newest first. */
  list(limit: number, cursor: string | undefined): { items: StoredOperation[]; next: string | null };
  /** Changes the shelf and posts the letters too, all or nothing. @param sequence 0 where nothing was to be said */
  appended(id: string, sequence: number): void;
  finish(id: string, status: "done" | "failed", problem?: StoredOperation["problem"]): void;
  /** Forgets an operation whose effects never began. */
  discard(id: string): void;
}

/** With the shipping profile that its options come from. */
export type PublishedDraft = ListingDraft & Pick<ShopDraft, "shippingProfile">;

/** What the seller typed of one own listing. */
export interface ShelfRow {
  id: ListingId;
  /** Typed, and not published yet. */
  draft: ShopDraft | null;
  /** What was published last, as typed, and the block that it became; with the units that each variant may ever sell, null if not counted. */
  published: { draft: PublishedDraft; cid: Cid; ceilings: Record<string, number | null> } | null;
  /** Taken from sale, to be put up again. */
  paused: boolean;
}

export interface ShippingProfiles {
  get(id: ListingId): ShippingProfile | undefined;
  list(): { id: ListingId; profile: ShippingProfile }[];
  put(id: ListingId, profile: ShippingProfile): void;
  remove(id: ListingId): void;
}

/** The row as it is to be; null removes it. */
export interface ShelfChange {
  id: ListingId;
  row: ShelfRow | null;
}

export interface Shelf {
  get(id: ListingId): ShelfRow | undefined;
  /** All or nothing. */
  put(changes: readonly ShelfChange[]): void;
  /** By rising id, from behind this one. */
  after(id: string, limit: number): ShelfRow[];
  /** Whether one of them names this picture or thumbnail. */
  shows(cid: string): boolean;
}

/** An import that was asked for: how to read its file, and what came of it so far. */
export interface StoredImport {
  operation: string;
  format: Format;
  dryRun: boolean;
  defaults: ImportDefaults;
  report: ImportReport;
}

export interface Imports {
  put(value: StoredImport): void;
  get(operation: string): StoredImport | undefined;
}

/** Files that wait to be read, on disk before their operation is answered. */
export interface Spool {
  /** Durable once it resolves. @throws SoukError `body.too-large`, `body.malformed` for nothing at all */
  write(name: string, source: AsyncIterable<Uint8Array>, maxBytes: number, signal: AbortSignal): Promise<void>;
  /** @throws SoukError `file.unknown` */
  read(name: string): AsyncIterable<Uint8Array>;
  remove(name: string): Promise<void>;
  /** Removes all others: a crash came before their operations were stored. */
  keep(names: readonly string[]): Promise<void>;
}

/** Pictures that were uploaded, by the sha2-256 of the bytes as they came. */
export interface Uploads {
  find(digest: Hex32): Picture | undefined;
  add(digest: Hex32, picture: Picture): void;
  shows(cid: string): boolean;
}

/** What one publication offered of a listing. */
export interface SignedListing {
  listing: ListingId;
  /** Of the catalogue. */
  sequence: number;
  /** Unix seconds of chain time. */
  validUntil: number;
  /** Of one unit with shipping, in the smallest unit, by `currency/variant/option`. */
  totals: Record<string, string>;
}

/** What the own account signed: two catalogues of one sequence would cost it its bond. */
export interface SignedCatalogues {
  last(): number;
  /** A sequence above all given before and not below `least`, on disk before it is used. */
  next(least: number): number;
  /** Keeps what can be paid from now on, and forgets what can't any more. @param now chain time, unix seconds */
  note(listings: readonly SignedListing[], now: number): void;
  /** By rising sequence. */
  of(listing: ListingId): SignedListing[];
  all(): SignedListing[];
}

/** Private messages: bytes on disk are sealed, never plaintext. */
export interface StoredMessage {
  /** sha2-256 of the envelope. */
  id: Hex32;
  order: Hex32;
  kind: MessageKind;
  author: Address;
  recipient: Address;
  /** sha2-256 of the words, as an event on chain may name it; null for received ones, whose words are sealed. */
  digest: Hex32 | null;
  /** The signed envelope, as it travels. */
  envelope: Uint8Array;
  /** The same words sealed to this node, so that the author can read them again; null for received ones. */
  copy: Uint8Array | null;
  state: "waiting" | "delivered" | "received";
}

export interface Mailbox {
  /** Idempotent by id. */
  put(message: StoredMessage): void;
  /** Ids of those that are to be delivered, oldest first. */
  waiting(): Hex32[];
  find(id: Hex32): StoredMessage | undefined;
  delivered(id: Hex32): void;
  of(order: Hex32): StoredMessage[];
  discard(id: Hex32): void;
  /** Orders of which an address may be held, by rising id. */
  deliveries(after: string, limit: number): Hex32[];
  /**
   * Deletes the addresses of orders so that no bytes of them stay in the files.
   * @returns false while a part may stay, because somebody reads: call again
   */
  eraseDeliveries(orders: readonly Hex32[]): boolean;
}

/** Files that own listings sell. What is on disk can be read with this node's keys alone. */
export interface Vault {
  /**
   * Encrypts a file while it is read; it is there for good when this resolves.
   * @throws SoukError `file.too-large`, `body.malformed` for nothing at all
   */
  add(
    source: AsyncIterable<Uint8Array>,
    options: { maxBytes: number; signal: AbortSignal },
  ): Promise<{ digest: Hex32; bytes: number }>;
  find(digest: Hex32): { salt: Uint8Array; bytes: number } | undefined;
  /** The file itself. @throws SoukError `file.unknown` */
  open(digest: Hex32): Promise<ReadableStream<Uint8Array>>;
  /** All files, and when each was added or last said to be needed. */
  list(): Promise<{ digest: Hex32; neededAt: Date }[]>;
  /** Kept across restarts. Does nothing for one that is not here. */
  need(digest: Hex32, at: Date): Promise<void>;
  /** Who reads it now reads on. */
  remove(digest: Hex32): Promise<void>;
}

export interface Arrival {
  state: "due" | "ready" | "failed";
  problem: { code: ErrorCode; message: string } | null;
}

/** Files that this account bought and was told where to fetch. */
export interface Arrivals {
  /** Idempotent. */
  expect(order: Hex32): void;
  due(): Hex32[];
  of(order: Hex32): Arrival | undefined;
  settle(order: Hex32, state: "ready" | "failed", problem: Arrival["problem"]): void;
}

/** Whose journals the user wants to be kept. */
export interface Following {
  /** @returns false if they are followed already */
  add(owner: Address): boolean;
  /** @returns false if they were not followed */
  remove(owner: Address): boolean;
  has(owner: Address): boolean;
  /** Newest first; `since` is ISO 8601. */
  list(): { owner: Address; since: string }[];
}

/** Addresses sealed to this node, by names that the user gave. What is replaced or removed leaves no bytes behind. */
export interface AddressTable {
  put(id: string, sealed: SealedWords): void;
  get(id: string): SealedWords | undefined;
  list(): { id: string; sealed: SealedWords }[];
  remove(id: string): boolean;
}

/** Whom the user lets decide about their money. */
export interface TrustedArbitrators {
  /** Idempotent. */
  add(owner: Address): void;
  /** @returns false if they were not trusted */
  remove(owner: Address): boolean;
  /** Newest first; `since` is ISO 8601. */
  list(): { owner: Address; since: string }[];
}

/** Everything that neither peers nor the chain can give back, in one encrypted file. */
export interface Backups {
  /** @returns the file, sent as it is read. @throws SoukError `storage.busy` while another one is made, `storage.full` */
  create(
    passphrase: string,
    signal: AbortSignal,
  ): Promise<{ name: string; bytes: number; stream: ReadableStream<Uint8Array> }>;
}

export interface SealedWords {
  enc: Uint8Array;
  ciphertext: Uint8Array;
}

/** Seals words to one reader: HPKE base mode (RFC 9180). Adapter: p2p/sealing. */
export interface Sealing {
  /** This node's X25519 public key, hex: what its certificate carries. */
  publicKey: `0x${string}`;
  seal(recipientKey: string, info: string, plaintext: Uint8Array): Promise<SealedWords>;
  /** @throws if it was not sealed to this node with this info */
  open(info: string, sealed: SealedWords): Promise<Uint8Array>;
}
