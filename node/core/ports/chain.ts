// Ports: the follower's inputs, escrow transactions as durable intents, and balances. Adapter: chain.
import type { Release } from "../../../protocol/consent.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import type { OfferProof } from "../../../protocol/listing-record.ts";
import type { Order, OrderStatus } from "../../../protocol/order.ts";

/** Headers kept below the head: follower and read model must agree, and it is deeper than any reorg that is rolled back. */
export const HEADER_WINDOW = 64;

export interface BlockHeader {
  number: number;
  hash: Hex32;
  parentHash: Hex32;
  /** Unix seconds. */
  timestamp: number;
}

interface At {
  block: number;
  logIndex: number;
  transaction: Hex32;
}

/** Events of the escrow, decoded and range-checked. */
export type EscrowEvent = At &
  (
    | { name: "Opened"; orderId: Hex32; order: Order }
    | { name: "Shipped"; orderId: Hex32; tracking: Hex32 }
    | { name: "Extended"; orderId: Hex32; extension: number }
    | { name: "Disputed"; orderId: Hex32; evidence: Hex32 }
    | { name: "Evidence"; orderId: Hex32; party: Address; evidence: Hex32 }
    | { name: "Passed"; orderId: Hex32 }
    | {
        name: "Closed";
        orderId: Hex32;
        status: OrderStatus;
        toBuyer: bigint;
        toSeller: bigint;
        toArbitrator: bigint;
        toReferrer: bigint;
      }
    | { name: "Reviewed"; orderId: Hex32; review: Hex32; rating: number }
    /** An item of somebody's batch was left out; anybody can cause it, and it changes nothing. */
    | { name: "Skipped"; orderId: Hex32; reason: string }
    | { name: "Credited"; account: Address; currency: Address; amount: bigint }
    | { name: "Withdrawn"; account: Address; currency: Address; amount: bigint }
    | { name: "Retired"; seller: Address; sku: Hex32 }
    | { name: "FloorRaised"; seller: Address; floor: number }
  );

/** What the follower hands to the inbox, in order. A range connects to the cursor by `parentHash` of its first header. */
export type ChainInput =
  | {
      kind: "blocks";
      /** The first header follows the cursor's block; headers of blocks deep below the head and without events may be missing. */
      from: number;
      parentHash: Hex32;
      headers: BlockHeader[];
      /** The last block of the range, also the last of `headers`. */
      head: BlockHeader;
      events: EscrowEvent[];
    }
  | { kind: "rollback"; to: number };

/** Where the read model stands on the chain. Adapter: store. */
export interface ChainCursor {
  head(): BlockHeader | undefined;
  /** The block the read model knows at this height, if it still keeps it. */
  at(number: number): BlockHeader | undefined;
}

export interface ChainStatus {
  chainId: number;
  escrow: Address;
  /** Whether any RPC answers. */
  reachable: boolean;
  /** Newest block the RPC named; null before the first answer. */
  head: number | null;
  /** Why nothing is followed (wrong chain, wrong code, RPCs that say different things), else null. */
  problem: string | null;
  /** Each RPC that was configured. */
  endpoints: readonly EndpointStatus[];
  /** Where two RPCs part: nothing at or above this block is taken in. Null while they agree, or while only one is in use. */
  disagreement: Disagreement | null;
}

export interface EndpointStatus {
  /** Host and port: the rest of the URL may be a secret. */
  endpoint: string;
  head: number | null;
  /** Why it is not used, else null. */
  problem: string | null;
}

export interface Disagreement {
  block: number;
  answers: { endpoint: string; says: string }[];
}

/** An order to open, with its seller's signature over the offer, or over the catalogue that holds it. */
export interface SignedPurchase {
  order: Order;
  signature: string;
  /** Left out: the offer is signed alone. */
  proof?: OfferProof;
}

/** A release with its buyer's signature: what protocol/consent signs, and the order it is about. */
export interface SignedRelease extends Omit<Release, "orderId"> {
  order: Order;
  signature: string;
}

/** A call to the escrow, as the user meant it. Amounts in the smallest unit. */
export type EscrowCall =
  | ({ call: "open" } & SignedPurchase)
  /** All or none. Each run of one currency is paid at once. */
  | { call: "openMany"; purchases: SignedPurchase[] }
  | { call: "ship"; order: Order; tracking: Hex32 }
  /** Seconds beyond the offer's window in total. */
  | { call: "extend"; order: Order; extension: number }
  | { call: "confirm"; order: Order; review: Hex32; rating: number }
  | { call: "confirmMany"; releases: SignedRelease[] }
  /** Payments due to sellers, in one transaction where {@link EscrowWallet.batches}; what was paid meanwhile is left out. */
  | { call: "collect"; releases: SignedRelease[]; claims: Order[] }
  /** With the other party's signature. */
  | { call: "settle"; order: Order; buyerBps: number; deadline: number; signature: string }
  | { call: "cancel" | "claim" | "expire" | "pass"; order: Order }
  | { call: "dispute" | "submitEvidence"; order: Order; evidence: Hex32 }
  | { call: "rule"; order: Order; buyerBps: number }
  | { call: "withdraw"; currency: Address; to: Address }
  /** Voids all that the own account signed below it: catalogues by sequence, lone offers by counter. */
  | { call: "raiseFloor"; floor: number };

/** A call to a contract beside the escrow. */
export type PeripheryCall =
  /** Coin for the own bond. */
  | { call: "lockBond" | "requestBond"; amount: bigint }
  | { call: "withdrawBond"; to: Address }
  | { call: "publishArbitrator"; feeBps: number; consents: boolean; page: Hex32; languages: string };

export type ChainCall = EscrowCall | PeripheryCall;

/** A bond in the chain's coin that its owner loses by signing two catalogues of one sequence. */
export interface Bond {
  locked: bigint;
  /** Asked back; still part of the bond. */
  leaving: bigint;
  /** Unix second from which `leaving` can be withdrawn; null while nothing leaves. */
  availableAt: number | null;
}

/** What an arbitrator said in the registry. */
export interface RegistryEntry {
  feeBps: number;
  consents: boolean;
  languages: string[];
  /** Unix seconds. */
  since: number;
}

/** What an account left outside the escrow: read from the chain when it is asked for, and kept nowhere. */
export interface PublicRecords {
  /** @returns null on a chain without such a contract. @throws SoukError `chain.unreachable` */
  bond(of: Address, signal: AbortSignal): Promise<Bond | null>;
  /** @returns null if they never published. @throws SoukError `chain.unreachable` */
  registryEntry(of: Address, signal: AbortSignal): Promise<RegistryEntry | null>;
}

/** `mined` with an error: its block refused it, which is not final yet. `final`: mined so deep below the head that no reorganisation is expected to take it. */
export type TransactionStatus = "intended" | "signed" | "sent" | "mined" | "final" | "failed";

export interface TransactionState {
  id: string;
  status: TransactionStatus;
  /** Of the one that was mined; before that the newest that was signed. */
  hash: Hex32 | null;
  block: number | null;
  /** A SoukError code and message once it failed for good, or was mined and refused. */
  error: { code: string; message: string } | null;
}

/** How a payment in one currency is consented to: for the coin by sending it, for a token by one of the others. */
export type PaymentWay = "coin" | "allowance" | "permit" | "approval";

/** What opening orders would take now, and what is there for it. */
export interface Quote {
  dues: { currency: Address; total: bigint; held: bigint; way: PaymentWay }[];
  /** In the chain's coin: the network's fee at most, and what the account holds of it. */
  fee: bigint;
  coin: bigint;
  /** The fee is a guess by the number of orders, because the call cannot be simulated as things are. */
  guessed: boolean;
  /** What the escrow would say; null where it was not asked because money is missing, or would take it. */
  refusal: { code: string; message: string } | null;
}

export interface EscrowWallet {
  address: Address;
  /**
   * Makes a durable intent; one id is sent to the chain exactly once, whatever crashes. The same id again is a no-op.
   * Checks by simulation first: @throws SoukError `chain.reverted`, `funds.insufficient`, `chain.unreachable` (then nothing is stored).
   * What the escrow refuses of a cart has `field: "purchases.<index>"`.
   */
  submit(id: string, call: ChainCall, signal: AbortSignal): Promise<void>;
  /** Whether calls that anybody may make can go together in one transaction on this chain. @throws SoukError `chain.unreachable` */
  batches(signal: AbortSignal): Promise<boolean>;
  /** Asks and simulates; sends and keeps nothing. @throws SoukError `chain.unreachable` */
  quote(purchases: readonly SignedPurchase[], signal: AbortSignal): Promise<Quote>;
  state(id: string): TransactionState | undefined;
  /** Whether the signer has been asked for what it takes, and somebody has to confirm there. */
  isAsking(id: string): boolean;
  /** Called at every change of a transaction's state. @returns unsubscribe */
  onState(listener: (state: TransactionState) => void): () => void;
  balance(currency: Address): Promise<bigint>;
  /** Payments that could not be pushed and wait for `withdraw`. */
  credit(currency: Address): Promise<bigint>;
}
