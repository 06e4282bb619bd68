// Composition of what brings journals here and passes them on: exchanges, gossip, forks and checkpoints over one store.
import type { Recover } from "../../../protocol/envelope.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PeerMeter } from "../../core/ports/meter.ts";
import { createKeeper } from "../checkpoint/keeper.ts";
import type { CheckpointStore } from "../checkpoint/store.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Forks } from "../journal/forks.ts";
import type { JournalsEngine } from "../journal/journals.ts";
import type { Row } from "../journal/row.ts";
import type { Rules } from "../journal/validate.ts";
import type { Blocks } from "../media/blocks.ts";
import type { Downloads } from "../media/downloads.ts";
import type { Host } from "../net/host.ts";
import type { Peers } from "../net/peers.ts";
import type { Refusals } from "../net/refusals.ts";
import type { NetworkEngine } from "../network.ts";
import { createForkSearch } from "./fork-search.ts";
import { createGossip } from "./gossip.ts";
import { createPuller } from "./pull.ts";
import { createRows } from "./rows.ts";
import { createServe } from "./serve.ts";
import { createSpread } from "./spread.ts";
import { createSync } from "./sync.ts";
import { SYNC_PROTOCOL } from "./wire.ts";

export interface ReplicationDeps {
  self: Address;
  privateKey: Uint8Array;
  domain: Domain;
  recover: Recover;
  host(): Host;
  entries: Entries;
  certificates: Certificates;
  forks: Forks;
  checkpoints: CheckpointStore;
  rulesOf(owner: Address): Rules;
  journals: JournalsEngine;
  blocks: Blocks;
  downloads: Downloads;
  peers: Peers;
  network: NetworkEngine;
  refusals: Refusals;
  meter: PeerMeter;
  /** Unix seconds. */
  now(): number;
  wants(owner: Address): boolean;
  /** Bytes held of one foreign journal. */
  allowance(owner: Address): number;
  antiEntropyMs: number;
  consultMs: number;
  checkpointAfterBytes: number;
  log: Logger;
}

export function createReplication(deps: ReplicationDeps) {
  const { self, domain, entries, certificates, forks, checkpoints, rulesOf, journals, peers, network, refusals } = deps;
  const { wants, allowance, log } = deps;
  const market = `${domain.chainId}/${domain.escrow}`;
  const forkOf = (owner: Address): number => forks.of(owner)?.sequence ?? 0;
  const spread = createSpread(peers.connected, (peerId) => sync.prompted(peerId));

  const keeper = createKeeper({
    self,
    privateKey: deps.privateKey,
    domain,
    recover: deps.recover,
    entries,
    certificates,
    store: checkpoints,
    find: deps.blocks.find,
    downloads: deps.downloads,
    refusals,
    forkOf,
    mayAdoptOwn: journals.own.isInDoubt,
    allowance,
    reset: journals.reset,
    onHeld: spread.soon,
    onAdopted: (peerId) => sync.prompted(peerId),
    afterBytes: deps.checkpointAfterBytes,
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

  /** What a peer says that it holds. */
  function hear(peerId: string, theirs: Row[], isAsker: boolean): void {
    network.onRows(peerId, theirs, isAsker);
    for (const row of theirs) if (row[0] === self) journals.own.heard(row);
  }

  const puller = createPuller({
    market,
    self,
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
    onRows: (peerId, theirs) => hear(peerId, theirs, false),
    chase: (peerId, owner, sequence) => sync.chase(peerId, owner, sequence),
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
    onExchange: deps.meter.exchanged,
    intervalMs: deps.antiEntropyMs,
    log,
  });
  const serve = createServe({
    market,
    certificates,
    entries,
    rows,
    checkpointOf: (owner) => checkpoints.get(owner)?.encoded,
    forks,
    refusals,
    peersFor: peers.tell,
    onRows(peerId, theirs) {
      hear(peerId, theirs, true);
      sync.onRows(peerId, theirs);
    },
  });
  const gossip = createGossip({
    pubsub: () => deps.host().services.pubsub,
    market,
    self,
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
    now: deps.now,
  });

  return {
    keeper,
    serve,
    gossip,
    /** The peer is new, or back. */
    withPeer: sync.withPeer,
    gone: sync.gone,
    /** Asks everybody for what is wanted now. */
    seek: (): void => peers.connected().forEach(sync.withPeer),

    /** Before a journal that came back is written: whoever is there is asked what it has of it. */
    async consult(): Promise<void> {
      if (!peers.isAnyoneKnown()) return;
      const isTold = await sync.exchange(deps.consultMs);
      // A state of it has a tail.
      if (await keeper.taken(self)) await sync.exchange(deps.consultMs);
      else if (!isTold) log.warn({ owner: self }, "no peer told what it has of the own journal: it goes on alone");
    },

    /** Before the journals start: what a new epoch takes back must not stand on anything. */
    watch(): void {
      certificates.onCertificate((certificate) => {
        keeper.recheck(certificate.owner);
        void journals.recheck(certificate).catch((error: unknown) => {
          log.error({ err: error, owner: certificate.owner }, "a journal could not be checked against its new epoch");
        });
        spread.soon();
      });
      journals.port.onReset(keeper.recheck);
    },

    start(): void {
      journals.onStored((owner, entry) => {
        deps.meter.stored(owner === self ? "own" : "peer");
        if (owner === self) gossip.announce(entry);
        keeper.onStored(owner, entry);
      });
      gossip.start();
      sync.start();
      keeper.start();
    },

    /** First what may ask peers, then, with `gossip.stop`, what they may ask. */
    async stop(): Promise<void> {
      spread.stop();
      await keeper.stop();
      sync.stop();
    },
  };
}
