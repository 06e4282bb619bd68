// Routes about participants: who is known, and this account's own profile.
import { SoukError } from "../../core/errors.ts";
import type { ProfileCommands } from "../../core/ports/commands.ts";
import type { ProfileReader } from "../../core/ports/readers.ts";
import type { Handlers } from "../handler.ts";
import type { OperationAnswer } from "../operation-answer.ts";

export function profileRoutes({
  profiles,
  commands,
  answer,
}: {
  profiles: Pick<ProfileReader, "list" | "view">;
  commands: ProfileCommands;
  answer: OperationAnswer;
}): Pick<Handlers, "profiles" | "profile" | "publishProfile"> {
  return {
    profiles: ({ query }) => profiles.list(query.arbitrators ?? false),
    profile({ params: { owner } }) {
      const profile = profiles.view(owner);
      if (profile) return profile;
      throw new SoukError("profile.unknown", `this node knows no participant ${owner}`, { subject: owner });
    },
    publishProfile: async ({ body, query, signal }) => answer.after(await commands.publish(body), query.wait, signal),
  };
}
