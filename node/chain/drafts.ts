// Signed transactions that are sent nowhere yet: of an intent or its first step, and in the place of one that waits too long.
import { Transaction, keccak256 } from "ethers";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Signer } from "../core/ports/signer.ts";
import type { JournaledTransaction, SignedTransaction, TransactionJournal } from "../core/ports/transactions.ts";
import type { CallRequest, FeeHeader, Reader } from "./answers.ts";
import { type JournaledCall, encodeCall } from "./calls.ts";
import { type Fees, higherFees } from "./fees.ts";

export interface Priced {
  request: CallRequest;
  gas: bigint;
  fees: Fees;
}

/** What a call becomes: a transaction without nonce and fees, or a step that has to be mined before it. */
export type Prepared = (Priced & { first?: undefined }) | { first: { id: string; call: JournaledCall } };

/** What came of an intent, or of the step that has to be mined before it. */
export type Draft = { step: string } & ({ signed: SignedTransaction } | { signed?: undefined; error: unknown });

export interface Drafts {
  /** All that is signed and not settled. */
  inFlight(): JournaledTransaction[];
  nextNonce(ended: AbortSignal): Promise<number>;
  first(id: string, call: JournaledCall, ended: AbortSignal): Promise<Draft>;
  /** @returns undefined where higher fees are above the limit. @throws SoukError as {@link Signer} says */
  dearer(entry: JournaledTransaction, ended: AbortSignal): Promise<SignedTransaction | undefined>;
}

export interface DraftsOptions {
  reader: Reader;
  journal: TransactionJournal;
  signer: Signer;
  chainId: number;
  /** Highest fee per gas, in wei. */
  maxFeePerGas: bigint;
  /** @throws SoukError when the call cannot succeed any more, `chain.unreachable` when that cannot be told */
  prepare: (id: string, call: JournaledCall, signal: AbortSignal) => Promise<Prepared>;
  latest: () => FeeHeader | undefined;
  logger: Logger;
}

export function createDrafts(options: DraftsOptions): Drafts {
  const { reader, journal, signer, chainId, maxFeePerGas, prepare, latest, logger } = options;

  const inFlight = (): JournaledTransaction[] => journal.open().filter(({ status }) => status !== "intended");

  async function nextNonce(ended: AbortSignal): Promise<number> {
    const used = await reader.nonce(signer.address, "latest", ended);
    // Of several servers behind one address the one that answers now may be a block behind.
    const taken = [...inFlight(), ...journal.minedUpTo(Number.MAX_SAFE_INTEGER)];
    return Math.max(used, ...taken.map(({ nonce }) => nonce! + 1));
  }

  async function sign({ request, gas, fees }: Priced, nonce: number, ended: AbortSignal): Promise<SignedTransaction> {
    const raw = await signer.signTransaction(
      {
        chainId,
        nonce,
        to: request.to,
        data: request.data,
        value: request.value ?? 0n,
        gasLimit: gas,
        maxPriorityFeePerGas: fees.tip,
        maxFeePerGas: fees.maxFee,
      },
      ended,
    );
    return { nonce, hash: keccak256(raw) as Hex32, raw, block: latest()?.number ?? 0 };
  }

  return {
    inFlight,
    nextNonce,
    async first(id, call, ended) {
      let step = id;
      try {
        let prepared = await prepare(id, call, ended);
        if (prepared.first) {
          step = prepared.first.id;
          if (!journal.get(step)) journal.intend(step, encodeCall(prepared.first.call));
          prepared = await prepare(step, prepared.first.call, ended);
        }
        if (prepared.first) throw new SoukError("internal", "a step cannot have a step");
        return { step, signed: await sign(prepared, await nextNonce(ended), ended) };
      } catch (error) {
        return { step, error };
      }
    },
    async dearer({ id, nonce, transactions }, ended) {
      const before = Transaction.from(transactions.at(-1)!.raw);
      const { value, gasLimit: gas } = before;
      const [held, tip] = await Promise.all([reader.balance(signer.address, ended), reader.tip(ended)]);
      const affordable = held > value ? (held - value) / gas : 0n;
      const cap = affordable < maxFeePerGas ? affordable : maxFeePerGas;
      const offered = { maxFee: before.maxFeePerGas!, tip: before.maxPriorityFeePerGas! };
      const fees = higherFees(offered, latest()!.baseFee, tip, cap);
      // It stays valid as it is: the base fee may fall.
      if (!fees) return void logger.debug({ id }, "a transaction waits: higher fees are above the limit");
      const to = before.to!.toLowerCase() as Address;
      return sign({ request: { to, data: before.data as `0x${string}`, value }, gas, fees }, nonce!, ended);
    },
  };
}
