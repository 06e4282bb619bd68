// JSON-RPC over HTTP to the chain: every call has a deadline and a cap on the answer's size, and never trusts its shape (S-17).
import { SoukError } from "../core/errors.ts";

export interface Rpc {
  /**
   * One call.
   * @throws RpcError when the chain answered with an error, SoukError `chain.unreachable` (retryable) when it did not answer properly
   */
  request(method: string, params: unknown[], signal?: AbortSignal): Promise<unknown>;
}

/** The chain answered, with an error: a revert, a refused transaction, a range that is too wide. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  /** Revert data of a reverted call. */
  readonly data: `0x${string}` | undefined;

  constructor(code: number, message: string, data?: `0x${string}`) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export interface RpcOptions {
  url: string;
  timeoutMs?: number;
  maxBytes?: number;
  /** What no proper answer is told as. */
  unreachable?: (what: string, cause?: unknown) => SoukError;
}

export function createRpc(options: RpcOptions): Rpc {
  const { url, timeoutMs = 5_000, maxBytes = 8 * 1024 * 1024 } = options;
  let id = 0;

  async function once(method: string, params: unknown[], outer?: AbortSignal): Promise<unknown> {
    const deadline = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }),
      redirect: "error",
      signal: outer ? AbortSignal.any([deadline, outer]) : deadline,
    });
    const body = await readCapped(response, maxBytes);
    // Whatever it says: the words are every provider's own, and are not about the request.
    if (response.status === 429) throw new Error("HTTP 429, too many requests");
    let answer: { result?: unknown; error?: unknown };
    try {
      answer = Object(JSON.parse(body));
    } catch {
      throw new Error(`HTTP ${response.status}, not JSON`);
    }
    if (answer.error !== undefined && answer.error !== null) throw rpcError(answer.error);
    if (!response.ok || answer.result === undefined) throw new Error(`HTTP ${response.status} without a result`);
    return answer.result;
  }

  return {
    async request(method, params, signal) {
      try {
        return await once(method, params, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof RpcError && !isOverload(error)) throw error;
        throw (options.unreachable ?? unreachable)(method, error);
      }
    },
  };
}

/** For any answer that cannot be what the chain said: the same as no answer. */
export function unreachable(what: string, cause?: unknown): SoukError {
  const why = cause instanceof Error ? ` (${(cause.cause as Error | undefined)?.message || cause.message})` : "";
  const message = `the chain's RPC gave no usable answer to ${what}${why}; check --rpc and the network, then try again`;
  return new SoukError("chain.unreachable", message, { retryable: true, cause });
}

/** Rate limits and internal errors of the server say nothing about the request. */
const isOverload = ({ code, data }: RpcError): boolean => !data && [429, -32_005, -32_603].includes(code);

function rpcError(error: unknown): RpcError {
  const { code, message, data } = Object(error) as { code?: unknown; message?: unknown; data?: unknown };
  const revert = typeof data === "string" && /^0x([0-9a-fA-F]{2})*$/.test(data) ? (data as `0x${string}`) : undefined;
  return new RpcError(Number(code) || 0, String(message).slice(0, 500), revert);
}

async function readCapped(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the stream: the rest is never read.
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
