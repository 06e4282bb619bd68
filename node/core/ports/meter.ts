// Port: what the room of peers counts while it happens. Adapter: metrics.ts; every value has few values, none names a peer or an owner.

export interface PeerMeter {
  /** An entry was judged good and stored. */
  stored(origin: "own" | "peer"): void;
  /** Something of a peer was refused, by the code of the reason. */
  refused(reason: string): void;
  /** A sync exchange that this node began has ended. */
  exchanged(outcome: "done" | "refused" | "broken", seconds: number): void;
}

export const UNCOUNTED: PeerMeter = { stored: () => {}, refused: () => {}, exchanged: () => {} };
