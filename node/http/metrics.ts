// GET /metrics for Prometheus, and what each request counts as.
import type { Request, RequestHandler, Response } from "express";

export interface HttpMetrics {
  /** In Prometheus' text format. */
  page(): Promise<{ type: string; text: string }>;
  requested(route: string, status: number, seconds: number): void;
}

export const METRICS_PATH = "/metrics";

/** Counts a request when its answer has ended, by the pattern of its route: ids in paths would make a label each. */
export function createRequestCount({ requested }: HttpMetrics) {
  return (request: Request, response: Response): void => {
    const started = performance.now();
    response.once("close", () => {
      const route = request.route as { path: string } | undefined;
      const name = route ? `${request.method} ${route.path}` : "none";
      requested(name, response.statusCode, (performance.now() - started) / 1_000);
    });
  };
}

export function serveMetrics({ page }: HttpMetrics): RequestHandler {
  return async (_request, response) => {
    const { type, text } = await page();
    response.set({ "content-type": type, "cache-control": "no-store" }).send(text);
  };
}
