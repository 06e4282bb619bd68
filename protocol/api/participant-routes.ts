// The HTTP routes about participants: profiles, bonds, the registry of arbitrators, whom this node follows.
import { z } from "zod";
import { address } from "../ids.ts";
import * as inputs from "./inputs.ts";
import * as node from "./node-schemas.ts";
import { profileDraft } from "./participant-inputs.ts";
import { reputation } from "./reputation-schemas.ts";
import { route } from "./route.ts";
import * as out from "./schemas.ts";

export const participantRoutes = {
  profiles: route({
    method: "get",
    path: "/profiles",
    summary: "Known participants",
    query: z.strictObject({ arbitrators: z.stringbool().optional() }),
    status: 200,
    answer: z.array(out.profileView),
  }),
  profile: route({
    method: "get",
    path: "/profiles/:owner",
    summary: "One participant",
    params: z.strictObject({ owner: address }),
    status: 200,
    answer: out.profileDetail,
  }),
  reputation: route({
    method: "get",
    path: "/profiles/:owner/reputation",
    summary: "An account's record on the chain, its reviews, how ranking weighs them, and what looks made up",
    params: z.strictObject({ owner: address }),
    status: 200,
    answer: reputation,
  }),
  publishProfile: route({
    method: "put",
    path: "/profile",
    summary: "Publish this account's profile",
    query: inputs.waitQuery,
    body: profileDraft,
    status: 202,
    answer: out.operation,
  }),
  lockBond: route({
    method: "post",
    path: "/bond",
    summary: "Lock coin as this account's bond",
    query: inputs.waitQuery,
    body: inputs.bondAmount,
    status: 202,
    answer: out.operation,
  }),
  requestBond: route({
    method: "post",
    path: "/bond/withdrawal",
    summary: "Ask a part of the bond back; it can be withdrawn 30 days later",
    query: inputs.waitQuery,
    body: inputs.bondAmount,
    status: 202,
    answer: out.operation,
  }),
  withdrawBond: route({
    method: "post",
    path: "/bond/withdraw",
    summary: "Withdraw what was asked back of the bond",
    query: inputs.waitQuery,
    body: inputs.bondWithdrawal,
    status: 202,
    answer: out.operation,
  }),
  publishArbitrator: route({
    method: "put",
    path: "/arbitrator",
    summary: "Publish in the registry that this account arbitrates, and for which fee",
    query: inputs.waitQuery,
    body: inputs.arbitratorEntry,
    status: 202,
    answer: out.operation,
  }),
  following: route({
    method: "get",
    path: "/following",
    summary: "Whom this node follows: their journals are kept whatever the quota says",
    status: 200,
    answer: z.array(node.followed),
  }),
  follow: route({
    method: "put",
    path: "/following/:owner",
    summary: "Follow somebody, also one whom no peer has named yet",
    params: z.strictObject({ owner: address }),
    status: 200,
    answer: node.followed,
  }),
  unfollow: route({
    method: "delete",
    path: "/following/:owner",
    summary: "Follow somebody no longer",
    params: z.strictObject({ owner: address }),
    status: 204,
  }),
} as const;
