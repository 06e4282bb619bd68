// Command on the own profile: publish it in the own journal.
import type { Address } from "../../protocol/ids.ts";
import { encodeProfile, profile } from "../../protocol/profile.ts";
import { tidy } from "../../protocol/text.ts";
import type { ProfileCommands } from "../core/ports/commands.ts";
import { exactly } from "./drafts.ts";
import type { OperationRunner } from "./operations.ts";

export function createProfileCommands({
  self,
  operations,
}: {
  self: Address;
  operations: OperationRunner;
}): ProfileCommands {
  return {
    async publish(draft) {
      const value = exactly(profile, {
        ...draft,
        v: 1,
        kind: "profile",
        owner: self,
        name: tidy(draft.name),
        about: tidy(draft.about),
        location: tidy(draft.location),
      });
      const block = encodeProfile(value);
      return operations.run({ kind: "publishProfile", subject: self, records: [{ kind: "profile", block }] });
    },
  };
}
