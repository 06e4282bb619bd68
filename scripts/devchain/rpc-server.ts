// JSON-RPC 2.0 over HTTP for the dev chain: loopback only, Host and Origin checked, bodies and batches bounded.
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_BATCH = 200;

export type RpcHandler = (method: string, params: unknown[]) => Promise<unknown>;

export interface RpcServer {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** @throws the listening error of Node; `EADDRINUSE` in words for a person */
export async function startRpcServer(port: number, handle: RpcHandler): Promise<RpcServer> {
  const server = createServer((request, response) => {
    answer(request, response, handle).catch((error: unknown) => {
      if (!response.headersSent) reply(response, 500, failure(null, -32603, String(error)));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        error.message = `port ${port} of the dev chain is in use: stop what uses it, perhaps another npm start`;
      }
      reject(error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: RpcHandler): Promise<void> {
  const local = ["127.0.0.1", "localhost"].map((name) => `${name}:${request.socket.localPort}`);
  const { host = "", origin } = request.headers;
  // DNS rebinding comes with a foreign Host, a web page with a foreign Origin.
  if (!local.includes(host)) return reply(response, 403, failure(null, -32600, "unknown Host"));
  if (origin !== undefined && !local.includes(origin.replace("http://", ""))) {
    return reply(response, 403, failure(null, -32600, "unknown Origin"));
  }
  if (request.method !== "POST") return reply(response, 405, failure(null, -32600, "POST a JSON-RPC request"));
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if ((size += chunk.length) > MAX_BODY_BYTES) return reply(response, 413, failure(null, -32600, "body too large"));
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return reply(response, 400, failure(null, -32700, "the body is not JSON"));
  }
  if (!Array.isArray(body)) return reply(response, 200, await call(body, handle));
  if (body.length === 0 || body.length > MAX_BATCH) {
    return reply(response, 400, failure(null, -32600, `a batch has 1 to ${MAX_BATCH} requests`));
  }
  const results: unknown[] = [];
  for (const one of body) results.push(await call(one, handle));
  reply(response, 200, results);
}

async function call(body: unknown, handle: RpcHandler): Promise<unknown> {
  const { id = null, method, params = [] } = Object(body) as { id?: unknown; method?: unknown; params?: unknown };
  if (typeof method !== "string" || !Array.isArray(params)) return failure(id, -32600, "not a JSON-RPC request");
  try {
    return { jsonrpc: "2.0", id, result: await handle(method, params) };
  } catch (error) {
    const { code, message, data } = error as { code?: unknown; message: string; data?: unknown };
    return failure(id, typeof code === "number" ? code : -32603, message, data);
  }
}

/** Code 3 with the bare revert data is what geth and others answer for a reverted call. */
function failure(id: unknown, code: number, message: string, data?: unknown): unknown {
  const bare = (data as { data?: unknown } | undefined)?.data ?? data;
  const revert = typeof bare === "string" && bare.startsWith("0x") ? { data: bare } : {};
  return { jsonrpc: "2.0", id, error: { code: "data" in revert ? 3 : code, message, ...revert } };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  // A body that was not read to its end must not be taken for the next request.
  if (status === 413) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
