// What the fixture answers about whom the user follows: nobody at first.
import { AtOnce } from "../../../node/core/at-once.ts";
import type { Handlers } from "../../../node/http/handler.ts";
import type { FollowedView } from "../../../protocol/api/node-schemas.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address } from "../../../protocol/ids.ts";

type Following = Pick<Handlers, "following" | "follow" | "unfollow">;

/** @param followed kept by the caller, so that profiles can say it too */
export function followingHandlers(
  followed: Map<Address, FollowedView>,
  nameOf: (owner: Address) => string | null,
  now: () => string,
  emit: (event: SoukEvent) => void,
): Following {
  return {
    following: () => [...followed.values()].toReversed(),
    follow: ({ params: { owner } }) =>
      new AtOnce(() => {
        const name = nameOf(owner);
        const view = { owner, name, since: now(), sequence: name ? 31 : 0 };
        followed.set(owner, view);
        emit({ type: "following.changed", owner, followed: true });
        return view;
      }),
    unfollow: ({ params: { owner } }) =>
      new AtOnce(() => {
        followed.delete(owner);
        emit({ type: "following.changed", owner, followed: false });
      }),
  };
}
