// The blockstore Helia reads and writes: content blocks, and every journal entry as a block without a second copy.
import type { DatabaseSync } from "node:sqlite";
import type { Blockstore, InputPair, Pair } from "interface-blockstore";
import type { CID } from "multiformats/cid";

type Source = InputPair["bytes"];

/** Helia's view, and the same store by sha2-256 digest. */
export interface Blocks extends Blockstore {
  find(digest: Uint8Array): Uint8Array | undefined;
  holds(digest: Uint8Array): boolean;
  sizeOf(digest: Uint8Array): number | undefined;
}

/** Blocks are found by digest: the codec in a CID says how to read bytes, not which. */
export function createBlocks(database: DatabaseSync): Blocks {
  const select = database.prepare(
    "SELECT bytes FROM entries WHERE digest = ?1 UNION ALL SELECT bytes FROM blocks WHERE digest = ?1 LIMIT 1",
  );
  const measure = database.prepare(
    "SELECT length(bytes) AS size FROM entries WHERE digest = ?1 UNION ALL SELECT length(bytes) FROM blocks WHERE digest = ?1 LIMIT 1",
  );
  const insert = database.prepare("INSERT OR IGNORE INTO blocks (digest, bytes) VALUES (?, ?)");
  const remove = database.prepare("DELETE FROM blocks WHERE digest = ?");

  const find = (digest: Uint8Array): Uint8Array | undefined =>
    (select.get(digest) as { bytes: Uint8Array } | undefined)?.bytes;
  const sizeOf = (digest: Uint8Array): number | undefined =>
    (measure.get(digest) as { size: number } | undefined)?.size;
  const holds = (digest: Uint8Array): boolean => sizeOf(digest) !== undefined;

  async function put(cid: CID, source: Source): Promise<CID> {
    const bytes = await gather(source);
    if (!holds(cid.multihash.digest)) insert.run(cid.multihash.digest, bytes);
    return cid;
  }

  async function* get(cid: CID): AsyncGenerator<Uint8Array> {
    const bytes = find(cid.multihash.digest);
    if (!bytes) throw away(cid);
    yield bytes;
  }

  return {
    find,
    holds,
    sizeOf,
    put,
    get,
    has: (cid) => holds(cid.multihash.digest),
    delete: (cid) => void remove.run(cid.multihash.digest),
    async *putMany(pairs) {
      for await (const { cid, bytes } of pairs) yield put(cid, bytes);
    },
    async *getMany(cids): AsyncGenerator<Pair> {
      for await (const cid of cids) yield { cid, bytes: get(cid) };
    },
    async *deleteMany(cids) {
      for await (const cid of cids) {
        remove.run(cid.multihash.digest);
        yield cid;
      }
    },
    // Only Helia's gc() lists blocks; it is never run, because it would delete what no pin names.
    async *getAll() {},
  };
}

/** What Helia and Bitswap take for an answer, not for a fault. */
export const away = (cid: CID): Error =>
  Object.assign(new Error(`block ${cid} is not to be had here`), { name: "NotFoundError" });

export async function gather(source: Source): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
