// Signed checkpoints on disk, one per journal, and the blocks that are there for them.
import type { DatabaseSync } from "node:sqlite";
import { type SignedCheckpoint, parseCheckpoint } from "../../../protocol/checkpoint.ts";
import type { Address } from "../../../protocol/ids.ts";
import { transaction } from "../database.ts";

export interface HeldCheckpoint extends SignedCheckpoint {
  /** As it was signed, and travels. */
  encoded: Uint8Array;
}

export type CheckpointStore = ReturnType<typeof createCheckpointStore>;

const SWEPT_AT_ONCE = 16;

export function createCheckpointStore(database: DatabaseSync) {
  const insert = database.prepare("INSERT OR REPLACE INTO checkpoints (owner, sequence, signed) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM checkpoints WHERE owner = ?");
  const addBlock = database.prepare("INSERT OR IGNORE INTO blocks (digest, bytes) VALUES (?, ?)");
  const addUse = database.prepare("INSERT OR IGNORE INTO checkpoint_blocks (owner, sequence, digest) VALUES (?, ?, ?)");
  const unused = database.prepare(`
    SELECT owner, sequence, digest FROM checkpoint_blocks u
    WHERE NOT EXISTS (SELECT 1 FROM checkpoints c WHERE c.owner = u.owner AND c.sequence = u.sequence) LIMIT ${SWEPT_AT_ONCE}`);
  const dropUse = database.prepare("DELETE FROM checkpoint_blocks WHERE owner = ? AND sequence = ? AND digest = ?");
  const dropBlock = database.prepare(
    "DELETE FROM blocks WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM checkpoint_blocks WHERE digest = ?1)",
  );
  const held = new Map<Address, HeldCheckpoint>();

  for (const { owner, signed } of database.prepare("SELECT owner, signed FROM checkpoints").all()) {
    const verdict = parseCheckpoint(signed as Uint8Array);
    if (verdict.ok) held.set(owner as Address, { ...verdict.value, encoded: signed as Uint8Array });
  }

  return {
    get: (owner: Address): HeldCheckpoint | undefined => held.get(owner),
    sequence: (owner: Address): number => held.get(owner)?.sequence ?? 0,

    /** A block of the checkpoint of that sequence, which may have to be stored before it is known to be right. */
    putBlock(owner: Address, sequence: number, digest: Uint8Array, bytes: Uint8Array): void {
      transaction(database, () => {
        addBlock.run(digest, bytes);
        addUse.run(owner, sequence, digest);
      });
    },

    /** A block that came for a checkpoint which is not kept: the next sweep takes it, unless another one needs it. */
    disown(owner: Address, sequence: number, digest: Uint8Array): void {
      addUse.run(owner, sequence, digest);
    },

    /** Stores it in one transaction with `also`. */
    put(owner: Address, checkpoint: HeldCheckpoint, also: () => void): void {
      transaction(database, () => {
        insert.run(owner, checkpoint.sequence, checkpoint.encoded);
        also();
      });
      held.set(owner, checkpoint);
    },

    remove(owner: Address): void {
      remove.run(owner);
      held.delete(owner);
    },

    /** Removes some blocks that no checkpoint needs any more. Not while one is on its way in. @returns false when there are none */
    sweep(): boolean {
      return transaction(database, () => {
        const rows = unused.all();
        for (const { owner, sequence, digest } of rows) {
          dropUse.run(owner!, sequence!, digest!);
          dropBlock.run(digest!);
        }
        return rows.length > 0;
      });
    },
  };
}
