// Composition of the room: host, journals, sync, messages and media over one SQLite file, as the ports of core.
//
//   createP2p(options) → { start, stop, journals, network, messages, media }
//
// `start` resolves when the node listens and its own journal is restored; it waits for no peer.
import type { IdentifyResult, PeerId, Stream } from "@libp2p/interface";
import { type OrbitDB, createOrbitDB } from "@orbitdb/core";
import { base58btc } from "multiformats/bases/base58";
import { CID } from "multiformats/cid";
import { type Address, journalName } from "../../protocol/ids.ts";
import { UNCOUNTED } from "../core/ports/meter.ts";
import { stateAt } from "./checkpoint/records.ts";
import { createCheckpointStore } from "./checkpoint/store.ts";
import { openDatabase } from "./database.ts";
import { topicsOf } from "./journal/address.ts";
import { createCertificates } from "./journal/certificates.ts";
import { createEntries } from "./journal/entries.ts";
import { createEpochs } from "./journal/epochs.ts";
import { createForks } from "./journal/forks.ts";
import { createIdentities, createIdentity } from "./journal/identity.ts";
import { openJournal } from "./journal/journal.ts";
import { createJournals } from "./journal/journals.ts";
import { exportOwnJournal } from "./journal/portable.ts";
import { createRules } from "./journal/rules.ts";
import { peerIdOf } from "./keys.ts";
import { BLOCKS_PROTOCOL } from "./media/block-wire.ts";
import { createBlocks, gather } from "./media/blocks.ts";
import { createExchange } from "./media/exchange.ts";
import { createLent } from "./media/lent.ts";
import { OFFER_PROTOCOL } from "./media/named-blocks.ts";
import { createMessages } from "./messages.ts";
import { corkTurns } from "./net/corked.ts";
import { boundGossip } from "./net/gossip-streams.ts";
import { guarded } from "./net/guard.ts";
import { type Host, createHost } from "./net/host.ts";
import { endInTime } from "./net/lifetime.ts";
import { listenError } from "./net/listening.ts";
import { createPeers } from "./net/peers.ts";
import { createRate } from "./net/rate.ts";
import { createRefusals } from "./net/refusals.ts";
import { createTakeover } from "./net/takeover.ts";
import { createTraffic } from "./net/traffic.ts";
import { createNetwork } from "./network.ts";
import type { P2p, P2pOptions } from "./options.ts";
import { createReplicas } from "./replicas.ts";
import { MAX_JOURNAL_BYTES } from "./sync/pull.ts";
import { createReplication } from "./sync/replication.ts";
import { SYNC_PROTOCOL } from "./sync/wire.ts";

/** A peer may say who and where it is at any time (identify push); each time costs an exchange. */
const INTRODUCTIONS = { burst: 20, perSecond: 0.5 };

/** Of each protocol and connection, relayed ones too. */
const STREAMS = { maxInboundStreams: 8, maxOutboundStreams: 8, runOnLimitedConnection: true };

export function createP2p(options: P2pOptions): P2p {
  const { directory, journalKey, encryptionKey, owner, chainId, escrow, ownEntries } = options;
  const { listen, announce = [], join, relay, mdns = false } = options;
  const { consultMs = 10_000, certifyMs = 30_000, checkpointAfterBytes = 4 * 1024 * 1024 } = options;
  const {
    signer,
    recover,
    now,
    wants = () => true,
    logger: log,
    antiEntropyMs = 10_000,
    uploadBytesPerSecond,
  } = options;
  const {
    allowance = () => MAX_JOURNAL_BYTES,
    follows = () => new Set<Address>(),
    meter = UNCOUNTED,
    registry,
  } = options;
  const market = `${chainId}/${escrow}`;
  const domain = { chainId, escrow };

  const database = openDatabase(directory);
  const entries = createEntries(database);
  const certificates = createCertificates(database, domain, recover);
  const blocks = createBlocks(database);
  const refusals = createRefusals((peerId, reason) => {
    meter.refused(reason);
    network.onRefused(peerId, reason);
  });
  const onStream = (stream: Stream) => {
    endInTime(stream);
    boundGossip(stream, () => host().getConnections(), refusals.add);
  };
  const traffic = createTraffic(registry, onStream, corkTurns);
  const identity = createIdentity(journalKey);
  const host = (): Host => helia.libp2p;
  const peers = createPeers(host, database, join, log);
  const helia = createHost({
    listen,
    announce,
    privateKey: journalKey,
    topics: topicsOf(market),
    blockstore: createLent(blocks),
    relay,
    onNeighbour: mdns ? peers.neighbour : undefined,
    chainId,
    bitswap: { awaits: () => awaited > 0, onExcess: (peerId) => refusals.add(peerId, "bitswap.rate") },
    onOversize: (peerId) => refusals.add(peerId, "gossip.size"),
    maxConnections: options.maxConnections,
    chosen: () => new Set([...follows()].flatMap((of) => certificates.homeOf(of) ?? [])),
    metrics: traffic.metrics,
  });
  let orbitdb: OrbitDB | undefined;
  let awaited = 0;

  async function byBitswap(cid: CID, signal: AbortSignal): Promise<Uint8Array> {
    awaited++;
    try {
      return await gather(helia.blockstore.get(cid, { signal }));
    } finally {
      awaited--;
    }
  }

  const rulesOf = createRules(domain, certificates);
  const keys = { owner, journalKey: `0x${identity.publicKey}` as const, identity: identity.hash, encryptionKey };
  const epochs = createEpochs({ keys, domain, certificates, entries, signer, now });
  const forks = createForks(database, certificates);

  const checkpoints = createCheckpointStore(database);
  const journals = createJournals({
    owner,
    privateKey: journalKey,
    identity,
    entries,
    certificates,
    ownEntries,
    rulesOf,
    stateOf: (of) => stateAt(entries.base(of), checkpoints.get(of), blocks.find),
    epochs,
    certifyMs,
    forks,
    open: () => openJournal(orbitdb!, journalName(chainId, escrow, owner), rulesOf(owner)),
    consult: () => replication.consult(),
    now,
    log,
  });
  const takeover = createTakeover(host, log);
  const network = createNetwork({
    host,
    peerId: peerIdOf(keys.journalKey),
    peers,
    certificates,
    refusals,
    traffic,
    log,
  });
  const store = { directory, database, blocks, blockstore: helia.blockstore, bitswap: byBitswap };
  const exchange = createExchange({ ...store, peers, certificates, refusals, uploadBytesPerSecond, log });
  const { downloads, media, named } = exchange;
  const replication = createReplication({
    self: owner,
    privateKey: journalKey,
    domain,
    recover,
    host,
    entries,
    certificates,
    forks,
    checkpoints,
    rulesOf,
    journals,
    blocks,
    downloads,
    peers,
    network,
    refusals,
    meter,
    now,
    wants,
    allowance,
    antiEntropyMs,
    consultMs,
    checkpointAfterBytes,
    log,
  });
  const { keeper, seek, serve } = replication;
  const replicas = createReplicas({ self: owner, directory, database, entries, certificates, keeper, journals, seek });
  const messages = createMessages({ host, peers, certificates, refusals, log });

  const introduced = createRate(INTRODUCTIONS);
  const onIdentify = guarded(log, ({ detail }: CustomEvent<IdentifyResult>) => {
    const peerId = detail.peerId.toString();
    if (!introduced(peerId)) return refusals.add(peerId, "identify.rate");
    network.onIdentified(detail);
    peers.met(detail);
    if (!detail.protocols.includes(SYNC_PROTOCOL)) return;
    replication.withPeer(peerId);
    media.retry();
  });
  const onConnected = guarded(log, ({ detail }: CustomEvent<PeerId>) => network.onConnected(detail.toString()));
  const onGone = guarded(log, ({ detail }: CustomEvent<PeerId>) => {
    network.onGone(detail.toString());
    replication.gone(detail.toString());
  });

  return {
    async start() {
      await helia.start().catch((error: unknown) => {
        throw listenError(error);
      });
      orbitdb = await createOrbitDB({ ipfs: helia, identity, identities: createIdentities(identity), directory });
      await blocks.put(CID.parse(identity.hash, base58btc), identity.bytes);
      replication.watch();
      await journals.start();
      host().addEventListener("peer:identify", onIdentify);
      host().addEventListener("peer:connect", onConnected);
      host().addEventListener("peer:disconnect", onGone);
      await host().handle(SYNC_PROTOCOL, (stream, connection) => void serve(stream, connection), STREAMS);
      await host().handle(BLOCKS_PROTOCOL, (stream, connection) => void exchange.serve(stream, connection), STREAMS);
      await host().handle(OFFER_PROTOCOL, (stream, connection) => void named.receive(stream, connection), STREAMS);
      await messages.start();
      replication.start();
      takeover.start();
      peers.start();
      media.start();
      journals.own.settle();
    },

    async stop() {
      media.stop();
      peers.stop();
      await replication.stop();
      if (orbitdb) {
        takeover.stop();
        replication.gossip.stop();
        await messages.stop();
        await host().unhandle([SYNC_PROTOCOL, BLOCKS_PROTOCOL, OFFER_PROTOCOL]);
        await journals.stop();
        await orbitdb.stop();
      }
      await helia.stop();
      await exchange.stop();
      database.close();
    },

    journals: journals.port,
    replicas,
    network: network.port,
    messages: messages.port,
    media: media.port,
    namedBlocks: named.port,
    exportOwnJournal: (file: string) => exportOwnJournal(database, owner, file),
  };
}
