// Routes about whom this node follows.
import { AtOnce } from "../../core/at-once.ts";
import type { FollowingCommands } from "../../core/ports/commands.ts";
import type { Handlers } from "../handler.ts";

export function followingRoutes(following: FollowingCommands): Pick<Handlers, "following" | "follow" | "unfollow"> {
  return {
    following: () => following.list(),
    follow: ({ params }) => new AtOnce(() => following.follow(params.owner)),
    unfollow: ({ params }) => new AtOnce(() => following.unfollow(params.owner)),
  };
}
