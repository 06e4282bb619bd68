// Command on the own profile: publish it in the own journal.
import type { ProfileDraft } from "../../../protocol/api/participant-inputs.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import type { Address } from "../../../protocol/ids.ts";
import { type Selling, encodeProfile, profile } from "../../../protocol/profile.ts";
import { tidy } from "../../../protocol/text.ts";
import type { ProfileCommands } from "../../core/ports/commands.ts";
import type { OperationRunner } from "../operations.ts";
import { exactly, findCurrency } from "../typed.ts";

export function createProfileCommands({
  self,
  currencies,
  operations,
}: {
  self: Address;
  currencies: readonly Currency[];
  operations: OperationRunner;
}): ProfileCommands {
  /** One form for each meaning: nothing twice, and no part that says nothing. */
  function sellingOf(draft: NonNullable<ProfileDraft["selling"]>): Selling | undefined {
    const said = {
      returns: tidy(draft.returns),
      shipping: tidy(draft.shipping),
      terms: tidy(draft.terms),
      shipsFrom: [...new Set(draft.shipsFrom)],
      currencies: [
        ...new Set(draft.currencies.map((one) => findCurrency(currencies, one, "selling.currencies").address)),
      ],
      arbitrators: [...new Set(draft.arbitrators)],
    };
    return Object.values(said).some(({ length }) => length > 0) ? said : undefined;
  }

  return {
    async publish({ selling: draft, ...said }) {
      const selling = draft && sellingOf(draft);
      const value = exactly(profile, {
        ...said,
        v: 1,
        kind: "profile",
        owner: self,
        name: tidy(said.name),
        about: tidy(said.about),
        location: tidy(said.location),
        ...(selling && { selling }),
      });
      const block = encodeProfile(value);
      return operations.run({ kind: "publishProfile", subject: self, records: [{ kind: "profile", block }] });
    },
  };
}
