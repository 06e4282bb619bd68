// A stock OrbitDB over a stock Helia on loopback, with none of Souk's code: the peer to interoperate with, and to compare against.
import { randomBytes } from "node:crypto";
import { withBitswap } from "@helia/bitswap";
import { withLibp2pLight } from "@helia/libp2p";
import * as dagCbor from "@ipld/dag-cbor";
import { privateKeyFromRaw } from "@libp2p/crypto/keys";
import { StrictNoSign, StrictSign, gossipsub } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { type OrbitDB, createOrbitDB } from "@orbitdb/core";
import { createHeliaLight } from "helia";
import { base58btc } from "multiformats/bases/base58";
import { CID } from "multiformats/cid";

export interface StockOptions {
  /** Where OrbitDB keeps its keys and heads. */
  directory: string;
  /** libp2p's key; a fresh one when left out. */
  key?: Uint8Array;
  /** Gossip as Souk's nodes expect it, without per-message signatures. */
  unsignedGossip?: boolean;
}

export type StockNode = Awaited<ReturnType<typeof createStock>>;

export async function createStock({ directory, key = randomBytes(32), unsignedGossip = false }: StockOptions) {
  const pubsub = gossipsub({
    allowPublishToZeroTopicPeers: true,
    globalSignaturePolicy: unsignedGossip ? StrictNoSign : StrictSign,
    scoreParams: { IPColocationFactorWeight: 0 },
  });
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight({ codecs: [dagCbor] }), {
      privateKey: privateKeyFromRaw(key),
      addresses: { listen: ["/ip4/127.0.0.1/tcp/0"] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionManager: { inboundConnectionThreshold: 1_000 },
      services: { identify: identify(), pubsub },
    }),
  );
  await helia.start();
  const orbitdb: OrbitDB = await createOrbitDB({ ipfs: helia, directory });
  return {
    helia,
    orbitdb,
    address: (): string => helia.libp2p.getMultiaddrs()[0]!.toString(),
    /** A block from here or, over Bitswap, from a peer. */
    async block(hash: string, signal: AbortSignal): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      for await (const part of helia.blockstore.get(CID.parse(hash, base58btc), { signal })) parts.push(part);
      return Buffer.concat(parts);
    },
    async stop(): Promise<void> {
      await orbitdb.stop();
      await helia.stop();
    },
  };
}
