// The HTTP routes about tokens: credentials that the owner of a node gives to programs, and takes back.
import { z } from "zod";
import { route } from "./route.ts";

export const TOKEN_SCOPES = ["read", "full"] as const;

const time = z.iso.datetime();
const tokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: z.enum(TOKEN_SCOPES),
    createdAt: time,
    /** Null: until it is revoked. */
    expiresAt: time.nullable(),
  })
  .meta({ id: "Token" });
export type TokenView = z.output<typeof tokenView>;

const newToken = tokenView
  .extend({ token: z.string().meta({ description: "for the header Authorization; it is not shown again" }) })
  .meta({ id: "NewToken" });
export type NewToken = z.output<typeof newToken>;

const tokenDraft = z
  .strictObject({
    name: z.string().min(1).max(60).meta({ description: "whose it is, so that it can be revoked later" }),
    scope: z
      .enum(TOKEN_SCOPES)
      .meta({ description: "read: every GET but private words; full: everything but making and revoking tokens" }),
    expiresAt: time.optional().meta({ description: "left out, until it is revoked" }),
  })
  .meta({ id: "TokenDraft" });
export type TokenDraft = z.output<typeof tokenDraft>;

export const tokenRoutes = {
  tokens: route({
    method: "get",
    path: "/tokens",
    summary: "Tokens that were made here; only the owner's own token or page may ask",
    access: "owner",
    status: 200,
    answer: z.array(tokenView),
  }),
  makeToken: route({
    method: "post",
    path: "/tokens",
    summary: "Make a token for a program, to read or to do everything",
    access: "owner",
    body: tokenDraft,
    status: 201,
    answer: newToken,
  }),
  revokeToken: route({
    method: "delete",
    path: "/tokens/:token",
    summary: "Revoke a token by its id: it is worth nothing from then on",
    access: "owner",
    params: z.strictObject({ token: z.string().max(64) }),
    status: 204,
  }),
} as const;
