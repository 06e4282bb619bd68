// The libp2p host and Helia: what this node speaks, to how many, and how much it takes from a stranger.
import { withBitswap } from "@helia/bitswap";
import { withLibp2pLight } from "@helia/libp2p";
import * as dagCbor from "@ipld/dag-cbor";
import { privateKeyFromRaw } from "@libp2p/crypto/keys";
import { type GossipSub, StrictNoSign, gossipsub } from "@libp2p/gossipsub";
import { createTopicScoreParams } from "@libp2p/gossipsub/score";
import { type Identify, identify } from "@libp2p/identify";
import type { Libp2p } from "@libp2p/interface";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { createHeliaLight } from "helia";
import type { Blockstore } from "interface-blockstore";
import { MAX_ENTRY_BYTES } from "../../protocol/journal.ts";

export type Host = Libp2p<{ identify: Identify; pubsub: GossipSub }>;

const MAX_CONNECTIONS = 128;

/** P4: what counts against a peer is invalid messages only; ten at once silence it until they decay (S-15). */
const TOPIC_SCORE = createTopicScoreParams({
  topicWeight: 1,
  timeInMeshWeight: 0,
  firstMessageDeliveriesWeight: 0,
  meshMessageDeliveriesWeight: 0,
  meshFailurePenaltyWeight: 0,
  invalidMessageDeliveriesWeight: -1,
  invalidMessageDeliveriesDecay: 0.9,
});

export const isLoopback = (multiaddr: string): boolean => /^\/(ip4\/127\.|ip6\/::1\/)/.test(multiaddr);

/**
 * Not started; its libp2p exists after `start`.
 * @param privateKey the journal key: the peer id proves which owner's home this is
 */
export function createHost(listen: string[], privateKey: Uint8Array, topics: string[], blockstore: Blockstore) {
  const local = listen.length > 0 && listen.every(isLoopback);
  const pubsub = gossipsub({
    // Entries carry their writer's signature; a second one by the forwarder's author would prove nothing more.
    // Few duplicates: a message costs more than an entry. Anti-entropy repairs what a thin mesh loses.
    D: 4,
    Dlo: 3,
    Dhi: 6,
    Dscore: 3,
    Dout: 1,
    idontwantMinDataSize: 16 * 1024, // below it, "I have it" costs as much as the entry
    globalSignaturePolicy: StrictNoSign,
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    allowedTopics: topics,
    maxInboundDataLength: 4 * MAX_ENTRY_BYTES,
    scoreParams: {
      topics: Object.fromEntries(topics.map((topic) => [topic, TOPIC_SCORE])),
      topicScoreCap: 10,
      // Honest peers of a test network share 127.0.0.1; P6 would silence them.
      ...(local && { IPColocationFactorWeight: 0 }),
    },
  });
  return withBitswap(
    withLibp2pLight(createHeliaLight({ blockstore, codecs: [dagCbor] }), {
      privateKey: privateKeyFromRaw(privateKey),
      addresses: { listen },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionManager: {
        maxConnections: MAX_CONNECTIONS,
        // Per address; 5 a second refuses honest dials where all peers share one.
        inboundConnectionThreshold: local ? 1_000 : 10,
        reconnectRetries: 0, // peers.ts dials again, and for ever
      },
      services: { identify: identify(), pubsub },
    }),
  );
}
