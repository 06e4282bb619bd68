// Answers what Node's HTTP parser gives up before any code of ours runs: problems like all others, instead of bare status lines.
import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "../core/errors.ts";
import { PROBLEM_TYPE, problemOf } from "./problem.ts";

const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ["request.too-large", "the headers are larger than this node takes (16 kB)"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["body.too-large", "the chunk extensions are larger than this node takes"],
  ERR_HTTP_REQUEST_TIMEOUT: ["request.timeout", "the request did not come to its end in time"],
};

export function answerUnparsed(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A client that is gone hears nothing; one whose answer has begun would take this for a part of it.
    const begun = (socket as Duplex & { _httpMessage?: ServerResponse })._httpMessage?.headersSent;
    if (error.code === "ECONNRESET" || !socket.writable || begun) return void socket.destroy();
    const known = CODES[error.code ?? ""] ?? ["request.malformed", "what was sent is not HTTP/1.1"];
    const { problem, body } = told(...known);
    socket.end(
      `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  server.on("checkExpectation", (_request, response: ServerResponse) => {
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
