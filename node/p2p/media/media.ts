// Pictures by content address: re-encoded when added, read under a deadline and a cap, kept in the background.
import type { DatabaseSync } from "node:sqlite";
import { base32 } from "multiformats/bases/base32";
import { MAX_PICTURE_BYTES } from "../../../protocol/picture.ts";
import { SoukError } from "../../core/errors.ts";
import { createTurns } from "../../core/turns.ts";
import type { Media } from "../../core/ports/network.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { DagError } from "./dag.ts";
import type { Downloads } from "./downloads.ts";
import { type Files, parseCid } from "./files.ts";
import { createPictures } from "./pictures.ts";

const READ_DEADLINE_MS = 15_000;
const KEEP_DEADLINE_MS = 30_000;
const CONCURRENT_READS = 4;
const CONCURRENT_KEEPS = 2;
const RETRY_MS = 30_000;
const MAX_WANTED = 50_000;

export interface MediaDeps {
  files: Files;
  downloads: Pick<Downloads, "fetch" | "list">;
  database: DatabaseSync;
  /** Whether anybody is there to ask. */
  hasPeers(): boolean;
  log: Logger;
}

export function createMedia({ files, downloads, database, hasPeers, log }: MediaDeps) {
  const pictures = createPictures();
  const stopping = new AbortController();
  const insert = database.prepare("INSERT OR IGNORE INTO wanted (cid) VALUES (?)");
  const strike = database.prepare("DELETE FROM wanted WHERE cid = ?");
  const wanted = new Set(
    database
      .prepare("SELECT cid FROM wanted")
      .all()
      .map(({ cid }) => cid as string),
  );
  let queue: string[] = [];
  let keeping = 0;
  /** On their way in. */
  const fetching = new Map<string, { letGo: AbortController; ended: Promise<void> }>();
  const inTurn = createTurns(CONCURRENT_READS);
  let timer: NodeJS.Timeout | undefined;

  async function keepNext(): Promise<void> {
    if (keeping >= CONCURRENT_KEEPS) return;
    const text = queue.shift();
    if (!text) return;
    keeping++;
    const letGo = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    fetching.set(text, { letGo, ended });
    try {
      const signal = AbortSignal.any([stopping.signal, letGo.signal, AbortSignal.timeout(KEEP_DEADLINE_MS)]);
      const cid = parseCid(text);
      if (cid) await downloads.fetch(cid, { maxBytes: MAX_PICTURE_BYTES, signal });
      settled(text);
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (error instanceof DagError) settled(text); // it will be no other file tomorrow
      log.debug({ err: error, cid: text }, "a file could not be fetched");
    } finally {
      keeping--;
      fetching.delete(text);
      end();
    }
    void keepNext();
  }

  function settled(text: string): void {
    wanted.delete(text);
    strike.run(text);
  }

  function retry(): void {
    if (!hasPeers() || queue.length > 0) return;
    queue = [...wanted].filter((text) => !fetching.has(text));
    for (let i = 0; i < CONCURRENT_KEEPS; i++) void keepNext();
  }

  /** What is still on its way in must have ended, or the rest of it would arrive after it was deleted. */
  async function remove(text: string): Promise<void> {
    const one = fetching.get(text);
    one?.letGo.abort(new Error("nobody names it any more"));
    await one?.ended;
    const cid = parseCid(text);
    if (cid && !wanted.has(text)) await files.remove(cid);
  }

  const port: Media = {
    async addPicture(bytes, alt) {
      const picture = await pictures.encode(bytes);
      const { bytes: large, width, height, thumbnail: small } = picture;
      const store = async (content: Uint8Array) => ({
        cid: (await files.addBytes(content)).toString(base32),
        bytes: content.length,
      });
      return { ...(await store(large)), type: "image/webp", width, height, alt, thumbnail: await store(small) };
    },

    async read(text, maxBytes, signal) {
      const unknown = (cause?: unknown) =>
        new SoukError("picture.unknown", `No peer that is connected now has the file ${text}. Try again later.`, {
          retryable: true,
          cause,
          subject: text,
        });
      const cid = parseCid(text);
      if (!cid) throw unknown();
      const deadline = AbortSignal.any([signal, stopping.signal, AbortSignal.timeout(READ_DEADLINE_MS)]);
      try {
        return await inTurn(() => files.gather(cid, maxBytes, deadline), deadline);
      } catch (error) {
        throw unknown(error);
      }
    },

    addFile: files.add,
    fetch: (cid, options) =>
      files.fetch(cid, { ...options, signal: AbortSignal.any([options.signal, stopping.signal]) }),
    open: files.open,
    downloads: downloads.list,

    forget(cids) {
      for (const text of cids) {
        settled(text);
        queue = queue.filter((other) => other !== text);
        void remove(text).catch((error: unknown) => log.warn({ err: error, cid: text }, "not deleted"));
      }
    },

    keep(cids) {
      for (const cid of cids) {
        if (wanted.has(cid) || wanted.size >= MAX_WANTED || !parseCid(cid)) continue;
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
