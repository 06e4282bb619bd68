// The OrbitDB access controller of journals: binds key to identity by the owner's certificate (S-1), fetches nothing.
import type { AccessController, LogEntry } from "@orbitdb/core";
import type { JournalName } from "../../../protocol/ids.ts";
import { CONTROLLER_TYPE, controllerAddress } from "./address.ts";
import { EMPTY } from "./entry.ts";
import { type Rules, checkShape, hasEntryFields } from "./validate.ts";

/** For `orbitdb.open(name, { AccessController })`. An address that a peer sent is never opened (S-10). */
export const journalAccess =
  (rules: Rules) =>
  async ({ name }: { name: JournalName }): Promise<AccessController> => ({
    type: CONTROLLER_TYPE,
    address: controllerAddress(name),
    async canAppend(entry: LogEntry) {
      const { hash: _, ...fields } = entry;
      return hasEntryFields(fields) && checkShape(entry, rules, EMPTY).ok;
    },
  });
