// Waiting for the disk.
import { closeSync, fsyncSync, openSync } from "node:fs";
import { open } from "node:fs/promises";

/** A file that was made or renamed has its name on disk only once its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** The same of a file or a folder, for what must not go on before. */
export function syncNow(file: string): void {
  const descriptor = openSync(file, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
