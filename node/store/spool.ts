// Files that wait to be read: written and synced before their operation is answered, so that a crash loses none.
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { SoukError } from "../core/errors.ts";
import type { Spool } from "../core/ports/own.ts";
import { syncFolder } from "./sync.ts";

export function createSpool(directory: string): Spool {
  const folder = path.join(directory, "spool");
  const fileOf = (name: string) => path.join(folder, name);

  async function fill(name: string, source: AsyncIterable<Uint8Array>, maxBytes: number, signal: AbortSignal) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(fileOf(name), "w", 0o600);
    try {
      let bytes = 0;
      for await (const part of source) {
        signal.throwIfAborted();
        bytes += part.length;
        if (bytes > maxBytes) {
          const message = `the file has more than ${maxBytes / 2 ** 20} MiB: import it in several parts`;
          throw new SoukError("body.too-large", message);
        }
        await handle.write(part).catch(fullOr);
      }
      if (bytes === 0) throw new SoukError("body.malformed", "the body is empty: send the file as the body");
      await handle.sync().catch(fullOr);
    } finally {
      await handle.close();
    }
    await syncFolder(folder);
  }

  const remove = (name: string) => rm(fileOf(name), { force: true });

  return {
    async write(name, source, maxBytes, signal) {
      try {
        await fill(name, source, maxBytes, signal);
      } catch (error) {
        await remove(name);
        throw error;
      }
    },
    async *read(name) {
      try {
        for await (const part of createReadStream(fileOf(name))) yield part as Uint8Array;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        throw new SoukError("file.unknown", "The file is not here any more: import it again", { cause: error });
      }
    },
    remove,
    async keep(names) {
      const all = await readdir(folder).catch(() => []);
      await Promise.all(all.filter((name) => !names.includes(name)).map(remove));
    },
  };
}

function fullOr(error: NodeJS.ErrnoException): never {
  if (error.code !== "ENOSPC") throw error;
  const message = "The disk is full: nothing was changed; free some space and try again.";
  throw new SoukError("storage.full", message, { retryable: true, cause: error });
}
