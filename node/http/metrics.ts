// GET /metrics for Prometheus.
import type { RequestHandler } from "express";

export interface HttpMetrics {
  /** In Prometheus' text format. */
  page(): Promise<{ type: string; text: string }>;
  requested(route: string, status: number, seconds: number): void;
}

export const METRICS_PATH = "/metrics";

export function serveMetrics({ page }: HttpMetrics): RequestHandler {
  return async (_request, response) => {
    const { type, text } = await page();
    response.set({ "content-type": type, "cache-control": "no-store" }).send(text);
  };
}
