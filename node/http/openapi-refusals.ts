// How the OpenAPI document tells of refusals: what any route may answer, each with its code in words, and everything else by default.
import { type Route, isKeyed } from "../../protocol/api/route.ts";
import { sessionRoutes } from "../../protocol/api/session.ts";
import type { ErrorCode } from "../core/errors.ts";
import { PROBLEM_TYPE, problemOf } from "./problem.ts";

interface Refusal {
  code: ErrorCode;
  detail: string;
  field?: string;
  /** Of which routes. */
  of(name: string, route: Route): boolean;
}

const isSession = (name: string): boolean => name in sessionRoutes;
const isWrite = (name: string, route: Route): boolean => isKeyed(route) && !isSession(name);

const REFUSALS: readonly Refusal[] = [
  {
    code: "input.invalid",
    detail: "the query, field limit: it is too large: at most 100, not 500",
    field: "limit",
    of: (name) => name !== "health" && name !== "metrics",
  },
  {
    code: "auth.missing",
    detail: "send the token of the data folder, or open the link that the node printed",
    of: (name) => name === "issueCode" || !isSession(name),
  },
  {
    code: "auth.scope",
    detail: "this token only reads, and this changes something: it takes a token with scope full",
    of: (name) => name === "issueCode" || !isSession(name),
  },
  {
    code: "idempotency.in-flight",
    detail: "the request with this Idempotency-Key is under way: ask again in a moment",
    of: isWrite,
  },
  {
    code: "idempotency.reused",
    detail: "this Idempotency-Key was given to another request: send what was sent then, or choose a new key",
    field: "idempotency-key",
    of: isWrite,
  },
  { code: "rate.limited", detail: "too many requests: wait ten seconds", of: () => true },
  {
    code: "events.full",
    detail: "512 live streams are open already: close one, or try again later",
    of: (name) => name === "events",
  },
];

const ref = (name: string) => ({ $ref: `#/components/responses/${name}` });

/** By status, which each of them has to itself. */
export const refusalsOf = (name: string, route: Route): Record<string, object> => ({
  ...Object.fromEntries(
    REFUSALS.filter((refusal) => refusal.of(name, route)).map(({ code }) => [problemOf(code, "").status, ref(code)]),
  ),
  default: ref("Problem"),
});

/** What they refer to. */
export function refusalResponses(schema: object): Record<string, object> {
  const response = (description: string, example?: object) => ({
    description,
    content: { [PROBLEM_TYPE]: { schema, ...(example && { example }) } },
  });
  const told = REFUSALS.map(({ code, detail, field }) => {
    const problem = problemOf(code, detail, { ...(field !== undefined && { field }) });
    return [code, response(problem.title, problem)] as const;
  });
  return { Problem: response("Refused, with a stable code (RFC 9457)"), ...Object.fromEntries(told) };
}
