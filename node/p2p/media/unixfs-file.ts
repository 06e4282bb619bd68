// Reads a UnixFS file from blocks that are here, in order. Helia's exporter leaves errors of inner nodes to nobody, which ends the process (S-3).
import * as dagPb from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import type { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";

/**
 * @param maxBlocks that are read: a few can name each other so often that reading them never ends
 * @throws what `read` throws, or Error when a block is none of a file
 */
export async function* readUnixfs(
  root: CID,
  maxBlocks: number,
  read: (cid: CID) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  /** To be read, the next one last. */
  const ahead = [root];
  for (let left = maxBlocks, cid = ahead.pop(); cid; cid = ahead.pop()) {
    if (left-- <= 0 || ahead.length > left) throw new Error("the file has too many blocks");
    const bytes = await read(cid);
    if (cid.code === raw.code) {
      yield bytes;
      continue;
    }
    const { Data, Links } = dagPb.decode(bytes); // throws for any other codec's bytes
    const part = Data && UnixFS.unmarshal(Data);
    if (part?.type !== "file" && part?.type !== "raw") throw new Error(`block ${cid} is no part of a file`);
    if (part.blockSizes.length !== Links.length) throw new Error(`block ${cid} does not say how large its parts are`);
    if (part.data) yield part.data;
    ahead.push(...Links.map(({ Hash }) => Hash).toReversed());
  }
}
