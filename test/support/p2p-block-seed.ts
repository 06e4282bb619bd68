// A stock libp2p peer that speaks /souk/blocks/1.0.0 as a test tells it: honestly over blocks of its own, or not.
import * as dagCbor from "@ipld/dag-cbor";
import type { Stream } from "@libp2p/interface";
import { decode, encode } from "it-length-prefixed";
import { BLOCKS_PROTOCOL, MAX_BLOCK_BYTES } from "../../node/p2p/media/block-wire.ts";
import { createStock } from "./p2p-stock.ts";

export type Behaviour = "honest" | "garbage" | "miscounts" | "wrong" | "doubles" | "large" | "silent" | "leaves";

export interface BlockSeedOptions {
  directory: string;
  behaviour: Behaviour;
  /** What it has; anything, to a peer that is not honest. */
  find?: (digest: Uint8Array) => Uint8Array | undefined;
}

/** Blocks an honest start gives before it leaves. */
const BEFORE_LEAVING = 3;

export async function createBlockSeed({ directory, behaviour, find = () => undefined }: BlockSeedOptions) {
  const stock = await createStock({ directory });
  let given = 0;

  function answerHave(digests: Uint8Array[]): Uint8Array {
    if (behaviour === "garbage") return Buffer.from("no dag-cbor at all");
    const have = digests.map((digest) => behaviour !== "honest" || find(digest) !== undefined);
    if (behaviour === "miscounts") have.push(true);
    return dagCbor.encode({ have });
  }

  async function answerGet(digest: Uint8Array, stream: Stream): Promise<void> {
    given++;
    if (behaviour === "silent") return;
    if (behaviour === "large") return void stream.send(encode.single(new Uint8Array(MAX_BLOCK_BYTES + 1)));
    if (behaviour === "wrong") return void stream.send(encode.single(new Uint8Array(1_000).fill(7)));
    if (behaviour === "leaves" && given > BEFORE_LEAVING) {
      for (const connection of stock.helia.libp2p.getConnections()) connection.abort(new Error("leaving"));
      return stock.helia.libp2p.stop();
    }
    const bytes = find(digest) ?? new Uint8Array();
    for (let copy = 0; copy < (behaviour === "doubles" ? 2 : 1); copy++) {
      if (!stream.send(encode.single(bytes))) await stream.onDrain();
    }
  }

  await stock.helia.libp2p.handle(BLOCKS_PROTOCOL, async (stream) => {
    try {
      for await (const frame of decode(stream)) {
        const { ask, digests } = dagCbor.decode<{ ask: string; digests: Uint8Array[] }>(frame.subarray());
        if (ask === "have") stream.send(encode.single(answerHave(digests)));
        else for (const digest of digests) await answerGet(digest, stream);
      }
    } catch {
      // the asker hung up
    }
  });
  return {
    ...stock,
    peerId: stock.helia.libp2p.peerId.toString(),
    /** How many blocks it was asked for. */
    asked: () => given,
  };
}
