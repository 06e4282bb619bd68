// Commands on whom the user trusts to decide about their money. The list is this node's own and is told to nobody.
import type { Address } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { TrustCommands } from "../../core/ports/commands.ts";
import type { TrustedArbitrators } from "../../core/ports/own.ts";
import type { ProfileReader } from "../../core/ports/readers.ts";

/** Each purchase compares with all of them. */
const MAX_TRUSTED = 1_000;

export function createTrustCommands({
  self,
  trusted,
  profiles,
}: {
  self: Address;
  trusted: TrustedArbitrators;
  profiles: Pick<ProfileReader, "name">;
}): TrustCommands {
  const list = () => trusted.list().map((one) => ({ ...one, name: profiles.name(one.owner) }));
  return {
    list,
    trust(owner) {
      if (owner === self) {
        throw new SoukError("input.invalid", "owner: nobody judges their own orders", { field: "owner" });
      }
      const known = trusted.list();
      if (known.length >= MAX_TRUSTED && !known.some((one) => one.owner === owner)) {
        throw new SoukError("input.invalid", `owner: at most ${MAX_TRUSTED} are kept, remove one first`, {
          field: "owner",
        });
      }
      trusted.add(owner);
      return list().find((one) => one.owner === owner)!;
    },
    distrust(owner) {
      if (trusted.remove(owner)) return;
      throw new SoukError(
        "arbitrator.unknown",
        `${owner} is not among the arbitrators you trust: nothing was changed`,
        {
          subject: owner,
        },
      );
    },
  };
}
