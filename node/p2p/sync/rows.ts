// What a digest says of each journal here.
import type { Address } from "../../../protocol/ids.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Row } from "../journal/row.ts";
import { MAX_ROWS } from "./wire.ts";

export interface RowsDeps {
  certificates: Certificates;
  entries: Entries;
  /** The lowest sequence with a proven fork that no epoch has resolved, else 0. */
  forkOf(owner: Address): number;
  /** The newest signed checkpoint held, and the sequence up to which entries are not held; 0 and 0 when all are. */
  coverageOf(owner: Address): { checkpoint: number; base: number };
}

export type Rows = ReturnType<typeof createRows>;

export function createRows({ certificates, entries, forkOf, coverageOf }: RowsDeps) {
  function of(owner: Address): Row {
    const certificate = certificates.current(owner);
    const { sequence, digest } = entries.head(owner);
    const { checkpoint, base } = coverageOf(owner);
    const { epoch, issuedAt } = certificate ?? { epoch: 0, issuedAt: 0 };
    return [owner, sequence, epoch, issuedAt, digest, forkOf(owner), checkpoint, base];
  }

  return {
    of,
    /** Journals this node can name, by owner, in byte order. */
    after(owner: Address | null, limit = MAX_ROWS): Row[] {
      const owners = certificates.owners().filter((other) => owner === null || other > owner);
      return owners.toSorted().slice(0, limit).map(of);
    },
  };
}
