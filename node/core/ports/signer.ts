// Port: signatures of this node's account, wherever its key is. Adapters: chain, with the key here and with an external signer.
import type { Address } from "../../../protocol/ids.ts";
import type { TypedData } from "../../../protocol/typed-data.ts";

/** An EIP-1559 transaction that calls a contract. Amounts in wei. */
export interface UnsignedTransaction {
  chainId: number;
  nonce: number;
  to: Address;
  data: string;
  value: bigint;
  gasLimit: bigint;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

/**
 * What it returns was checked: it is of this account, and over exactly what was asked.
 * Both @throws SoukError `signer.refused`, `signer.wrong`, and `signer.unreachable` (retryable)
 */
export interface Signer {
  address: Address;
  /** Somebody may be asked each time, and take minutes: what is only simulated is not to be signed. */
  isAttended: boolean;
  /** @returns `0x` and 65 bytes r‖s‖v, low s, v 27 or 28 */
  signTypedData(data: TypedData, signal?: AbortSignal): Promise<string>;
  /** @returns the signed transaction, as it is sent */
  signTransaction(transaction: UnsignedTransaction, signal?: AbortSignal): Promise<string>;
  status(): SignerStatus;
}

export interface SignerStatus {
  /** The key is not in this node. */
  external: boolean;
  /** Host and port of an external one: the rest of the URL may be a secret. */
  endpoint: string | null;
  /** Why it cannot be used, as of the last question; null if it can. */
  problem: string | null;
  /** What it was asked and has not answered, oldest first: the primary type of typed data, or `Transaction`. `since` is ISO 8601. */
  waiting: { what: string; since: string }[];
}
