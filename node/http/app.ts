// The Express application: the order of its middleware, from the cheapest refusal to the answer.
import express, { type ErrorRequestHandler, type Express } from "express";
import { API_PREFIX } from "../../protocol/api/routes.ts";
import { SoukError } from "../core/errors.ts";
import type { TokenCommands } from "../core/ports/commands.ts";
import type { Logger } from "../core/ports/logger.ts";
import { API_PAGE, serveApiPage } from "./api-page.ts";
import { mountApi } from "./api.ts";
import { createAnswers } from "./answers.ts";
import { createAuthorization, holderOf } from "./authorization.ts";
import { checkOrigin, createHostCheck, fetchSiteChecked } from "./guard.ts";
import type { Handlers } from "./handler.ts";
import { setSecurityHeaders } from "./headers.ts";
import type { Idempotency } from "./idempotency.ts";
import type { LiveEvents } from "./live-events.ts";
import type { OperationAnswer } from "./operation-answer.ts";
import { type HttpMetrics, METRICS_PATH, serveMetrics } from "./metrics.ts";
import { servePage } from "./page.ts";
import { PROBLEM_TYPE, knownProblem, problemOf } from "./problem.ts";
import { createRateLimit } from "./rate-limit.ts";
import { createRequestLog } from "./request-log.ts";
import { eventRoute } from "./routes/events.ts";
import { mountSessions } from "./session-routes.ts";
import type { Sessions } from "./sessions.ts";

export interface AppParts {
  /** The bound port: known only after listening. */
  port: () => number;
  /** Bearer token of the data folder. */
  token: string;
  /** Those that the owner made. */
  tokens: Pick<TokenCommands, "recognise">;
  /** `{ ...nodeRoutes(…), ...listingRoutes(…), … }`: a missing route does not compile. */
  handlers: Handlers;
  idempotency: Idempotency;
  answer: Pick<OperationAnswer, "after">;
  /** Of the stores, chain time with them; undefined while nobody can say. */
  version: () => string | undefined;
  live: LiveEvents;
  sessions: Sessions;
  /** What `vite build` wrote; the folder may be missing. */
  assets: string;
  logger: Logger;
  metrics: HttpMetrics;
  /** Requests in ten seconds. */
  maxRequests: number;
  stopping: AbortSignal;
}

export function createApp(parts: AppParts): Express {
  const { port, sessions, logger, metrics } = parts;
  const authorization = createAuthorization(parts.token, sessions, parts.tokens, port);
  const app = express();
  app.set("env", "production").set("etag", false).set("query parser", "simple");
  app.enable("strict routing").enable("case sensitive routing").disable("x-powered-by");

  const log = createRequestLog(logger, metrics);
  const checkHost = createHostCheck(port);
  const limit = createRateLimit(parts.maxRequests, holderOf);
  // One step for Express, whose own work is most of what a small answer costs.
  app.use((request, response, next) => {
    log(request, response);
    setSecurityHeaders(response);
    checkHost(request);
    checkOrigin(request);
    authorization.identify(request, response);
    limit(request, response, next);
  });
  mountApi(app, {
    ...parts,
    answers: createAnswers(parts.version),
    events: eventRoute({ live: parts.live, isGood: authorization.isGood }),
    allowed: authorization.allowed,
  });
  app.use(API_PAGE, fetchSiteChecked, serveApiPage);
  // What is no route tells a stranger nothing.
  app.use("/api", fetchSiteChecked, authorization.required);
  app.get(METRICS_PATH, fetchSiteChecked, authorization.required, serveMetrics(metrics));
  mountSessions(app, sessions, authorization, () => `http://127.0.0.1:${port()}`);
  app.use(servePage(parts.assets));
  app.use((request) => {
    throw new SoukError(
      "route.unknown",
      `${request.method} ${request.path} is not a route: see /openapi.json (${API_PREFIX})`,
    );
  });
  app.use(sendProblem(logger));
  return app;
}

/** Everything that went wrong ends here; what nobody foresaw is logged with the request's id and told without its words. */
function sendProblem(logger: Logger): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const id: unknown = response.locals.requestId;
    const problem = knownProblem(error) ?? problemOf("internal", `the node's log has more under request ${id}`);
    if (problem.code === "internal" && !response.destroyed) logger.error({ id, err: error }, "unexpected error");
    if (response.headersSent || response.destroyed) return void response.destroy();
    response.status(problem.status).type(PROBLEM_TYPE).set("cache-control", "no-store");
    response.send(JSON.stringify(problem));
  };
}
