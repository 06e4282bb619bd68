// Chunks as a UnixFS file with raw leaves (K-5), so that whatever downloads files downloads checkpoints.
import * as dagPb from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create as createDigest } from "multiformats/hashes/digest";
import { sha256 as sha2 } from "multiformats/hashes/sha2";
import { MAX_LINKS } from "../../../protocol/checkpoint.ts";
import { sha256 } from "../keys.ts";
import { varint } from "./items.ts";

/** Downloads go no deeper. */
const MAX_DEPTH = 6;

interface Part {
  cid: CID;
  /** Of the file's content below it. */
  content: number;
  /** Of the content and of all nodes below it. */
  total: number;
}

const cidOf = (codec: number, digest: Uint8Array): CID => CID.createV1(codec, createDigest(sha2.code, digest));

/** The name of a file whose root node has this digest. */
export const rootCid = (digest: Uint8Array): CID => cidOf(dagPb.code, digest);

/** @param put stores one block under its sha2-256 digest */
export function createFileWriter(put: (digest: Uint8Array, bytes: Uint8Array) => void) {
  const leaves: Part[] = [];

  function node(parts: Part[]): Part {
    const content = parts.reduce((sum, part) => sum + part.content, 0);
    const Links = parts.map(({ cid, total }) => ({ Name: "", Tsize: total, Hash: cid }));
    const bytes = dagPb.encode({ Data: fileData(content, parts), Links });
    const digest = sha256(bytes);
    put(digest, bytes);
    return { cid: rootCid(digest), content, total: bytes.length + parts.reduce((sum, { total }) => sum + total, 0) };
  }

  return {
    addLeaf(bytes: Uint8Array): void {
      const digest = sha256(bytes);
      put(digest, bytes);
      leaves.push({ cid: cidOf(raw.code, digest), content: bytes.length, total: bytes.length });
    },
    /** The root is a node, whatever the file holds. */
    end(): { root: Uint8Array; bytes: number } {
      let level = leaves;
      do {
        const groups = Array.from({ length: Math.max(1, Math.ceil(level.length / MAX_LINKS)) }, (_, index) =>
          level.slice(index * MAX_LINKS, (index + 1) * MAX_LINKS),
        );
        level = groups.map(node);
      } while (level.length > 1);
      const [{ cid, content }] = level as [Part];
      return { root: cid.multihash.digest, bytes: content };
    },
  };
}

/** UnixFS protobuf: Type File, filesize, and the content below each link. */
function fileData(content: number, parts: Part[]): Uint8Array {
  const sizes = parts.flatMap((part) => [Uint8Array.of(0x20), varint(part.content)]);
  return Buffer.concat([Uint8Array.of(0x08, 0x02, 0x18), varint(content), ...sizes]);
}

/** Digests of those blocks of a file that are here: how one that was refused, or came in part, is cleared away. */
export function* blocksOf(
  root: Uint8Array,
  find: (digest: Uint8Array) => Uint8Array | undefined,
  depth = 0,
): Generator<Uint8Array> {
  const bytes = find(root);
  if (!bytes) return;
  yield root;
  const links = depth < MAX_DEPTH ? linksOf(bytes) : [];
  for (const { Hash: cid } of links) {
    const { digest } = cid.multihash;
    if (cid.code === raw.code) yield digest;
    else yield* blocksOf(digest, find, depth + 1);
  }
}

function linksOf(node: Uint8Array): dagPb.PBLink[] {
  try {
    return dagPb.decode(node).Links;
  } catch {
    return []; // a root that is no node: it was refused for that
  }
}

/** The leaves of a file that is here, in order. @throws when a block is missing or malformed */
export function* leavesOf(
  root: Uint8Array,
  find: (digest: Uint8Array) => Uint8Array | undefined,
): Generator<Uint8Array> {
  const bytesOf = ({ cid }: { cid: CID }): Uint8Array => {
    const bytes = find(cid.multihash.digest);
    if (!bytes) throw new Error(`block ${cid} of a checkpoint is missing`);
    return bytes;
  };
  for (const { Hash: cid } of dagPb.decode(bytesOf({ cid: rootCid(root) })).Links) {
    if (cid.code === raw.code) yield bytesOf({ cid });
    else yield* leavesOf(cid.multihash.digest, find);
  }
}
