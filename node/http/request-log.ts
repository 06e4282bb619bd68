// Gives each request an id; when it ends, counts it and writes one line: method, path and status, never headers, queries or bodies.
import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { Logger } from "../core/ports/logger.ts";
import type { HttpMetrics } from "./metrics.ts";

/** Requests count by the pattern of their route: ids in paths would make a label each. */
export function createRequestLog(logger: Logger, { requested }: Pick<HttpMetrics, "requested">) {
  return (request: Request, response: Response): void => {
    const started = performance.now();
    const id = randomUUID();
    response.locals.requestId = id;
    response.setHeader("x-request-id", id);
    response.on("close", () => {
      const ms = performance.now() - started;
      const { method, path } = request;
      const route = request.route as { path: string } | undefined;
      requested(route ? `${method} ${route.path}` : "none", response.statusCode, ms / 1_000);
      const ended = response.writableEnded;
      logger.debug({ id, method, path, status: response.statusCode, ms: Math.round(ms), ended }, "request");
    });
  };
}
