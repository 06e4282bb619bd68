// Commands on whom this node follows; they take effect at once, on what is asked of peers and on what is kept.
import type { Address } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { FollowingCommands } from "../../core/ports/commands.ts";
import type { JournalHead } from "../../core/ports/journals.ts";
import type { Following } from "../../core/ports/own.ts";

/** Each may fill its allowance, whatever the quota says. */
export const MAX_FOLLOWED = 1_000;

export function createFollowingCommands({
  self,
  following,
  head,
  name,
  onChange,
}: {
  self: Address;
  following: Following;
  head: (owner: Address) => JournalHead | undefined;
  name: (owner: Address) => string | null;
  onChange: (owner: Address, followed: boolean) => void;
}): FollowingCommands {
  const list = () =>
    following
      .list()
      .map(({ owner, since }) => ({ owner, name: name(owner), since, sequence: head(owner)?.sequence ?? 0 }));

  return {
    list,
    follow(owner) {
      if (owner === self) {
        throw new SoukError("input.invalid", "owner: your own journal is always kept", { field: "owner" });
      }
      if (!following.has(owner) && following.list().length >= MAX_FOLLOWED) {
        const message = `owner: a node follows at most ${MAX_FOLLOWED}; unfollow somebody first`;
        throw new SoukError("input.invalid", message, { field: "owner" });
      }
      if (following.add(owner)) onChange(owner, true);
      return list().find((one) => one.owner === owner)!;
    },
    unfollow(owner) {
      if (!following.remove(owner)) {
        throw new SoukError("following.unknown", `you do not follow ${owner}: nothing was changed`, { subject: owner });
      }
      onChange(owner, false);
    },
  };
}
