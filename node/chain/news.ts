// What of the follower's status is news to a person: that the chain can or cannot be followed, and how far catching up has come.
import type { SoukEvent } from "../../protocol/events.ts";
import type { FollowerStatus } from "./follower.ts";

/** Fewer blocks than this are simply the newest ones. */
const BEHIND = 32;
const PROGRESS_MS = 1_000;

/** @returns a listener for {@link FollowerStatus} */
export function createChainNews(
  emit: (event: SoukEvent) => void,
  clock: () => number = () => performance.now(),
): (status: FollowerStatus) => void {
  let told: { reachable: boolean; problem: string | null; isBehind: boolean } | undefined;
  let toldAt = -Infinity;
  return ({ reachable, problem, head, followed }) => {
    const isBehind = head !== null && head - (followed ?? 0) > BEHIND;
    const isNews =
      told === undefined
        ? problem !== null || isBehind
        : reachable !== told.reachable || problem !== told.problem || isBehind !== told.isBehind;
    if (!isNews && !(isBehind && clock() - toldAt >= PROGRESS_MS)) return;
    told = { reachable, problem, isBehind };
    toldAt = clock();
    emit({ type: "chain.changed", reachable, block: followed, head, problem });
  };
}
