// Nodes reduced to their chain room, each with an account of its own, and the offers they trade at.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Wallet } from "ethers";
import { type Chain, type ChainOptions, createChain } from "../../node/chain/chain.ts";
import { createLocalSigner } from "../../node/chain/local-signer.ts";
import type { TransactionState, TransactionStatus } from "../../node/core/ports/chain.ts";
import type { Signer } from "../../node/core/ports/signer.ts";
import type { TransactionJournal } from "../../node/core/ports/transactions.ts";
import type { Logger } from "../../node/core/ports/logger.ts";
import { DEV_CHAIN_ID, type Deployment, deploymentOf } from "../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS, ZERO_HEX32 } from "../../protocol/ids.ts";
import type { Offer } from "../../protocol/offer.ts";
import { type MemoryReadModel, createMemoryReadModel } from "./chain-cursor.ts";
import { type JournalHook, openTransactionJournal } from "./chain-journal.ts";

export const DEV: Deployment = deploymentOf(DEV_CHAIN_ID)!;
export const DOMAIN = { chainId: DEV.chainId, escrow: DEV.escrow };
export const TUSD: Address = DEV.currencies[1]!.address;
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export interface Account {
  address: Address;
  privateKey: string;
}

export function newAccount(): Account {
  const { address, privateKey } = Wallet.createRandom();
  return { address: address.toLowerCase() as Address, privateKey };
}

export interface Party extends Account {
  signer: Signer;
  chain: Chain;
  model: MemoryReadModel;
  journal: TransactionJournal;
  stop(): Promise<void>;
}

export interface PartyOptions {
  account: Account;
  /** Default one with the account's key. */
  signer: Signer;
  model: MemoryReadModel;
  /** Keeps own.db; default a temporary one that goes with the party. */
  directory: string;
  onJournal: JournalHook;
  deployment: Deployment;
  maxFeePerGas: bigint;
  patience: NonNullable<ChainOptions["patience"]>;
  onBond: NonNullable<ChainOptions["onBond"]>;
  pollMs: number;
  timeoutMs: number;
}

/** A node's chain room on the real own.db, followed into memory. */
export function joinChain(rpcUrls: string[], options: Partial<PartyOptions> = {}): Party {
  const { account = newAccount(), model = createMemoryReadModel(), deployment = DEV } = options;
  const signer = options.signer ?? createLocalSigner(account.privateKey);
  const directory = options.directory ?? mkdtempSync(path.join(tmpdir(), "souk-party-"));
  const { journal, close } = openTransactionJournal(directory, options.onJournal);
  const chain = createChain({
    rpcUrls,
    deployment,
    cursor: model,
    transactions: journal,
    signer,
    maxFeePerGas: options.maxFeePerGas ?? 500n * 10n ** 9n,
    ...(options.patience && { patience: options.patience }),
    onInput: (input) => model.ingest(input),
    ...(options.onBond && { onBond: options.onBond }),
    logger: silent,
    pollMs: options.pollMs ?? 50,
    ...(options.timeoutMs && { timeoutMs: options.timeoutMs }),
  });
  chain.start();
  return {
    ...account,
    signer,
    chain,
    model,
    journal,
    async stop() {
      await chain.stop();
      close();
      if (!options.directory) rmSync(directory, { recursive: true, force: true });
    },
  };
}

const DAY = 86_400;

export function plainOffer(seller: Address, arbitrator: Address, now: number): Offer {
  return {
    seller,
    arbitrator,
    fallbackArbitrator: ZERO_ADDRESS,
    currency: ZERO_ADDRESS,
    unitPrice: 1_000_000n,
    shipping: 500_000n,
    terms: `0x${"7e".repeat(32)}` as Offer["terms"],
    sku: ZERO_HEX32,
    maxUnits: 0,
    shipWindow: 3 * DAY,
    inspectionWindow: 7 * DAY,
    rulingWindow: 14 * DAY,
    arbitratorFeeBps: 500,
    referrerBps: 0,
    defaultBuyerBps: 5_000,
    validUntil: now + 365 * DAY,
    counter: 0,
  };
}

/** Resolves to the transaction's state once it is mined. @throws with its error once it failed, or after the deadline */
export function settled({ chain }: Party, id: string, milliseconds = 20_000): Promise<TransactionState> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error(`${id} is still ${chain.wallet.state(id)?.status}`)), milliseconds);
    const stop = chain.wallet.onState((state) => state.id === id && look(state));
    function look(state: TransactionState | undefined) {
      if (state?.status === "mined" || state?.status === "final") finish(undefined, state);
      if (state?.status === "failed") finish(Object.assign(new Error(state.error!.message), state.error));
    }
    function finish(error?: Error, state?: TransactionState) {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve(state!);
    }
    look(chain.wallet.state(id));
  });
}

/** Resolves once the transaction has this status. Rejects after the deadline. */
export function reached({ chain }: Party, id: string, status: TransactionStatus, milliseconds = 20_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: Error) => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
    const is = () => chain.wallet.state(id)?.status;
    const timer = setTimeout(() => finish(new Error(`${id} is ${is()}, not ${status}`)), milliseconds);
    const stop = chain.wallet.onState(() => is() === status && finish());
    if (is() === status) finish();
  });
}
