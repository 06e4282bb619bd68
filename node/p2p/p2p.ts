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
import { topicsOf } from "./journal/address.ts";
import { BLOCKS_PROTOCOL } from "./media/block-wire.ts";
import { createBlocks } from "./media/blocks.ts";
import { createKeeper } from "./checkpoint/keeper.ts";
import { stateAt } from "./checkpoint/records.ts";
import { createCheckpointStore } from "./checkpoint/store.ts";
import { createCertificates } from "./journal/certificates.ts";
import { openDatabase } from "./database.ts";
import { createEntries } from "./journal/entries.ts";
import { createEpochs } from "./journal/epochs.ts";
import { createForks } from "./journal/forks.ts";
import { createForkSearch } from "./sync/fork-search.ts";
import { createGossip } from "./sync/gossip.ts";
import { guarded } from "./net/guard.ts";
import { type Host, createHost } from "./net/host.ts";
import { createIdentities, createIdentity } from "./journal/identity.ts";
import { openJournal } from "./journal/journal.ts";
import { createJournals } from "./journal/journals.ts";
import { peerIdOf } from "./keys.ts";
import { createExchange } from "./media/exchange.ts";
import { OFFER_PROTOCOL } from "./media/named-blocks.ts";
import { createMessages } from "./messages.ts";
import { createNetwork } from "./net/network.ts";
import type { P2p, P2pOptions } from "./options.ts";
import { createPeers } from "./net/peers.ts";
import { MAX_JOURNAL_BYTES, createPuller } from "./sync/pull.ts";
import { createRate } from "./net/rate.ts";
import { createRefusals } from "./net/refusals.ts";
import { createReplicas } from "./journal/replicas.ts";
import { createRules } from "./journal/rules.ts";
import { createRows } from "./sync/rows.ts";
import { createServe } from "./sync/serve.ts";
import { createSpread } from "./sync/spread.ts";
import { createSync } from "./sync/sync.ts";
import { createTakeover } from "./net/takeover.ts";
import { SYNC_PROTOCOL } from "./sync/wire.ts";

/** A peer may say who and where it is at any time (identify push); each time costs an exchange. */
const INTRODUCTIONS = { burst: 20, perSecond: 0.5 };

/** Of each protocol and connection, relayed ones too. */
const STREAMS = { maxInboundStreams: 8, maxOutboundStreams: 8, runOnLimitedConnection: true };

export function createP2p(options: P2pOptions): P2p {
  const { directory, journalKey, encryptionKey, owner, chainId, escrow, ownEntries } = options;
  const { listen, announce = [], join, relay, mdns = false, consultMs = 10_000 } = options;
  const { sign, recover, now, wants = () => true, logger: log, antiEntropyMs = 10_000, uploadBytesPerSecond } = options;
  const { allowance = () => MAX_JOURNAL_BYTES } = options;
  const market = `${chainId}/${escrow}`;
  const domain = { chainId, escrow };

  const database = openDatabase(directory);
  const entries = createEntries(database);
  const certificates = createCertificates(database, domain, recover);
  const blocks = createBlocks(database);
  const refusals = createRefusals();
  const identity = createIdentity(journalKey);
  const host = (): Host => helia.libp2p;
  const peers = createPeers(host, database, join, log);
  const helia = createHost({
    listen,
    announce,
    privateKey: journalKey,
    topics: topicsOf(market),
    blockstore: blocks,
    relay,
    onNeighbour: mdns ? peers.neighbour : undefined,
    chainId,
  });
  let orbitdb: OrbitDB | undefined;

  const rulesOf = createRules(domain, certificates);
  const keys = { owner, journalKey: `0x${identity.publicKey}` as const, identity: identity.hash, encryptionKey };
  const epochs = createEpochs({ keys, domain, certificates, entries, sign, now });
  const forks = createForks(database, certificates);

  /** Before a journal that came back is written: whoever is there is asked what it has of it. */
  async function consult(): Promise<void> {
    if (!peers.isAnyoneKnown()) return;
    const isTold = await sync.exchange(consultMs);
    // A state of it has a tail.
    if (await keeper.taken(owner)) await sync.exchange(consultMs);
    else if (!isTold) log.warn({ owner }, "no peer told what it has of the own journal: it goes on alone");
  }

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
    forks,
    open: () => openJournal(orbitdb!, journalName(chainId, escrow, owner), rulesOf(owner)),
    consult,
    now,
    log,
  });
  const takeover = createTakeover(host, log);
  const network = createNetwork({ host, peerId: peerIdOf(keys.journalKey), peers, certificates, refusals });
  const forkOf = (of: Address): number => forks.of(of)?.sequence ?? 0;
  const store = { directory, database, blocks, blockstore: helia.blockstore };
  const exchange = createExchange({ ...store, peers, certificates, refusals, uploadBytesPerSecond, log });
  const { downloads, media, named } = exchange;
  const keeper = createKeeper({
    self: owner,
    privateKey: journalKey,
    domain,
    recover,
    entries,
    certificates,
    store: checkpoints,
    find: blocks.find,
    downloads,
    refusals,
    forkOf,
    mayAdoptOwn: journals.own.isInDoubt,
    allowance,
    reset: journals.reset,
    onHeld: () => spread.soon(),
    onAdopted: (peerId) => sync.prompted(peerId),
    afterBytes: options.checkpointAfterBytes ?? 4 * 1024 * 1024,
    log,
  });
  const rows = createRows({ certificates, entries, forkOf, coverageOf: keeper.coverageOf });
  const forkSearch = createForkSearch({
    certificates,
    entries,
    rulesOf,
    prove: journals.prove,
    leaveBranch: journals.leaveBranch,
    spread: (fork) => gossip.spread(fork),
    refusals,
  });
  const puller = createPuller({
    market,
    self: owner,
    certificates,
    entries,
    rows,
    forks,
    forkSearch,
    join: journals.join,
    wants,
    allowance,
    checkpoints: keeper,
    refusals,
    onPeers: peers.learn,
    onOwnRow: journals.own.heard,
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
    intervalMs: antiEntropyMs,
    log,
  });
  const seek = () => peers.connected().forEach(sync.withPeer);
  const replicas = createReplicas({ self: owner, directory, database, entries, certificates, keeper, journals, seek });
  const serve = createServe({
    market,
    certificates,
    entries,
    rows,
    checkpointOf: (of) => checkpoints.get(of)?.encoded,
    forks,
    refusals,
    peersFor: peers.tell,
    onRows(peerId, theirs) {
      network.onJournals(peerId, theirs.length);
      for (const row of theirs) if (row[0] === owner) journals.own.heard(row);
      sync.onRows(peerId, theirs);
    },
  });
  const gossip = createGossip({
    pubsub: () => host().services.pubsub,
    market,
    self: owner,
    certificates,
    entries,
    rulesOf,
    add: journals.add,
    forks,
    forkSearch,
    prove: journals.prove,
    sync,
    refusals,
    wants,
    allowance,
    now,
  });
  const messages = createMessages({ host, peers, certificates, refusals, log });

  const introduced = createRate(INTRODUCTIONS);
  const onIdentify = guarded(log, ({ detail }: CustomEvent<IdentifyResult>) => {
    const peerId = detail.peerId.toString();
    if (!introduced(peerId)) return refusals.add(peerId, "identify.rate");
    peers.met(detail);
    if (!detail.protocols.includes(SYNC_PROTOCOL)) return;
    sync.withPeer(peerId);
    media.retry();
  });
  const onGone = guarded(log, ({ detail }: CustomEvent<PeerId>) => network.onGone(detail.toString()));

  const spread = createSpread(peers.connected, sync.prompted);
  const onCertificate = (certificate: SignedCertificate): void => {
    keeper.recheck(certificate.owner);
    void journals.recheck(certificate).catch((error: unknown) => {
      log.error({ err: error, owner: certificate.owner }, "a journal could not be checked against its new epoch");
    });
    spread.soon();
  };

  return {
    async start() {
      await helia.start();
      orbitdb = await createOrbitDB({ ipfs: helia, identity, identities: createIdentities(identity), directory });
      await blocks.put(CID.parse(identity.hash, base58btc), identity.bytes);
      certificates.onCertificate(onCertificate);
      journals.port.onReset(keeper.recheck);
      await journals.start();
      journals.onStored((of, entry) => {
        if (of === owner) gossip.announce(entry);
        keeper.onStored(of, entry);
      });
      host().addEventListener("peer:identify", onIdentify);
      host().addEventListener("peer:disconnect", onGone);
      await host().handle(SYNC_PROTOCOL, (stream, connection) => void serve(stream, connection), STREAMS);
      await host().handle(BLOCKS_PROTOCOL, (stream, connection) => void exchange.serve(stream, connection), STREAMS);
      await host().handle(OFFER_PROTOCOL, (stream, connection) => void named.receive(stream, connection), STREAMS);
      await messages.start();
      gossip.start();
      sync.start();
      takeover.start();
      peers.start();
      media.start();
      journals.own.settle();
      keeper.start();
    },

    async stop() {
      spread.stop();
      media.stop();
      await keeper.stop();
      peers.stop();
      sync.stop();
      if (orbitdb) {
        takeover.stop();
        gossip.stop();
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
  };
}
