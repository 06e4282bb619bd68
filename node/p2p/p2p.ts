// Composition of the room: host, journals, sync, messages and media over one SQLite file, as the ports of core.
//
//   createP2p(options) → { start, stop, journals, network, messages, media }
//
// `start` resolves when the node listens and its own journal is restored; it waits for no peer.
import type { IdentifyResult, PeerId } from "@libp2p/interface";
import { type OrbitDB, createOrbitDB } from "@orbitdb/core";
import { base58btc } from "multiformats/bases/base58";
import { CID } from "multiformats/cid";
import { type Address, journalName } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { SoukError } from "../core/errors.ts";
import { journalAccess } from "./journal/access.ts";
import { JOURNAL_TYPE, topicsOf } from "./journal/address.ts";
import { createBlockServe } from "./media/block-serve.ts";
import { BLOCKS_PROTOCOL } from "./media/block-wire.ts";
import { createBlockWriter } from "./media/block-writer.ts";
import { createBlocks, gather } from "./media/blocks.ts";
import { issueWith, ownCertificate } from "./journal/certificate.ts";
import { createCertificates } from "./journal/certificates.ts";
import { databaseFile, openDatabase } from "./database.ts";
import { createDownloads } from "./media/downloads.ts";
import { createEntries } from "./journal/entries.ts";
import { createFiles } from "./media/files.ts";
import { createGossip } from "./sync/gossip.ts";
import { guarded } from "./net/guard.ts";
import { type Host, createHost } from "./net/host.ts";
import { createIdentities, createIdentity } from "./journal/identity.ts";
import { type Journal, journalDatabase } from "./journal/journal.ts";
import { createJournals } from "./journal/journals.ts";
import { peerIdOf } from "./keys.ts";
import { UNCOUNTED } from "../core/ports/meter.ts";
import { createLent } from "./media/lent.ts";
import { endInTime } from "./net/lifetime.ts";
import { createMedia } from "./media/media.ts";
import { createMessages } from "./messages.ts";
import { createNetwork } from "./net/network.ts";
import type { P2p, P2pOptions } from "./options.ts";
import { createPeers } from "./net/peers.ts";
import { createPuller } from "./sync/pull.ts";
import { createRate } from "./net/rate.ts";
import { createRefusals } from "./net/refusals.ts";
import { createRules } from "./journal/rules.ts";
import { createServe } from "./sync/serve.ts";
import { createSync } from "./sync/sync.ts";
import { createTakeover } from "./net/takeover.ts";
import { createTraffic } from "./net/traffic.ts";
import { SYNC_PROTOCOL } from "./sync/wire.ts";

/** News from one peer is passed on to the others after this pause, many at a time. */
const PASS_ON_MS = 100;
/** A peer may say who and where it is at any time (identify push); each time costs an exchange. */
const INTRODUCTIONS = { burst: 20, perSecond: 0.5 };

/** Of each protocol and connection, relayed ones too. */
const STREAMS = { maxInboundStreams: 8, maxOutboundStreams: 8, runOnLimitedConnection: true };

export function createP2p(options: P2pOptions): P2p {
  const { directory, journalKey, encryptionKey, owner, chainId, escrow, ownEntries } = options;
  const { listen, announce = [], join, relay, mdns = false } = options;
  const { sign, recover, now, wants = () => true, logger: log, antiEntropyMs = 10_000, uploadBytesPerSecond } = options;
  const { meter = UNCOUNTED, registry, allowance = () => 128 * 2 ** 20 } = options;
  const market = `${chainId}/${escrow}`;
  const domain = { chainId, escrow };
  const nameOf = (of: Address) => journalName(chainId, escrow, of);

  const database = openDatabase(directory);
  const entries = createEntries(database);
  const certificates = createCertificates(database, domain, recover);
  const blocks = createBlocks(database);
  const refusals = createRefusals((peerId, reason) => {
    meter.refused(reason);
    network.onRefused(peerId, reason);
  });
  const traffic = createTraffic(registry, endInTime);
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
  const openJournal = (of: Address): Promise<Journal> =>
    orbitdb!.open<Journal>(nameOf(of), {
      type: JOURNAL_TYPE,
      sync: false,
      AccessController: journalAccess(rulesOf(of)),
      Database: journalDatabase(of, entries, rulesOf(of)),
    });

  const keys = { owner, journalKey: `0x${identity.publicKey}` as const, identity: identity.hash, encryptionKey };

  function renew(): void {
    const current = certificates.current(owner);
    const certificate = ownCertificate(current, keys, entries.head(owner).sequence, now(), issueWith(domain, sign));
    const verdict = certificate === current ? undefined : certificates.accept(certificate);
    if (verdict?.ok !== false) return;
    throw new SoukError("journal.not-writable", `The own certificate is not valid: ${verdict.reason}.`);
  }

  const journals = createJournals({
    owner,
    privateKey: journalKey,
    entries,
    certificates,
    ownEntries,
    rulesOf,
    openJournal,
    renew,
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
  const puller = createPuller({
    market,
    self: owner,
    certificates,
    entries,
    join: journals.join,
    wants,
    allowance,
    refusals,
    onPeers: peers.learn,
    onRows: (peerId, rows) => network.onRows(peerId, rows, false),
  });
  const sync = createSync({
    entries,
    puller,
    refusals,
    async dial(peerId, signal) {
      const connection = peers.connectionTo(peerId);
      if (!connection) throw new Error("the peer has gone");
      return connection.newStream(SYNC_PROTOCOL, { signal, runOnLimitedConnection: true });
    },
    peers: peers.connected,
    onLatency: network.onLatency,
    onExchange: meter.exchanged,
    intervalMs: antiEntropyMs,
    log,
  });
  const serve = createServe({
    market,
    certificates,
    entries,
    refusals,
    peersFor: peers.tell,
    onRows(peerId, rows) {
      network.onRows(peerId, rows, true);
      sync.onRows(peerId, rows);
    },
  });
  const gossip = createGossip({
    pubsub: () => host().services.pubsub,
    market,
    self: owner,
    certificates,
    entries,
    rulesOf,
    add: (of, entry, head) => journals.add(of, entry, head),
    sync,
    refusals,
    wants,
    allowance,
    now,
  });
  const messages = createMessages({ host, peers, certificates, refusals, log });
  const serveBlocks = createBlockServe({ blocks, refusals, uploadBytesPerSecond });
  const writer = createBlockWriter(databaseFile(directory));
  const downloads = createDownloads({
    blocks,
    writer,
    peers,
    bitswap: byBitswap,
    refusals,
  });
  const media = createMedia({
    files: createFiles({ blockstore: helia.blockstore, local: blocks, downloads }),
    downloads,
    database,
    hasPeers: () => peers.connected().length > 0,
    log,
  });

  const introduced = createRate(INTRODUCTIONS);
  const onIdentify = guarded(log, ({ detail }: CustomEvent<IdentifyResult>) => {
    const peerId = detail.peerId.toString();
    if (!introduced(peerId)) return refusals.add(peerId, "identify.rate");
    network.onIdentified(detail);
    peers.met(detail);
    if (!detail.protocols.includes(SYNC_PROTOCOL)) return;
    sync.withPeer(peerId);
    media.retry();
  });
  const onConnected = guarded(log, ({ detail }: CustomEvent<PeerId>) => network.onConnected(detail.toString()));
  const onGone = guarded(log, ({ detail }: CustomEvent<PeerId>) => network.onGone(detail.toString()));

  let passOn: NodeJS.Timeout | undefined;
  const onCertificate = (certificate: SignedCertificate): void => {
    if (certificate.fromSequence > 1) {
      void journals.recheck(certificate.owner, certificate.fromSequence).catch((error: unknown) => {
        log.error({ err: error, owner: certificate.owner }, "a journal could not be checked against its new epoch");
      });
    }
    passOn ??= setTimeout(() => {
      passOn = undefined;
      for (const peerId of peers.connected()) sync.prompted(peerId);
    }, PASS_ON_MS).unref();
  };

  return {
    async start() {
      await helia.start();
      orbitdb = await createOrbitDB({ ipfs: helia, identity, identities: createIdentities(identity), directory });
      await blocks.put(CID.parse(identity.hash, base58btc), identity.bytes);
      renew();
      await journals.start();
      certificates.onCertificate(onCertificate);
      journals.onStored((of, entry) => {
        meter.stored(of === owner ? "own" : "peer");
        if (of === owner) gossip.announce(entry);
      });
      host().addEventListener("peer:identify", onIdentify);
      host().addEventListener("peer:connect", onConnected);
      host().addEventListener("peer:disconnect", onGone);
      await host().handle(SYNC_PROTOCOL, (stream, connection) => void serve(stream, connection), STREAMS);
      await host().handle(BLOCKS_PROTOCOL, (stream, connection) => void serveBlocks(stream, connection), STREAMS);
      await messages.start();
      gossip.start();
      sync.start();
      takeover.start();
      peers.start();
      media.start();
    },

    async stop() {
      clearTimeout(passOn);
      media.stop();
      peers.stop();
      sync.stop();
      if (orbitdb) {
        takeover.stop();
        gossip.stop();
        await messages.stop();
        await host().unhandle([SYNC_PROTOCOL, BLOCKS_PROTOCOL]);
        await journals.stop();
        await orbitdb.stop();
      }
      await helia.stop();
      await writer.stop();
      database.close();
    },

    journals: journals.port,
    network: network.port,
    messages: messages.port,
    media: media.port,
  };
}
