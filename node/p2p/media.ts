// Pictures and files by content address: UnixFS over Helia, read with a deadline and a cap, kept in the background.
import type { DatabaseSync } from "node:sqlite";
import { type UnixFS, unixfs } from "@helia/unixfs";
import type { Blockstore } from "interface-blockstore";
import { base32 } from "multiformats/bases/base32";
import { CID } from "multiformats/cid";
import { MAX_PICTURE_BYTES } from "../../protocol/picture.ts";
import { SoukError } from "../core/errors.ts";
import type { Media } from "../core/ports/network.ts";
import type { Logger } from "../core/ports/logger.ts";
import { createPictures } from "./pictures.ts";

type Blocks = Pick<Blockstore, "get" | "put" | "has">;

const READ_DEADLINE_MS = 15_000;
const KEEP_DEADLINE_MS = 30_000;
/** Bitswap stalls when many reads run at once. */
const CONCURRENT_READS = 4;
const CONCURRENT_KEEPS = 2;
const RETRY_MS = 30_000;
const MAX_WANTED = 50_000;
/** UnixFS leaves here are 256 KiB or more, so that a file's DAG has few blocks; a deeper one is not read. */
const MIN_LEAF_BYTES = 64 * 1024;

export interface MediaDeps {
  blockstore: Blocks;
  database: DatabaseSync;
  /** Whether anybody is there to ask. */
  hasPeers(): boolean;
  log: Logger;
}

export function createMedia({ blockstore, database, hasPeers, log }: MediaDeps) {
  const pictures = createPictures();
  const files = unixfs({ blockstore });
  const stopping = new AbortController();
  const insert = database.prepare("INSERT OR IGNORE INTO wanted (cid) VALUES (?)");
  const remove = database.prepare("DELETE FROM wanted WHERE cid = ?");
  const wanted = new Set(
    database
      .prepare("SELECT cid FROM wanted")
      .all()
      .map(({ cid }) => cid as string),
  );
  let queue: string[] = [];
  let keeping = 0;
  let reading = 0;
  const turns: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function gather(cid: CID, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    const reader: UnixFS = unixfs({ blockstore: bounded(blockstore, maxBytes) });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of reader.cat(cid, { signal, blockReadConcurrency: 1 } as object)) {
      size += part.length;
      if (size > maxBytes) throw new Error(`the file has more than ${maxBytes} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async function inTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (reading >= CONCURRENT_READS) await new Promise<void>((resolve) => turns.push(resolve));
    else reading++;
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = turns.shift();
      if (next) next();
      else reading--;
    }
  }

  async function keepNext(): Promise<void> {
    if (keeping >= CONCURRENT_KEEPS) return;
    const text = queue.shift();
    if (!text) return;
    keeping++;
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(KEEP_DEADLINE_MS)]);
      await gather(CID.parse(text, base32), MAX_PICTURE_BYTES, signal);
      wanted.delete(text);
      remove.run(text);
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.debug({ err: error, cid: text }, "a file could not be fetched yet");
    } finally {
      keeping--;
    }
    void keepNext();
  }

  function retry(): void {
    if (!hasPeers() || queue.length > 0) return;
    queue = [...wanted];
    for (let i = 0; i < CONCURRENT_KEEPS; i++) void keepNext();
  }

  const port: Media = {
    async addPicture(bytes, alt) {
      const picture = await pictures.encode(bytes);
      const cid = await files.addBytes(picture.bytes, { cidVersion: 1, rawLeaves: true });
      const { width, height } = picture;
      return { cid: cid.toString(base32), type: "image/webp", bytes: picture.bytes.length, width, height, alt };
    },

    async read(text, maxBytes, signal) {
      const unknown = (cause?: unknown) =>
        new SoukError("picture.unknown", `No peer that is connected now has the file ${text}. Try again later.`, {
          retryable: true,
          cause,
          subject: text,
        });
      const cid = parse(text);
      if (!cid) throw unknown();
      const deadline = AbortSignal.any([signal, stopping.signal, AbortSignal.timeout(READ_DEADLINE_MS)]);
      try {
        return await inTurn(() => gather(cid, maxBytes, deadline), deadline);
      } catch (error) {
        throw unknown(error);
      }
    },

    keep(cids) {
      for (const cid of cids) {
        if (wanted.has(cid) || wanted.size >= MAX_WANTED || !parse(cid)) continue;
        wanted.add(cid);
        insert.run(cid);
        queue.push(cid);
        void keepNext();
      }
    },
  };

  return {
    port,
    start(): void {
      timer = setInterval(retry, RETRY_MS);
      timer.unref();
      queue = [...wanted];
      for (let i = 0; i < CONCURRENT_KEEPS; i++) void keepNext();
    },
    /** A peer connected: it may have what is missing. */
    retry,
    stop(): void {
      clearInterval(timer);
      queue = [];
      stopping.abort();
      pictures.stop();
    },
  };
}

/** Counts blocks, so that a DAG of endless tiny nodes ends. */
function bounded(blockstore: Blocks, maxBytes: number): Blocks {
  let left = 4 + Math.ceil(maxBytes / MIN_LEAF_BYTES);
  return {
    put: (cid, bytes, options) => blockstore.put(cid, bytes, options),
    has: (cid, options) => blockstore.has(cid, options),
    async *get(cid, options) {
      if (left-- <= 0) throw new Error("the file has too many blocks");
      yield* blockstore.get(cid, options);
    },
  };
}

const parse = (text: string): CID | undefined => {
  try {
    return CID.parse(text, base32);
  } catch {
    return undefined;
  }
};
