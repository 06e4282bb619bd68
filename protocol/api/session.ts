// Routes beside the API itself: how a page gets a session, and what is open to everybody on this machine.
import { z } from "zod";
import type { AnyExample } from "./example.ts";
import type { Route } from "./route.ts";

/** Paths are from the root, not below `/api/v1`. */
export const sessionRoutes = {
  openSession: {
    method: "post",
    path: "/session",
    summary: "Exchange a single-use code for a session cookie",
    body: z.strictObject({ code: z.string().min(1).max(128) }).meta({ id: "SessionCode" }),
    status: 204,
  },
  issueCode: {
    method: "post",
    path: "/session/codes",
    summary: "Make a single-use code for the page; needs the bearer token",
    status: 201,
    answer: z
      .object({
        code: z.string(),
        /** The page with the code in its fragment, which no server or log sees. */
        link: z.string(),
        expiresAt: z.iso.datetime(),
      })
      .meta({ id: "SessionLink" }),
  },
  health: {
    method: "get",
    path: "/health",
    summary: "Whether the node answers",
    status: 200,
    answer: z.object({ status: z.literal("ok") }).meta({ id: "Health" }),
  },
} as const satisfies Record<string, Route>;

export const sessionExamples: Readonly<Record<string, AnyExample>> = {
  openSession: { body: { code: "Zk3vYc0pR1v6mQm2H0o8m4iXv0eJ7b5T9nQxV2sK1aE" } },
};
