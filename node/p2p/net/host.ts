// The libp2p host and Helia: what this node speaks, to how many, and how much it takes from a stranger.
import { withBitswap } from "@helia/bitswap";
import * as dagCbor from "@ipld/dag-cbor";
import { privateKeyFromRaw } from "@libp2p/crypto/keys";
import { type GossipSub, type Message, StrictNoSign, gossipsub } from "@libp2p/gossipsub";
import { createTopicScoreParams } from "@libp2p/gossipsub/score";
import { type Identify, identify, identifyPush } from "@libp2p/identify";
import type { Address, ComponentLogger, Libp2p, Metrics, PeerDiscovery, PeerInfo, Startable } from "@libp2p/interface";
import { mdns } from "@libp2p/mdns";
import { tcp } from "@libp2p/tcp";
import { webSockets } from "@libp2p/websockets";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Blockstore } from "interface-blockstore";
import { sha256 } from "../keys.ts";
import { type BitswapGuardDeps, guardBitswap } from "./bitswap-guard.ts";
import { MAX_FRAME_BYTES, boundFrames } from "./gossip-frames.ts";
import { MAX_UNREAD_BYTES, openApart } from "./gossip-streams.ts";
import { SPARE, createCrowd } from "./crowd.ts";
import { createHeliaLight, withLibp2pLight } from "./lean-helia.ts";
import { ALL_COME_IN, pendingGater } from "./pending.ts";
import { boundPeerRecords } from "./peer-records.ts";
import { libp2pLogger } from "./quiet.ts";
import { leanNoise } from "./noise.ts";
import { isLoopback, isRelayed } from "./reach.ts";
import { yamuxToTheEnd } from "./muxer.ts";
import { type RelayLimits, RESERVE, isDialable, relayGater, relayServer, relayTransport } from "./relay.ts";

export type Host = Libp2p<{ identify: Identify; pubsub: GossipSub }>;

export interface HostOptions {
  /** Multiaddrs to listen on; with none the node is reached through relays alone. */
  listen: string[];
  /** Multiaddrs that lead here besides, such as a router's forwarded port. */
  announce: string[];
  /** The journal key: the peer id proves which owner's home this is. */
  privateKey: Uint8Array;
  topics: string[];
  blockstore: Blockstore;
  /** Bounds within which this node relays for others; it does not when left out. */
  relay: RelayLimits | undefined;
  /** Called with each peer that answers on the local network; nobody is looked for when left out. */
  onNeighbour: ((peer: PeerInfo) => void) | undefined;
  /** Of the mDNS service: nodes of one chain look for each other. */
  chainId: number;
  bitswap: BitswapGuardDeps;
  /** Called with a peer whose announcements came in a frame that is too large; its connection ends. */
  onOversize?: (peerId: string) => void;
  /** At a time; 128 when left out, 512 of a relay. */
  maxConnections?: number | undefined;
  /** Peer ids that keep their places when all are taken; none when left out. Asked again and again. */
  chosen?: (() => ReadonlySet<string>) | undefined;
  /** Counts what libp2p does; nothing when left out. */
  metrics?: ((components: { logger: ComponentLogger }) => Metrics) | undefined;
}

const MAX_CONNECTIONS = 128;
const MAX_CONNECTIONS_OF_A_HUB = 512;
/** An address that swallows what is sent to it must not keep the next one, a relay's perhaps, from being tried. */
const ADDRESS_DIAL_MS = 3_000;
const MAX_PARALLEL_DIALS = 16;

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

/** Of the topic too: an entry that is sent on a wrong one first must not make the genuine message a duplicate. */
const messageId = ({ topic, data }: Message): Uint8Array => sha256(concatBytes(utf8ToBytes(`${topic}\0`), data));

/** Not started; its libp2p exists after `start`. */
export function createHost(options: HostOptions) {
  const { listen, announce, privateKey, topics, blockstore, relay, onNeighbour, chainId, bitswap, metrics } = options;
  const { onOversize, maxConnections = relay ? MAX_CONNECTIONS_OF_A_HUB : MAX_CONNECTIONS } = options;
  const { chosen = () => new Set() } = options;
  const local = listen.every(isLoopback);
  const crowd = createCrowd(maxConnections, () => helia.libp2p.getConnections(), chosen);
  const reserves = !relay && announce.length === 0 && !isDialable(listen);
  const gossip = gossipsub({
    // Entries carry their writer's signature; a second one by the forwarder's author would prove nothing more.
    // Few duplicates: a message costs more than an entry. Anti-entropy repairs what a thin mesh loses.
    D: 4,
    Dlo: 3,
    Dhi: 6,
    Dscore: 3,
    Dout: 1,
    idontwantMinDataSize: 16 * 1024, // below it, "I have it" costs as much as the entry
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: messageId,
    fallbackToFloodsub: false,
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    allowedTopics: topics,
    runOnLimitedConnection: true,
    maxInboundDataLength: MAX_FRAME_BYTES,
    maxOutboundBufferSize: MAX_UNREAD_BYTES,
    scoreParams: {
      topics: Object.fromEntries(topics.map((topic) => [topic, TOPIC_SCORE])),
      topicScoreCap: 10,
      // P6: honest peers behind one relay share its address, and those of a test network 127.0.0.1.
      IPColocationFactorWeight: 0,
      // libp2p begins anew with a peer that comes back, but keeps what it had for an hour.
      retainScore: 0,
    },
  });
  const helia = withLibp2pLight(createHeliaLight({ blockstore, codecs: [dagCbor], logger: libp2pLogger }), {
    privateKey: privateKeyFromRaw(privateKey),
    addresses: { listen: reserves ? [...listen, ...RESERVE] : listen, appendAnnounce: announce },
    ...(metrics && { metrics }),
    logger: libp2pLogger,
    transports: [tcp(), webSockets(), relayTransport(relay)],
    connectionEncrypters: [leanNoise()],
    streamMuxers: [yamuxToTheEnd],
    connectionManager: {
      maxConnections: maxConnections + SPARE, // crowd.ts bounds them
      // Per address; 5 a second refuses honest dials where all peers share one.
      inboundConnectionThreshold: local ? 1_000 : 10,
      maxIncomingPendingConnections: ALL_COME_IN, // pending.ts bounds them
      reconnectRetries: 0, // peers.ts dials again, and for ever
      addressDialTimeout: ADDRESS_DIAL_MS,
      maxParallelDials: MAX_PARALLEL_DIALS,
      addressSorter: directFirst,
    },
    connectionGater: pendingGater({
      ...(relay && relayGater(relay, (): Libp2p => helia.libp2p)),
      denyInboundConnection: crowd.isFullFor,
      denyInboundEncryptedConnection: crowd.isFullForPeer,
    }),
    // A place on a relay comes after the first identify: push tells peers of the new address.
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      pubsub: (components: Parameters<typeof gossip>[0]) =>
        boundFrames(openApart(gossip(components)), (peerId, error) => {
          onOversize?.(peerId.toString());
          for (const connection of components.connectionManager.getConnections(peerId)) connection.abort(error);
        }),
      crowd: crowd.service,
      ...(relay && { relay: relayServer(relay) }),
      ...(onNeighbour && { neighbours: neighbours(chainId, onNeighbour) }),
    },
  });
  boundPeerRecords(helia.datastore, () => {
    const { libp2p } = helia;
    return [libp2p.peerId, ...libp2p.getConnections().map(({ remotePeer }) => remotePeer)];
  });
  return withBitswap(guardBitswap(helia, bitswap), {
    runOnLimitedConnections: true,
    messageReceiveTimeout: 7_000,
  });
}

/** libp2p's own order tries a relay's public address before a neighbour's private one. */
export function directFirst(a: Address, b: Address): -1 | 0 | 1 {
  const relayed = isRelayed(a.multiaddr.toString());
  if (relayed === isRelayed(b.multiaddr.toString())) return 0;
  return relayed ? 1 : -1;
}

/** mDNS, as a service of its own: what libp2p takes for discovery it remembers without bound and dials unasked, loopback too. */
const neighbours =
  (chainId: number, onNeighbour: (peer: PeerInfo) => void) =>
  (components: Parameters<ReturnType<typeof mdns>>[0]): Startable => {
    const discovery = mdns({ serviceTag: `_souk-${chainId}._udp.local` })(components) as PeerDiscovery & Startable;
    discovery.addEventListener("peer", ({ detail }) => onNeighbour(detail));
    return { start: () => discovery.start(), stop: () => discovery.stop() };
  };
