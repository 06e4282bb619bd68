// Files as UnixFS: added from a stream, fetched from many peers, read from here.
import { setImmediate } from "node:timers/promises";
import * as dagPb from "@ipld/dag-pb";
import { unixfs } from "@helia/unixfs";
import type { Blockstore } from "interface-blockstore";
import { base32 } from "multiformats/bases/base32";
import { CID } from "multiformats/cid";
import { cid as cidText } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { AddOptions, FetchOptions } from "../../core/ports/network.ts";
import { gather } from "./blocks.ts";
import { DagError, limitsOf } from "./dag.ts";
import type { Downloads } from "./downloads.ts";
import { readUnixfs } from "./unixfs-file.ts";

/** Small enough to be spread over many peers, and to be lost without regret. */
export const LEAF_BYTES = 256 * 1024;

export interface FilesDeps {
  /** Where blocks go; who waits for one is told. */
  blockstore: Pick<Blockstore, "get" | "put" | "has">;
  /** What is here. */
  local: Pick<Blockstore, "get" | "has" | "delete">;
  downloads: Pick<Downloads, "fetch">;
}

export type Files = ReturnType<typeof createFiles>;

export function createFiles({ blockstore, local, downloads }: FilesDeps) {
  const writer = unixfs({ blockstore });

  async function* read(cid: CID, maxBytes: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const here = async (block: CID): Promise<Uint8Array> => {
      await setImmediate(); // what is done with a block, such as decrypting it, may be all that the event loop gets to otherwise
      signal.throwIfAborted();
      return gather(local.get(block));
    };
    let size = 0;
    for await (const part of readUnixfs(cid, limitsOf(maxBytes).maxBlocks, here)) {
      size += part.length;
      if (size > maxBytes) throw new Error(`the file has more than ${maxBytes} bytes`);
      yield part;
    }
  }

  return {
    addBytes: (bytes: Uint8Array): Promise<CID> => writer.addBytes(bytes, { cidVersion: 1, rawLeaves: true }),

    /** Brings a file here and reads it into memory. @throws DagError, or the reason of the signal */
    async gather(cid: CID, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
      await downloads.fetch(cid, { maxBytes, signal });
      return gather(read(cid, maxBytes, signal));
    },

    async add(source: AsyncIterable<Uint8Array>, { maxBytes, signal, onProgress }: AddOptions) {
      let bytes = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const part of source) {
          signal.throwIfAborted();
          bytes += part.length;
          if (bytes > maxBytes) {
            throw new SoukError("file.too-large", `A file is at most ${maxBytes} bytes here.`);
          }
          yield part;
          onProgress?.(bytes);
        }
      }
      const options = { cidVersion: 1, rawLeaves: true, chunker: leaves, signal } as const;
      const root = await writer.addByteStream(counted(), options);
      return { cid: root.toString(base32), bytes };
    },

    async fetch(text: string, options: FetchOptions): Promise<void> {
      const cid = parseCid(text);
      if (!cid) throw unknown(text);
      try {
        await downloads.fetch(cid, options);
      } catch (error) {
        if (error instanceof DagError) {
          throw new SoukError("file.refused", `The file ${text} is refused: ${error.message}.`, {
            cause: error,
            subject: text,
          });
        }
        throw unknown(text, error);
      }
    },

    /** Deletes the blocks of a file. One that another file shares is fetched again when that is read. */
    async remove(cid: CID): Promise<void> {
      if (!(await local.has(cid))) return;
      const links = cid.code === dagPb.code ? dagPb.decode(await gather(local.get(cid))).Links : [];
      await local.delete(cid);
      for (const { Hash } of links) await this.remove(Hash);
    },

    async *open(text: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
      const cid = parseCid(text);
      if (!cid) throw unknown(text);
      try {
        yield* read(cid, Infinity, signal);
      } catch (error) {
        throw unknown(text, error);
      }
    },
  };
}

const unknown = (cid: string, cause?: unknown): SoukError =>
  new SoukError("file.unknown", `The file ${cid} is not here, or not in full. Try again later.`, {
    retryable: true,
    cause,
    subject: cid,
  });

/** @returns undefined for anything but the form that Souk writes */
export const parseCid = (text: string): CID | undefined =>
  cidText.safeParse(text).success ? CID.parse(text, base32) : undefined;

async function* leaves(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let leaf = new Uint8Array(LEAF_BYTES);
  let filled = 0;
  let isEmpty = true;
  for await (const part of source) {
    for (let at = 0; at < part.length;) {
      const piece = part.subarray(at, at + LEAF_BYTES - filled);
      leaf.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < LEAF_BYTES) continue;
      yield leaf;
      leaf = new Uint8Array(LEAF_BYTES);
      filled = 0;
      isEmpty = false;
    }
  }
  if (filled > 0 || isEmpty) yield leaf.subarray(0, filled);
}
