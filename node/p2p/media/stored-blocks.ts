// The blocks of a data folder, read without peers or keys: texts of reviews that no journal held here gives.
import { type Hex32, fromHex } from "../../../protocol/ids.ts";
import { openDatabase } from "../database.ts";
import { createBlocks } from "./blocks.ts";

/** @param directory folder of blocks.db */
export async function withStoredBlocks<T>(
  directory: string,
  work: (find: (digest: Hex32) => Uint8Array | undefined) => Promise<T>,
): Promise<T> {
  const database = openDatabase(directory);
  try {
    const blocks = createBlocks(database);
    return await work((digest) => blocks.find(fromHex(digest)));
  } finally {
    database.close();
  }
}
