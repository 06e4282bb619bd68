// A JSON-RPC proxy that can lie, hang, break off or be gone: what stands between a node and its chain in tests.
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface RpcCall {
  method: string;
  params: any[];
}

/** Gets the call and the true result; what it returns is answered instead. `"hang"`, `"cut"`, `"drip"` and `"garbage"` are taken literally. */
export type Tamper = (call: RpcCall, result: any) => unknown;

export interface RpcProxy {
  url: string;
  /** Undefined passes everything through. */
  tamper: Tamper | undefined;
  /** Methods that never reach the chain: the connection is cut before. */
  block: Set<string>;
  /** The same for calls that it picks. */
  lose: ((call: RpcCall) => boolean) | undefined;
  /** Calls that never reach the chain, and the error that is answered instead. */
  refuse: ((call: RpcCall) => { code: number; message: string; status?: number } | undefined) | undefined;
  /** Calls seen so far, by method. */
  seen: Map<string, number>;
  stop(): Promise<void>;
}

export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const seen = new Map<string, number>();
  const server = createServer((request, response) => {
    void (async () => {
      const body = await read(request);
      const call = JSON.parse(body) as RpcCall & { id: number };
      seen.set(call.method, (seen.get(call.method) ?? 0) + 1);
      if (proxy.block.has(call.method) || proxy.lose?.(call)) return response.destroy();
      const headers = { "content-type": "application/json" };
      const { status = 200, ...error } = proxy.refuse?.(call) ?? {};
      if ("code" in error)
        return response.writeHead(status, headers).end(JSON.stringify({ jsonrpc: "2.0", id: call.id, error }));
      const answer = (await (await fetch(target, { method: "POST", headers, body })).json()) as { result?: unknown };
      if (proxy.tamper && "result" in answer) answer.result = await proxy.tamper(call, structuredClone(answer.result));
      if (answer.result === "hang") return;
      if (answer.result === "cut") return response.destroy();
      if (answer.result === "garbage") return response.writeHead(200, headers).end("<html>502 Bad Gateway</html>");
      if (answer.result === "drip") return drip(response.writeHead(200, headers));
      response.writeHead(200, headers).end(JSON.stringify(answer));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: RpcProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tamper: undefined,
    block: new Set(),
    lose: undefined,
    refuse: undefined,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write(" "), 50);
  response.on("close", () => clearInterval(timer));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
