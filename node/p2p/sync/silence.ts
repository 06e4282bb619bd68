// Peers that let an exchange time out: left out for a while, longer each time, until one of their exchanges ends well or they connect anew.
const FIRST_REST_MS = 2_000;
const LONGEST_REST_MS = 60_000;

export function createSilence() {
  const rests = new Map<string, { ms: number; until: number }>();
  return {
    isResting: (peerId: string): boolean => (rests.get(peerId)?.until ?? 0) > performance.now(),
    timedOut(peerId: string): void {
      const before = rests.get(peerId)?.ms;
      const ms = before === undefined ? FIRST_REST_MS : Math.min(LONGEST_REST_MS, 2 * before);
      rests.set(peerId, { ms, until: performance.now() + ms });
    },
    forget: (peerId: string): void => void rests.delete(peerId),
  };
}
