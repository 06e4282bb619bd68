// Gives each request an id and writes one line when it ends: method, path and status, never headers, queries or bodies.
import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { Logger } from "../core/ports/logger.ts";

export function createRequestLog(logger: Logger) {
  return (request: Request, response: Response): void => {
    const started = performance.now();
    const id = randomUUID();
    response.locals.requestId = id;
    response.set("x-request-id", id);
    response.once("close", () => {
      const { method, path } = request;
      const ms = Math.round(performance.now() - started);
      logger.debug({ id, method, path, status: response.statusCode, ms, ended: response.writableEnded }, "request");
    });
  };
}
