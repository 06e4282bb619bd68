// What peers sent that was refused, counted per peer and reason, bounded.
import type { Refusal } from "../../core/ports/network.ts";

const MAX_KEPT = 256;

export type Refusals = ReturnType<typeof createRefusals>;

/** @param onRefusal hears each of them */
export function createRefusals(onRefusal: (peerId: string, reason: string) => void = () => {}) {
  const counts = new Map<string, Refusal>();
  return {
    add(peerId: string, reason: string): void {
      const key = `${peerId} ${reason}`;
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.delete(key); // newest last
      counts.set(key, { peerId, reason, count });
      if (counts.size > MAX_KEPT) counts.delete(counts.keys().next().value!);
      onRefusal(peerId, reason);
    },
    /** Newest first. */
    list: (): Refusal[] => [...counts.values()].toReversed(),
  };
}
