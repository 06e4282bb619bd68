// Checks a request against its route's schemas and says which field is wrong and what would be right.
import type { Request } from "express";
import type { z } from "zod";
import type { Route } from "../../protocol/api/route.ts";
import { IN_WORDS } from "../../protocol/fault-words.ts";
import { SoukError } from "../core/errors.ts";

/** @throws SoukError `input.invalid` with `field` */
export function parseInput(route: Route, request: Request): { params: unknown; query: unknown; body: unknown } {
  return {
    params: route.params && check(route.params, request.params, "the path"),
    query: route.query ? check(route.query, request.query, "the query") : refuseQuery(request),
    body: route.rawBody ? request.body : route.body && check(route.body, request.body, "the body"),
  };
}

function check(schema: z.ZodType, value: unknown, where: string): unknown {
  const result = schema.safeParse(value, IN_WORDS);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const field = [...issue.path, ...unknown].map(String).join(".");
  throw new SoukError("input.invalid", `${field ? `${where}, field ${field}` : where}: ${issue.message}`, {
    field: field || where.slice("the ".length),
  });
}

function refuseQuery(request: Request): undefined {
  const [key] = Object.keys(request.query);
  if (key === undefined) return undefined;
  throw new SoukError("input.invalid", `the query: this route takes none`, { field: key });
}
