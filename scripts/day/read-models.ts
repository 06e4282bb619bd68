// Whether all nodes came to the same rows, and whether each comes to them again from journals and chain alone.
import path from "node:path";
import { rebuildFolder } from "../rebuild/folder.ts";
import { differingTables, dumpTables } from "../../node/store/read/dump.ts";
import type { Actor } from "./market.ts";

/** With the nodes stopped. @returns in words where they differ; nothing if they do not */
export function differences(actors: readonly Actor[]): string[] {
  const [first, ...others] = actors.map(({ name, directory }) => ({ name, tables: dumpTables(directory) }));
  return others.flatMap(({ name, tables }) =>
    differingTables(first!.tables, tables).map(
      (table) =>
        `${table}: ${first!.name} has ${first!.tables[table]?.length} rows, ${name} ${tables[table]?.length}, not the same`,
    ),
  );
}

/** @returns whose rows were others when made anew */
export async function rebuiltOtherwise(actors: readonly Actor[], rpc: string): Promise<string[]> {
  const changed: string[] = [];
  for (const { name, directory } of actors) {
    const { differing } = await rebuildFolder(path.resolve(directory), rpc);
    if (!differing) changed.push(`${name}: no rows to compare with`);
    else if (differing.length > 0) changed.push(`${name}: ${differing.join(", ")}`);
  }
  return changed;
}
