// Routes beside the API: open a session with a code, make a code, health, and the API's own description.
import type { Express } from "express";
import type { z } from "zod";
import { sessionRoutes } from "../../protocol/api/session.ts";
import { SoukError } from "../core/errors.ts";
import type { Authorization } from "./authorization.ts";
import { jsonBody } from "./body.ts";
import { fetchSiteChecked } from "./guard.ts";
import { parseInput } from "./input.ts";
import { openApiDocument } from "./openapi.ts";
import type { Sessions } from "./sessions.ts";

/** @param url the node's own address, known only after listening */
export function mountSessions(app: Express, sessions: Sessions, authorization: Authorization, url: () => string): void {
  const { openSession, issueCode, health } = sessionRoutes;

  app.post(openSession.path, fetchSiteChecked, ...jsonBody, (request, response) => {
    const { code } = parseInput(openSession, request).body as z.output<typeof openSession.body>;
    const session = sessions.open(code);
    if (session === undefined) {
      throw new SoukError(
        "auth.wrong",
        "this link was used already or has expired: open a fresh link of the running node",
      );
    }
    response.status(openSession.status).set("set-cookie", authorization.cookie(session)).end();
  });

  app.post(issueCode.path, fetchSiteChecked, authorization.tokenRequired, (_request, response) => {
    const { code, expiresAt } = sessions.issueCode();
    const link: z.output<typeof issueCode.answer> = {
      code,
      link: linkOf(url(), code),
      expiresAt: expiresAt.toISOString(),
    };
    response.status(issueCode.status).set("cache-control", "no-store").json(link);
  });

  app.get(health.path, (_request, response) => {
    response.json({ status: "ok" } satisfies z.output<typeof health.answer>);
  });

  app.get("/openapi.json", (_request, response) => {
    response.json(openApiDocument());
  });
}

/** The code stands in the fragment, which browsers send to nobody. */
export const linkOf = (url: string, code: string): string => `${url}/#code=${code}`;
