// One HTTP call to a node, and the errors it can end in.
import "./without-eval.ts";
import { type Problem, problem } from "../protocol/api/schemas.ts";

export interface Connection {
  /** Like `http://127.0.0.1:3000`; empty for the page's own node. */
  baseUrl: string;
  /** Left out in the browser, where the session cookie serves. */
  token?: string | undefined;
  fetch?: typeof globalThis.fetch;
}

/** The node refused: RFC 9457, with Souk's stable `code`. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(details: Problem) {
    super(details.detail);
    this.problem = details;
  }
  get code(): string {
    return this.problem.code;
  }
  get status(): number {
    return this.problem.status;
  }
}

/** No answer came: the node is not running, or took too long. */
export class NodeUnreachable extends Error {
  override readonly name = "NodeUnreachable";
  /** The connection broke: what was asked may have been done. */
  readonly lost: boolean;

  constructor(message: string, { lost = false, cause }: { lost?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.lost = lost;
  }
}

const NOT_MODIFIED = 304;

/** @throws ApiProblem, NodeUnreachable, or the reason of `init.signal` if that aborted */
export async function call(
  connection: Connection,
  path: string,
  init: RequestInit,
  timeoutMs: number,
): Promise<Response> {
  const { baseUrl, token, fetch = globalThis.fetch } = connection;
  const deadline = AbortSignal.timeout(Math.ceil(timeoutMs));
  const headers = new Headers(init.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  let response: Response;
  try {
    response = await fetch(baseUrl + path, { ...init, headers, signal, credentials: "same-origin" });
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new NodeUnreachable(`the node at ${baseUrl || "this address"} does not answer: is it running?`, {
      cause,
      lost: !deadline.aborted && !isRefused(cause),
    });
  }
  if (response.ok || response.status === NOT_MODIFIED) return response;
  throw new ApiProblem(await problemOf(response));
}

/** Nobody listens there, so nothing was sent. A browser does not tell this from a connection that broke. */
const isRefused = (error: unknown): boolean =>
  ((error as { cause?: { code?: unknown } } | null)?.cause?.code ?? "") === "ECONNREFUSED";

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = problem.safeParse(body);
  if (parsed.success) return parsed.data;
  const { status, statusText: title } = response;
  return {
    type: "about:blank",
    title,
    status,
    detail: `the node answered ${status} ${title}`,
    code: "internal",
    retryable: status >= 500,
  };
}
