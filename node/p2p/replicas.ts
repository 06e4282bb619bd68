// The port Replicas: what is held of other owners, how much room it takes, and letting one go.
import { statfsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Address } from "../../protocol/ids.ts";
import type { Replicas } from "../core/ports/journals.ts";
import type { Keeper } from "./checkpoint/keeper.ts";
import type { Certificates } from "./journal/certificates.ts";
import type { Entries } from "./journal/entries.ts";
import type { JournalsEngine } from "./journal/journals.ts";

export interface ReplicasDeps {
  self: Address;
  /** Of the database. */
  directory: string;
  database: DatabaseSync;
  entries: Entries;
  certificates: Certificates;
  keeper: Pick<Keeper, "forget" | "bytesOf">;
  journals: Pick<JournalsEngine, "forget" | "onStored">;
  seek(): void;
}

export function createReplicas(deps: ReplicasDeps): Replicas {
  const { self, directory, database, entries, certificates, keeper, journals, seek } = deps;
  const pages = database.prepare(`
    SELECT (page_count - freelist_count) * page_size AS bytes
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()`);

  // Whoever is certified has a place, and an age, before anything else of them has come.
  certificates.owners().forEach(entries.enter);
  certificates.onCertificate(({ owner }) => entries.enter(owner));

  return {
    held: () =>
      entries
        .sizes()
        .filter(({ owner }) => owner !== self)
        .map((one) => ({ ...one, bytes: one.bytes + keeper.bytesOf(one.owner) })),
    count: () => entries.count() - (entries.hasPlace(self) ? 1 : 0),
    isHeld: (owner) => certificates.current(owner) !== undefined || entries.head(owner).sequence > 0,
    space() {
      const { bavail, bsize } = statfsSync(directory);
      return { usedBytes: (pages.get() as { bytes: number }).bytes, freeBytes: bavail * bsize };
    },
    drop(owner) {
      if (owner === self) return;
      certificates.forget(owner); // first: nothing more of it is judged valid
      keeper.forget(owner);
      journals.forget(owner);
    },
    seek,
    onGrowth(listener) {
      const foreign = (owner: Address) => owner !== self && listener(owner);
      journals.onStored(foreign);
      certificates.onCertificate(({ owner }) => foreign(owner));
    },
  };
}
