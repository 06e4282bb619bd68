// Signs by asking an external signer over JSON-RPC (eth_signTypedData_v4, eth_signTransaction): one question at a time, and every answer is checked.
import { toQuantity } from "ethers";
import { type Address, toHex } from "../../protocol/ids.ts";
import { DOMAIN_FIELDS, type FieldValue, type Fields, type TypedData } from "../../protocol/typed-data.ts";
import { SoukError } from "../core/errors.ts";
import type { Signer, SignerStatus, UnsignedTransaction } from "../core/ports/signer.ts";
import { createTurns } from "../core/turns.ts";
import { nameOf } from "./endpoint.ts";
import { RpcError, createRpc } from "./rpc.ts";
import { checkSignature, checkTransaction } from "./signatures.ts";

/** A person reads and confirms on a device. Below the 300 s after which Node's fetch gives up. */
const ASK_MS = 285_000;
const CHECK_MS = 5_000;
/** Of the largest transaction, in hex and as the parsed copy that some signers add, with room. */
const MAX_BYTES = 2 * 1024 * 1024;

export interface RemoteSigner extends Signer {
  /** @throws SoukError `signer.wrong` if it answers and does not hold the account */
  check(): Promise<void>;
}

export interface RemoteSignerOptions {
  url: string;
  address: Address;
  /** Ends all that is asked. */
  stopping: AbortSignal;
  askMs?: number;
}

export function createRemoteSigner({ url, address, stopping, askMs = ASK_MS }: RemoteSignerOptions): RemoteSigner {
  const endpoint = nameOf(url);
  const rpcFor = (timeoutMs: number) => createRpc({ url, timeoutMs, maxBytes: MAX_BYTES, unreachable });
  const [asks, checks] = [rpcFor(askMs), rpcFor(CHECK_MS)];
  const waiting: SignerStatus["waiting"] = [];
  let problem: string | null = null;
  /** A device shows one thing at a time; whoever waits for their turn has not asked yet. */
  const inTurn = createTurns(1);

  function unreachable(what: string, cause?: unknown): SoukError {
    const why = cause instanceof Error ? ` (${(cause.cause as Error | undefined)?.message || cause.message})` : "";
    const message = `the signer at ${endpoint} gave no usable answer to ${what}${why}; start it, or confirm there, and try again`;
    return new SoukError("signer.unreachable", message, { retryable: true, cause });
  }

  function refused(what: string, { message }: RpcError): SoukError {
    const words = `the signer at ${endpoint} did not sign the ${what}: ${printable(message)}; nothing was changed or sent for it`;
    return new SoukError("signer.refused", words, { subject: what });
  }

  async function ask<T>(
    what: string,
    method: string,
    params: unknown[],
    outer: AbortSignal | undefined,
    check: (answer: unknown) => T,
  ): Promise<T> {
    const signal = outer ? AbortSignal.any([outer, stopping]) : stopping;
    const one = { what, since: new Date().toISOString() };
    waiting.push(one);
    try {
      return await inTurn(async () => {
        const value = check(await asks.request(method, params, signal));
        problem = null;
        return value;
      }, signal);
    } catch (error) {
      const known = error instanceof RpcError ? refused(what, error) : error;
      if (signal.aborted) throw unreachable(method, new Error("it was not waited for any longer"));
      if (known instanceof SoukError) problem = known.code === "signer.refused" ? null : known.message;
      throw known;
    } finally {
      waiting.splice(waiting.indexOf(one), 1);
    }
  }

  return {
    address,
    isAttended: true,
    signTypedData: (data, signal) =>
      ask(data.primaryType, "eth_signTypedData_v4", [address, typedDataJson(data)], signal, (answer) =>
        checkSignature(data, address, answer),
      ),
    signTransaction: (fields, signal) =>
      ask("Transaction", "eth_signTransaction", [transactionJson(address, fields)], signal, (answer) =>
        checkTransaction(fields, address, rawOf(answer)),
      ),
    status: () => ({ external: true, endpoint, problem, waiting: waiting.map((one) => ({ ...one })) }),
    async check() {
      try {
        const list = await checks.request("eth_accounts", [], stopping);
        if (Array.isArray(list) && list.some((one) => String(one).toLowerCase() === address)) return;
      } catch (error) {
        // It may be started later; and one that keeps its list to itself may sign all the same.
        if (error instanceof SoukError) problem = error.message;
        return;
      }
      const message = `the signer at ${endpoint} does not hold ${address}: unlock it there, or give the right --account`;
      throw new SoukError("signer.wrong", message, { subject: address });
    },
  };
}

/** As EIP-712 gives it to wallets: only what is signed, bytes in hex, numbers as decimal digits. */
export function typedDataJson({ domain, primaryType, fields, message }: TypedData) {
  const typesOf = (list: Fields) => list.map(([name, type]) => ({ name, type }));
  const values = message as Record<string, FieldValue>;
  return {
    types: { EIP712Domain: typesOf(DOMAIN_FIELDS), [primaryType]: typesOf(fields) },
    primaryType,
    domain,
    message: Object.fromEntries(fields.map(([name]) => [name, jsonValue(values[name]!)])),
  };
}

function jsonValue(value: FieldValue): string {
  return value instanceof Uint8Array ? toHex(value) : String(value);
}

const transactionJson = (from: Address, fields: UnsignedTransaction) => ({
  type: "0x2",
  from,
  to: fields.to,
  data: fields.data,
  chainId: toQuantity(fields.chainId),
  nonce: toQuantity(fields.nonce),
  value: toQuantity(fields.value),
  gas: toQuantity(fields.gasLimit),
  maxFeePerGas: toQuantity(fields.maxFeePerGas),
  maxPriorityFeePerGas: toQuantity(fields.maxPriorityFeePerGas),
});

/** The execution API's answer is the transaction; geth and clef put it beside a parsed copy. */
const rawOf = (answer: unknown): unknown => (typeof answer === "string" ? answer : Object(answer).raw);

/** Its words go to a terminal and a page. */
const printable = (text: string): string => text.replace(/[^\P{C} ]/gu, " ").slice(0, 200);
