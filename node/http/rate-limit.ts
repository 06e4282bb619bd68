// How many requests each caller may make: express-rate-limit, counting by who they are and not by where they come from.
import type { RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";
import { SoukError } from "../core/errors.ts";

const WINDOW_MS = 10_000;

/**
 * @param limit in ten seconds
 * @param callerOf everybody here is 127.0.0.1: a stranger must not use up the owner's share
 * @returns a step that ends in SoukError `rate.limited` above it
 */
export const createRateLimit = (limit: number, callerOf: (response: Response) => string): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (_request, response) => callerOf(response as Response),
    handler(request, response, next) {
      const { resetTime } = (request as unknown as { rateLimit: { resetTime?: Date } }).rateLimit;
      const seconds = Math.max(1, Math.ceil(((resetTime?.getTime() ?? Date.now()) - Date.now()) / 1_000));
      response.set("retry-after", String(seconds));
      const message = `more than ${limit} requests in ten seconds: wait ${seconds} s`;
      next(new SoukError("rate.limited", message, { retryable: true }));
    },
  });
