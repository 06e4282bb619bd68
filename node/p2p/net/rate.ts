// A token bucket per peer.

export interface Rate {
  /** Tokens a peer can save up. */
  burst: number;
  perSecond: number;
}

const MAX_PEERS = 1_000;

/** @returns a function that takes tokens, and answers false when the peer has not enough left */
export function createRate({ burst, perSecond }: Rate): (peerId: string, tokens?: number) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (peerId, tokens = 1) => {
    const now = performance.now();
    const bucket = buckets.get(peerId) ?? { tokens: burst, at: now };
    const saved = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    const allowed = saved >= tokens;
    buckets.delete(peerId);
    buckets.set(peerId, { tokens: allowed ? saved - tokens : saved, at: now });
    if (buckets.size > MAX_PEERS) buckets.delete(buckets.keys().next().value!);
    return allowed;
  };
}
