// Asks a chain by JSON-RPC, for scripts that stand outside of the node.

export type Request = <T>(method: string, params?: unknown[]) => Promise<T>;

/** @throws Error with what the chain says, or what `fetch` throws where none answers */
export const createRequest =
  (url: string): Request =>
  async <T>(method: string, params: unknown[] = []): Promise<T> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { result, error } = (await response.json()) as { result: T; error?: { message: string } };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
