// Ports: what the API may ask for: user intents (commands) and answers that need more than one reader (queries). Adapter: commands.
import type { ListingDraft, OrderQuery, ProfileDraft, Purchase } from "../../../protocol/api/inputs.ts";
import type {
  BalanceView,
  CurrencyView,
  NetworkView,
  NodeStatus,
  OrderDetail,
  OrderSummary,
} from "../../../protocol/api/schemas.ts";
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import type { StoredOperation } from "./own.ts";
import type { Page } from "./readers.ts";

/** Every command resolves once its intent is durable, never later; it throws SoukError and has then changed nothing. */
export interface ListingCommands {
  publish(draft: ListingDraft): Promise<StoredOperation>;
  /** @throws SoukError `listing.not-yours`, `listing.unknown` */
  remove(seller: Address, id: ListingId): Promise<StoredOperation>;
}

export interface ProfileCommands {
  publish(draft: ProfileDraft): Promise<StoredOperation>;
}

export interface ReviewDraft {
  rating: number;
  title: string;
  text: string;
}

export interface OrderCommands {
  buy(purchase: Purchase): Promise<StoredOperation>;
  ship(id: Hex32, input: { tracking: string }): Promise<StoredOperation>;
  confirm(id: Hex32, input: { review: ReviewDraft | null }): Promise<StoredOperation>;
  cancel(id: Hex32): Promise<StoredOperation>;
  claim(id: Hex32): Promise<StoredOperation>;
  dispute(id: Hex32, input: { text: string }): Promise<StoredOperation>;
  rule(id: Hex32, input: { buyerBps: number }): Promise<StoredOperation>;
  pass(id: Hex32): Promise<StoredOperation>;
  expire(id: Hex32): Promise<StoredOperation>;
}

export interface WalletCommands {
  balances(): Promise<BalanceView[]>;
  /** `to` left out: this account. */
  withdraw(input: { currency: Address; to?: Address | undefined }): Promise<StoredOperation>;
}

export interface OrderQueries {
  /** @throws SoukError `order.unknown` */
  detail(id: Hex32): Promise<OrderDetail>;
  list(query: OrderQuery): Promise<Page<OrderSummary>>;
}

export interface OperationQueries {
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

export interface NodeQueries {
  status(): NodeStatus;
  network(): NetworkView;
  currencies(): CurrencyView[];
}
