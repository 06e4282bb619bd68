// Sessions: the page changes the code of its link into a cookie; the token's holder makes links.
import "./without-eval.ts";
import type { z } from "zod";
import { sessionRoutes } from "../protocol/api/session.ts";
import { type Connection, call } from "./call.ts";

const TIMEOUT_MS = 10_000;
const { openSession: open, issueCode } = sessionRoutes;

/** @param code from the fragment of the link. @throws ApiProblem `auth.wrong` if it was used or has expired */
export async function openSession(connection: Connection, code: string): Promise<void> {
  const body = JSON.stringify({ code });
  await call(
    connection,
    open.path,
    { method: "POST", body, headers: { "content-type": "application/json" } },
    TIMEOUT_MS,
  );
}

/** A fresh link to the page; needs the bearer token. */
export async function issueLink(connection: Connection): Promise<z.output<typeof issueCode.answer>> {
  const response = await call(connection, issueCode.path, { method: "POST" }, TIMEOUT_MS);
  return issueCode.answer.parse(await response.json());
}
