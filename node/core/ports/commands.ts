// Ports: what the API may ask for: user intents (commands) and answers that need more than one reader (queries). Adapter: commands.
import type { BookAddress } from "../../../protocol/api/address-routes.ts";
import type { ListingDraft, OrderQuery } from "../../../protocol/api/inputs.ts";
import type { ProfileDraft } from "../../../protocol/api/participant-inputs.ts";
import type { FollowedView, NetworkView, NodeStatus } from "../../../protocol/api/node-schemas.ts";
import type { OrderDetail, OrderSummary } from "../../../protocol/api/order-schemas.ts";
import type { Cart, Purchase } from "../../../protocol/api/purchase-inputs.ts";
import type { TrustedArbitratorView } from "../../../protocol/api/purchase-schemas.ts";
import type {
  FiguresQuery,
  OrderToShip,
  PackingList,
  SalesFigures,
  Shipments,
} from "../../../protocol/api/sales-schemas.ts";
import type { BalanceView, CurrencyView, ProfileDetail, ProfileView, Progress } from "../../../protocol/api/schemas.ts";
import type { ShippingProfile, ShippingProfileView } from "../../../protocol/api/shipping-inputs.ts";
import type { ImportInput, ListingEdit, ShopDraft, ShopQuery } from "../../../protocol/api/shop-inputs.ts";
import type { EditPreview, ImportReport, ShopDraftView, ShopListing } from "../../../protocol/api/shop-schemas.ts";
import type { NewToken, TokenDraft, TokenView } from "../../../protocol/api/token-routes.ts";
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { AtOnce } from "../at-once.ts";
import type { DeliveryAddress } from "../../../protocol/message.ts";
import type { Picture } from "../../../protocol/picture.ts";
import type { Dimensions } from "../../../protocol/review.ts";
import type { SoukError } from "../errors.ts";
import type { OrderRow } from "../order.ts";
import type { ShelfChange, StoredOperation } from "./own.ts";
import type { Page } from "./readers.ts";

/** Every command resolves once its intent is durable, never later; it throws SoukError and has then changed nothing. */
export interface ListingCommands {
  /**
   * All of them or none: one operation, one signature.
   * @param prefix of the fields of a fault, by the draft's place; left out: `listings.<index>.`
   * @throws SoukError for the first fault
   */
  publish(drafts: readonly ListingDraft[], prefix?: (index: number) => string): Promise<StoredOperation>;
  /** @throws SoukError `listing.not-yours`, `listing.unknown` */
  remove(seller: Address, ids: readonly ListingId[]): Promise<StoredOperation>;
  /**
   * Signs everything on sale anew, and once that is in the journal raises the floor: all that was signed before is void.
   * @throws SoukError `listing.nothing-to-void`
   */
  voidOldOffers(): Promise<StoredOperation>;
}

/** A draft to publish, and changes to it that are kept for later. */
export interface Publication {
  draft: ListingDraft;
  shippingProfile?: ListingId;
  kept?: ShopDraft | null;
}

export type Asked = Pick<StoredOperation, "kind"> & {
  /** Of the fields of a fault, by the draft's place; left out: `listings.<index>.` */
  prefix?: ((index: number) => string) | undefined;
  id?: string;
  shelf?: ShelfChange[];
  /** Taken from sale beside what is published. */
  withdraw?: readonly ListingId[];
};

/** Listings in any number: one operation each, all or nothing. */
export interface ListingPublisher {
  /** @throws SoukError with what `publishMany` would refuse */
  check(draft: ListingDraft): void;
  /** @throws SoukError for the first fault */
  publishMany(publications: readonly Publication[], asked: Asked): Promise<StoredOperation>;
  /** Offers what is on sale again, word for word, for as many seconds as it says. */
  renewMany(
    listings: readonly { id: ListingId; validFor: number }[],
    asked: Omit<Asked, "withdraw" | "prefix">,
  ): Promise<StoredOperation>;
  /** Takes from sale; ids that are not on sale are left out. */
  withdrawMany(ids: readonly ListingId[], asked: Omit<Asked, "withdraw" | "prefix">): Promise<StoredOperation>;
}

export interface ShopCommands {
  saveDraft(id: ListingId, draft: ShopDraft): ShopDraftView;
  /** @throws SoukError `listing.unknown` */
  draft(id: ListingId): ShopDraftView;
  /** Changes that were not published; of what was never published all there is. @throws SoukError `listing.unknown` */
  dropDraft(id: ListingId): void;
  publish(ids: readonly ListingId[]): Promise<StoredOperation>;
  pause(ids: readonly ListingId[]): Promise<StoredOperation>;
  resume(ids: readonly ListingId[]): Promise<StoredOperation>;
  delete(ids: readonly ListingId[]): Promise<StoredOperation>;
  edit(edit: ListingEdit): Promise<StoredOperation>;
  previewEdit(edit: ListingEdit): EditPreview;
}

export interface ShippingCommands {
  list(): ShippingProfileView[];
  /** @throws SoukError `shipping.unknown` */
  get(id: ListingId): ShippingProfileView;
  save(id: ListingId, profile: ShippingProfile): ShippingProfileView;
  republish(id: ListingId): Promise<StoredOperation>;
  /** @throws SoukError `shipping.unknown`, `shipping.in-use` */
  remove(id: ListingId): void;
}

export interface ShopQueries {
  list(query: ShopQuery): Page<ShopListing>;
}

export interface ImportCommands {
  /** Resolves once the file is on disk and the operation stored. */
  begin(query: ImportInput, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StoredOperation>;
  /** @throws SoukError `operation.unknown` */
  report(operation: string): ImportReport;
  /** Of a job that runs now. */
  progressOf(operation: string): Progress | null;
}

export interface ProfileCommands {
  publish(draft: ProfileDraft): Promise<StoredOperation>;
}

export interface ReviewDraft extends Dimensions {
  rating: number;
  title: string;
  text: string;
  pictures: Picture[];
}

export interface PurchaseCommands {
  buy(purchase: Purchase): Promise<StoredOperation>;
  /** One payment, all or none. @throws SoukError with `field: "items.<index>…"` and the listing as subject */
  buyCart(cart: Cart): Promise<StoredOperation>;
}

export interface OrderCommands {
  ship(id: Hex32, input: { tracking: string }): Promise<StoredOperation>;
  /** @throws SoukError as `ship` does for what can be known without the chain */
  checkShip(id: Hex32): void;
  confirm(id: Hex32, input: { review: ReviewDraft | null }): Promise<StoredOperation>;
  /** Seconds more than the window has now. */
  extend(id: Hex32, input: { seconds: number }): Promise<StoredOperation>;
  evidence(id: Hex32, input: { text: string }): Promise<StoredOperation>;
  /** The seller's word to a review. @throws SoukError `review.none`, `order.wrong-party` */
  reply(id: Hex32, input: { text: string }): Promise<StoredOperation>;
  cancel(id: Hex32): Promise<StoredOperation>;
  claim(id: Hex32): Promise<StoredOperation>;
  dispute(id: Hex32, input: { text: string }): Promise<StoredOperation>;
  rule(id: Hex32, input: { buyerBps: number }): Promise<StoredOperation>;
  pass(id: Hex32): Promise<StoredOperation>;
  expire(id: Hex32): Promise<StoredOperation>;
}

/** What was begun of several shipments; whatever can be known beforehand has refused all of them. */
export interface Shipped {
  operations: StoredOperation[];
  refused: { order: Hex32; error: SoukError }[];
}

/** Amounts in the smallest unit of `currency`. */
export interface Refund {
  operation: StoredOperation;
  call: "cancel" | "proposeSettlement";
  currency: Address;
  buyer: bigint;
  seller: bigint;
  /** What the buyer gets beyond what was asked for. */
  rounding: bigint;
  buyerBps: number;
  text: string;
}

export interface SalesCommands {
  /** @throws SoukError naming `shipments.<index>.order` */
  ship(input: Shipments): Promise<Shipped>;
  /** @param input.amount what a person types, in the order's currency; left out, all */
  refund(id: Hex32, input: { amount?: string | undefined }): Promise<Refund>;
}

export interface Collection {
  operations: StoredOperation[];
  releases: Hex32[];
  claims: Hex32[];
  withdrawals: Address[];
  more: boolean;
}

export interface CollectionCommands {
  /** The seller submits all releases that are good now. @throws SoukError `release.none` */
  releases(): Promise<StoredOperation>;
  /** All that is due, in as few transactions as the chain allows. @throws SoukError `payment.none` */
  all(): Promise<Collection>;
}

export interface AgreementCommands {
  /** The buyer signs the release for the seller to submit: no transaction. */
  release(id: Hex32, input: { review: ReviewDraft | null }): Promise<StoredOperation>;
  /** Signs a split for the other party. `seconds` is how long it stays open, at most a day. */
  propose(id: Hex32, input: { buyerBps: number; seconds: number }): Promise<StoredOperation>;
  /** @param buyerBps left out: the other party's newest proposal. @throws SoukError `settlement.none` */
  settle(id: Hex32, buyerBps?: number): Promise<StoredOperation>;
}

/** Amounts are what a person types, in the chain's coin. */
export interface StandingCommands {
  lockBond(input: { amount: string }): Promise<StoredOperation>;
  requestBond(input: { amount: string }): Promise<StoredOperation>;
  /** `to` left out: this account. */
  withdrawBond(input: { to?: Address | undefined }): Promise<StoredOperation>;
  publishArbitrator(input: { feeBps: number; consents: boolean; languages: string[] }): Promise<StoredOperation>;
}

export interface AddressCommands {
  list(): Promise<BookAddress[]>; // by name
  /** @throws SoukError `input.invalid` */
  put(id: string, address: DeliveryAddress): Promise<AtOnce<BookAddress>>;
  /** @throws SoukError `address.unknown` */
  remove(id: string): void;
  /** What a purchase is sent to: told with it, or named in the book. @throws SoukError `address.unknown`, `input.invalid` for both */
  deliveryOf(purchase: Pick<Cart, "delivery" | "addressId">): Promise<DeliveryAddress | null>;
}

export interface TrustCommands {
  /** Newest first. */
  list(): TrustedArbitratorView[];
  /** @throws SoukError `input.invalid` for the own account, or when there are too many */
  trust(owner: Address): TrustedArbitratorView;
  /** @throws SoukError `arbitrator.unknown` */
  distrust(owner: Address): void;
}

export interface FollowingCommands {
  /** Newest first. */
  list(): FollowedView[];
  /** @throws SoukError `input.invalid` for the own account, or when there are too many */
  follow(owner: Address): FollowedView;
  /** @throws SoukError `following.unknown` */
  unfollow(owner: Address): void;
}

export interface TokenCommands {
  /** Newest first. */
  list(): TokenView[];
  /** @throws SoukError `input.invalid` for a time that is past, `token.limit` */
  make(draft: TokenDraft): NewToken;
  /** @throws SoukError `token.unknown` */
  revoke(id: string): void;
  /** @returns undefined for what is no token of this node, or is one no longer */
  recognise(text: string): TokenView | undefined;
}

export interface WalletCommands {
  balances(): Promise<BalanceView[]>;
  /** `to` left out: this account. */
  withdraw(input: { currency: Address; to?: Address | undefined }): Promise<StoredOperation>;
}

export interface ProfileQueries {
  list(onlyArbitrators: boolean): ProfileView[];
  /** With what the chain says now. @throws SoukError `profile.unknown` of whom nothing is known */
  detail(owner: Address, signal: AbortSignal): Promise<ProfileDetail>;
}

export interface OrderQueries {
  summary(row: OrderRow): Promise<OrderSummary>;
  /** @throws SoukError `order.unknown` */
  detail(id: Hex32): Promise<OrderDetail>;
  list(query: OrderQuery): Promise<Page<OrderSummary>>;
}

export interface SalesQueries {
  /** The most urgent first. */
  toShip(query: { limit: number; cursor?: string | undefined }): Promise<Page<OrderToShip>>;
  /** @param orders left out: what is to be shipped next. @throws SoukError `order.unknown`, `order.wrong-party` */
  packingList(orders: readonly Hex32[] | undefined): Promise<PackingList>;
  figures(query: FiguresQuery): SalesFigures;
}

export interface OperationQueries {
  /** By its id, or by the keyed request that it is of. @returns undefined if the node stopped before any effect was durable */
  begun(id: string): StoredOperation | undefined;
  /** @throws SoukError `operation.unknown` */
  get(id: string): StoredOperation;
  /** Newest first. */
  list(limit: number, cursor: string | undefined): Page<StoredOperation>;
  /**
   * Resolves with the operation as it is once it is no longer pending, the seconds are over, or the signal aborts.
   * @throws SoukError `operation.unknown`
   */
  wait(id: string, seconds: number, signal: AbortSignal): Promise<StoredOperation>;
}

export interface HoldingQueries {
  status(): NetworkView["holding"];
  /** Newest first, bounded. */
  dropped(): Omit<NetworkView["dropped"][number], "name">[];
}

export interface NodeQueries {
  status(): NodeStatus;
  network(): NetworkView;
  currencies(): CurrencyView[];
}
