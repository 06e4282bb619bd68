// Routes about whom this node follows.
import type { FollowingCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";

export function followingRoutes(following: FollowingCommands): Pick<Handlers, "following" | "follow" | "unfollow"> {
  return {
    following: () => following.list(),
    follow: ({ params }) => following.follow(params.owner),
    unfollow({ params }) {
      following.unfollow(params.owner);
      return undefined;
    },
  };
}
