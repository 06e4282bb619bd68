// Walks a UnixFS DAG block by block: what to fetch next, and when a DAG is too large, too deep or of another kind to go on.
import * as dagPb from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { sha256 } from "multiformats/hashes/sha2";
import { MAX_BLOCK_BYTES } from "./block-wire.ts";
import type { Want } from "./schedule.ts";

export interface DagLimits {
  /** Of all blocks together. */
  maxBytes: number;
  maxBlocks: number;
  maxDepth: number;
}

/** Leaves here are 256 KiB or more, a node names up to 1,024 of them: a file needs few blocks, and a terabyte no more than this depth. */
const MIN_LEAF_BYTES = 64 * 1024;
const MAX_DEPTH = 6;
const SPARE_BLOCKS = 4;
/** What dag-pb and UnixFS add to a file's bytes. */
const OVERHEAD = 1.01;
const SPARE_BYTES = 64 * 1024;

export const limitsOf = (fileBytes: number): DagLimits => ({
  maxBytes: Math.ceil(fileBytes * OVERHEAD) + SPARE_BYTES,
  maxBlocks: SPARE_BLOCKS + Math.ceil(fileBytes / MIN_LEAF_BYTES),
  maxDepth: MAX_DEPTH,
});

/** No peer can give such a DAG another shape: its name is its hash. */
export class DagError extends Error {
  override name = "DagError";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface DagBlock {
  /** Hex of the digest. */
  key: string;
  cid: CID;
  /** As its parent claims, of a node with all below it; undefined for the root. */
  bytes: number | undefined;
  depth: number;
}

/** Of a block whose size nobody has told. */
export const USUAL_BYTES = 256 * 1024;

export const isLeaf = ({ cid }: DagBlock): boolean => cid.code === raw.code;

export type Walk = ReturnType<typeof createWalk>;

export function createWalk(limits: DagLimits) {
  const seen = new Set<string>();
  let bytes = 0;
  let named = 1;

  function block(cid: CID, claimed: number | undefined, depth: number): DagBlock {
    if (cid.code !== raw.code && cid.code !== dagPb.code) {
      throw new DagError("dag.codec", `block ${cid} is neither raw nor dag-pb`);
    }
    if (cid.multihash.code !== sha256.code || cid.multihash.digest.length !== 32) {
      throw new DagError("dag.hash", `block ${cid} is not named by sha2-256`);
    }
    if (depth > limits.maxDepth) throw new DagError("dag.depth", `the file is deeper than ${limits.maxDepth}`);
    return { key: Buffer.from(cid.multihash.digest).toString("hex"), cid, bytes: claimed, depth };
  }

  return {
    root(cid: CID): DagBlock {
      const root = block(cid, undefined, 0);
      seen.add(root.key);
      return root;
    },

    /** Counts a block that is here now. @throws DagError */
    count({ cid, bytes: claimed }: DagBlock, size: number): void {
      if (cid.code === raw.code && claimed !== undefined && size > claimed) {
        throw new DagError("dag.size", `block ${cid} has ${size} bytes, not ${claimed} as its parent says`);
      }
      bytes += size;
      if (bytes > limits.maxBytes) throw new DagError("dag.bytes", `the file has more than ${limits.maxBytes} bytes`);
    },

    /** @returns blocks that this one names and none before it named. @throws DagError */
    children({ cid, depth }: DagBlock, content: Uint8Array): DagBlock[] {
      let links: dagPb.PBLink[];
      try {
        links = dagPb.decode(content).Links;
      } catch (error) {
        throw new DagError("dag.malformed", `block ${cid} is not dag-pb: ${(error as Error).message}`);
      }
      if (links.some(({ Tsize }) => Tsize === undefined)) {
        throw new DagError("dag.size", `block ${cid} does not say how large its parts are`);
      }
      const claimed = links.reduce((sum, { Tsize }) => sum + Tsize!, 0);
      if (claimed > limits.maxBytes) {
        throw new DagError("dag.bytes", `the file says that it has ${claimed} bytes, more than ${limits.maxBytes}`);
      }
      // Also those named before: whoever reads the file follows every link.
      named += links.length;
      if (named > limits.maxBlocks) {
        throw new DagError("dag.blocks", `the file has more than ${limits.maxBlocks} blocks`);
      }
      const children: DagBlock[] = [];
      for (const { Hash, Tsize } of links) {
        const child = block(Hash, Tsize, depth + 1);
        if (seen.has(child.key)) continue;
        seen.add(child.key);
        children.push(child);
      }
      return children;
    },

    /** Blocks named so far. */
    blocks: () => seen.size,
  };
}

/** For planning; what a parent claims is checked when the block is here. */
export function expectedBytes(block: DagBlock | undefined): number {
  if (!block || block.bytes === undefined || !isLeaf(block)) return USUAL_BYTES;
  return Math.min(MAX_BLOCK_BYTES, Math.max(1_024, block.bytes));
}

export function* wantsOf(blocks: Iterable<DagBlock>, count: number): Generator<Want> {
  for (const block of blocks) {
    if (count-- === 0) return;
    yield { key: block.key, bytes: expectedBytes(block) };
  }
}
