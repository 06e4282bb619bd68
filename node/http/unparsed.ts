// Answers what Node's HTTP parser gives up before any code of ours runs: problems like all others, instead of bare status lines.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "../core/errors.ts";
import { PROBLEM_TYPE, problemOf } from "./problem.ts";

const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ["request.too-large", "the headers are larger than this node takes (16 kB)"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["body.too-large", "the chunk extensions are larger than this node takes"],
  ERR_HTTP_REQUEST_TIMEOUT: ["request.timeout", "the request did not come to its end in time"],
};

const NOT_HTTP = ["request.malformed", "what was sent is not HTTP/1.1"] as const;

export function answerUnparsed(server: Server): void {
  const newest = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
  const remember = (request: IncomingMessage, response: ServerResponse) =>
    void newest.set(request.socket, { request, response });
  server.on("request", remember);
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const { request, response } = newest.get(socket) ?? {};
    if (response && !response.writableFinished && request!.complete) {
      // What cannot be read came after a request that could: that one's answer is not to be mistaken for a refusal.
      response.shouldKeepAlive = false;
      response.once("close", () => socket.destroy());
      return;
    }
    const isFree = !response?.headersSent || (response.writableFinished && response.shouldKeepAlive);
    if (!isFree) return void socket.destroy();
    const { problem, body } = told(...(CODES[error.code ?? ""] ?? NOT_HTTP));
    socket.end(
      `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    remember(request, response);
    const { problem, body } = told("request.malformed", "this node expects nothing but 100-continue: leave Expect out");
    response
      .writeHead(problem.status, { "content-type": PROBLEM_TYPE, "content-length": body.length, connection: "close" })
      .end(body);
  });
}

/** Its words are ASCII: characters are bytes. */
function told(code: ErrorCode, detail: string) {
  const problem = problemOf(code, detail);
  return { problem, body: JSON.stringify(problem) };
}
