// Routes about participants: who is known, and what this account says of itself in its journal and on the chain.
import type { ProfileCommands, ProfileQueries, StandingCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";
import type { ReputationQueries } from "../views/reputation.ts";

export function profileRoutes({
  profiles,
  reputation,
  commands,
  standing,
  answer,
}: {
  profiles: ProfileQueries;
  reputation: ReputationQueries;
  standing: StandingCommands;
  commands: ProfileCommands;
  answer: OperationAnswer;
}): Pick<
  Handlers,
  | "profiles"
  | "profile"
  | "reputation"
  | "publishProfile"
  | "lockBond"
  | "requestBond"
  | "withdrawBond"
  | "publishArbitrator"
> {
  return {
    profiles: ({ query }) => profiles.list(query.arbitrators ?? false),
    profile: ({ params, signal }) => profiles.detail(params.owner, signal),
    reputation: ({ params }) => reputation(params.owner),
    lockBond: async ({ body, query, signal }) => answer.after(await standing.lockBond(body), query.wait, signal),
    requestBond: async ({ body, query, signal }) => answer.after(await standing.requestBond(body), query.wait, signal),
    withdrawBond: async ({ body, query, signal }) =>
      answer.after(await standing.withdrawBond(body), query.wait, signal),
    publishArbitrator: async ({ body, query, signal }) =>
      answer.after(await standing.publishArbitrator(body), query.wait, signal),
    publishProfile: async ({ body, query, signal }) => answer.after(await commands.publish(body), query.wait, signal),
  };
}
