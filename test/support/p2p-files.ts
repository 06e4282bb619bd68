// Files in tests of downloads: nodes that have one, peers that do not behave, DAGs of any shape.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as dagPb from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import * as Digest from "multiformats/hashes/digest";
import { fileOf } from "../../bench/peers/media-peer.ts";
import type { Download } from "../../node/core/ports/network.ts";
import { type Behaviour, createBlockSeed } from "./p2p-block-seed.ts";
import { type TestNode, createNursery, eventually } from "./p2p-node.ts";

export const MB = 2 ** 20;
export const soon = (ms = 60_000) => AbortSignal.timeout(ms);

export async function hash(source: AsyncIterable<Uint8Array>): Promise<string> {
  const sum = createHash("sha256");
  for await (const part of source) sum.update(part);
  return sum.digest("hex");
}

export async function assertWhole(node: TestNode, cid: string, bytes: number): Promise<void> {
  assert.equal(await hash(node.media.open(cid, soon())), await hash(fileOf(bytes)));
}

export const fetchAll = (node: TestNode, cid: string, signal = soon()) =>
  node.media.fetch(cid, { maxBytes: 2 ** 30, signal });
export const connected = (node: TestNode, peers: number) =>
  eventually(`${peers} peers`, () => node.network.peers().length >= peers);
export const fetched = ({ sources }: Download): number => sources.reduce((sum, { bytes }) => sum + bytes, 0);

export type Find = (digest: Uint8Array) => Uint8Array | undefined;

/** Nodes with files and stock peers of one test, all gone after it. */
export function createFileNursery() {
  const nursery = createNursery();
  const stocks: { stop(): Promise<void> }[] = [];
  return {
    ...nursery,
    stocks,
    /** A node with a file, which gives at most so much. The bytes are the same for one size. */
    async seed(name: string, bytes: number, uploadBytesPerSecond: number): Promise<{ node: TestNode; cid: string }> {
      const node = await nursery.start(name, { uploadBytesPerSecond });
      const { cid } = await node.media.addFile(fileOf(bytes), { maxBytes: bytes, signal: soon() });
      return { node, cid };
    },
    async peer(behaviour: Behaviour, find?: Find) {
      const peer = await createBlockSeed({ directory: nursery.folder(), behaviour, ...(find && { find }) });
      stocks.push(peer);
      return peer;
    },
    async end(): Promise<void> {
      await Promise.all(stocks.splice(0).map((stock) => stock.stop()));
      await nursery.end();
    },
  };
}

/** Blocks of a DAG in any shape. */
export function createDag() {
  const blocks = new Map<string, Uint8Array>();
  const put = (bytes: Uint8Array, code: number): CID => {
    const digest = createHash("sha256").update(bytes).digest();
    blocks.set(digest.toString("hex"), bytes);
    return CID.createV1(code, Digest.create(0x12, digest));
  };
  const leaf = (bytes: Uint8Array) => put(bytes, 0x55);
  const node = (links: CID[], Tsize = 1) =>
    put(dagPb.encode(dagPb.prepare({ Links: links.map((Hash) => ({ Hash, Tsize })) })), dagPb.code);
  /** A UnixFS file that names one part many times; `size` is the part's. */
  const repeat = (part: CID, size: number, times: number) => {
    const varint = (value: number): number[] =>
      value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
    const sizes = Array.from({ length: times }, () => [0x20, ...varint(size)]).flat();
    const Data = Uint8Array.from([0x08, 2, 0x18, ...varint(size * times), ...sizes]); // type: file, size, sizes of parts
    const Links = Array.from({ length: times }, () => ({ Hash: part, Tsize: 1 }));
    return put(dagPb.encode(dagPb.prepare({ Data, Links })), dagPb.code);
  };
  return { leaf, node, repeat, find: (digest: Uint8Array) => blocks.get(Buffer.from(digest).toString("hex")) };
}
