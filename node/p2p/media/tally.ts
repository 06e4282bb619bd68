// How a download stands, for the port and for the download itself.
import type { Download } from "../../core/ports/network.ts";

/** Bytes are of blocks. */
export interface Tally {
  /** Claimed by the root; null before it is here. */
  totalBytes: number | null;
  /** Here now, whether fetched or held before. */
  bytes: number;
  /** Held before. */
  heldBytes: number;
  /** Arrived a second time. */
  duplicateBytes: number;
  blocks: number;
  sources: Map<string, { bytes: number; bytesPerSecond: number }>;
}

export const newTally = (): Tally => ({
  totalBytes: null,
  bytes: 0,
  heldBytes: 0,
  duplicateBytes: 0,
  blocks: 0,
  sources: new Map(),
});

export function viewOf(cid: Download["cid"], state: Download["state"], tally: Tally): Download {
  const sources = [...tally.sources].map(([peerId, source]) => ({ peerId, ...source }));
  return { ...tally, cid, state, sources };
}
