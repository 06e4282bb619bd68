// The route of live events: where a stream begins.
import type { RequestHandler } from "express";
import { routes } from "../../../protocol/api/routes.ts";
import { parseInput } from "../input.ts";
import type { Authorization } from "../authorization.ts";
import type { LiveEvents } from "../live-events.ts";

export function eventRoute({
  live,
  isGood,
}: {
  live: Pick<LiveEvents, "open">;
  isGood: Authorization["isGood"];
}): RequestHandler {
  return (request, response) => {
    const { query } = parseInput(routes.events, request) as { query: { after?: string } };
    if (request.method === "HEAD") {
      response.type(routes.events.rawAnswer).end();
      return;
    }
    // A browser reconnects to the same URL: the header is then newer than the query.
    live.open(response, request.get("last-event-id") || query.after, () => isGood(request));
  };
}
