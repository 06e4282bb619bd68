// One journal as a peer holds it: a row of a digest.
import type { Address } from "../../../protocol/ids.ts";

export type Row = [
  owner: Address,
  sequence: number,
  /** Of its certificate, as the date is; both 0 when it has none. */
  epoch: number,
  /** Unix seconds. */
  issuedAt: number,
  /** Of the newest entry; none at sequence 0. */
  digest: Uint8Array,
  /** The lowest sequence with a proven fork that no epoch has resolved, else 0. */
  fork: number,
  /** The newest signed one, else 0. */
  checkpoint: number,
  /** Entries up to this sequence are not held. */
  base: number,
];
