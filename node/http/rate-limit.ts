// How many requests each caller may make: counted in windows of ten seconds, each caller's apart.
import type { Response } from "express";
import { SoukError } from "../core/errors.ts";

const WINDOW_MS = 10_000;

/**
 * @param limit in each window
 * @returns a check for each request. @throws SoukError `rate.limited`
 */
export function createRateLimit(limit: number, now: () => number = () => performance.now()) {
  /** Callers are few: the owner, made tokens, and everybody else as one. */
  const counts = new Map<string, number>();
  let end = 0;
  return (caller: string, response: Response): void => {
    const time = now();
    if (time >= end) {
      counts.clear();
      end = time + WINDOW_MS;
    }
    const count = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, count);
    if (count <= limit) return;
    const seconds = Math.ceil((end - time) / 1_000);
    response.set("retry-after", String(seconds));
    throw new SoukError("rate.limited", `more than ${limit} requests in ten seconds: wait ${seconds} s`, {
      retryable: true,
    });
  };
}
