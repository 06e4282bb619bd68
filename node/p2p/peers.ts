// Whom to dial: the addresses to join, peers met before, and those that peers tell of; again and again while they are away.
import type { DatabaseSync } from "node:sqlite";
import type { Connection, IdentifyResult, PeerId } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { guarded } from "./guard.ts";
import { type Host, isLoopback } from "./host.ts";
import type { Logger } from "../core/ports/logger.ts";
import { MAX_PEER_ADDRESSES } from "./wire.ts";

const DIAL_MS = 10_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Peers that were only told of are given up after so many tries. */
const MAX_TRIES_OF_HEARSAY = 5;
const MAX_TARGETS = 256;
/** Above so many connections no peer is dialled on hearsay. */
const ENOUGH = 48;
const FORGET_AFTER_S = 14 * 24 * 3600;

interface Target {
  /** Multiaddrs, each ending in /p2p/… where the peer is known. */
  addresses: string[];
  peerId: string | undefined;
  hearsay: boolean;
  failures: number;
  timer?: NodeJS.Timeout;
}

export type Peers = ReturnType<typeof createPeers>;

export function createPeers(host: () => Host, database: DatabaseSync, join: string[], log: Logger) {
  let self = "";
  let local = false;
  const targets = new Map<string, Target>();
  const stopping = new AbortController();
  const remember = database.prepare("INSERT OR REPLACE INTO peers (id, addresses, seen) VALUES (?, ?, ?)");
  const recall = database.prepare("SELECT addresses FROM peers WHERE id = ?");

  /** By peer id; libp2p's own getPeers() parses each id anew, which costs a curve check. */
  function connections(): Map<string, Connection> {
    const open =
      self === ""
        ? []
        : host()
            .getConnections()
            .filter(({ status }) => status === "open");
    return new Map(open.map((connection) => [connection.remotePeer.toString(), connection]));
  }

  function isConnected({ peerId, addresses }: Target): boolean {
    const open = connections();
    if (peerId) return open.has(peerId);
    return [...open.values()].some(({ remoteAddr }) => addresses.includes(remoteAddr.toString()));
  }

  function aim(key: string, addresses: string[], peerId: string | undefined, hearsay: boolean): void {
    const known = targets.get(key);
    if (peerId === self || (!known && targets.size >= MAX_TARGETS)) return;
    const target = known ?? { addresses: [], peerId, hearsay, failures: 0 };
    target.addresses = [...new Set([...addresses, ...target.addresses])].slice(0, 8);
    target.hearsay &&= hearsay;
    targets.set(key, target);
    if (!target.timer) schedule(key, target, 0);
  }

  function schedule(key: string, target: Target, delay: number): void {
    clearTimeout(target.timer);
    if (stopping.signal.aborted) return;
    target.timer = setTimeout(() => void dial(key, target), delay);
    target.timer.unref();
  }

  async function dial(key: string, target: Target): Promise<void> {
    if (stopping.signal.aborted || isConnected(target)) return clear(target);
    if (target.hearsay && connections().size >= ENOUGH) return clear(target);
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(DIAL_MS)]);
      const connection = await host().dial(
        target.addresses.map((text) => multiaddr(text)),
        { signal },
      );
      target.peerId = connection.remotePeer.toString();
      target.failures = 0;
      clear(target);
    } catch (error) {
      target.failures++;
      log.debug({ err: error, addresses: target.addresses, failures: target.failures }, "a peer could not be dialled");
      if (target.hearsay && target.failures >= MAX_TRIES_OF_HEARSAY) {
        targets.delete(key);
        return;
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(target.failures, 10));
      schedule(key, target, pause * (0.75 + Math.random() / 2));
    }
  }

  function clear(target: Target): void {
    clearTimeout(target.timer);
    delete target.timer;
  }

  const onDisconnect = guarded(log, ({ detail }: CustomEvent<PeerId>) => {
    for (const [key, target] of targets) {
      if (target.peerId === detail.toString()) schedule(key, target, FIRST_PAUSE_MS * Math.random());
    }
  });

  const onIdentify = guarded(log, ({ detail }: CustomEvent<IdentifyResult>) => {
    const peerId = detail.peerId.toString();
    const { remoteAddr, direction } = detail.connection;
    const dialled = direction === "outbound" ? [remoteAddr.toString()] : [];
    const listed = detail.listenAddrs.map((address) => address.toString());
    const addresses = [...dialled, ...listed].filter(isDialable).map((text) => withPeer(text, peerId));
    if (addresses.length === 0) return;
    const unique = [...new Set(addresses)].slice(0, 8);
    remember.run(peerId, JSON.stringify(unique), seconds());
    aim(peerId, unique, peerId, false);
  });

  /** TCP only; addresses of this machine only where the node itself listens on nothing else. */
  const isDialable = (text: string): boolean =>
    /^\/(ip4|ip6|dns4|dns6|dns)\/[^/]+\/tcp\/\d+(\/p2p\/\w+)?$/.test(text) && (local || !isLoopback(text));

  return {
    start(): void {
      const libp2p = host();
      self = libp2p.peerId.toString();
      local = libp2p.getMultiaddrs().every((address) => isLoopback(address.toString()));
      libp2p.addEventListener("peer:identify", onIdentify);
      libp2p.addEventListener("peer:disconnect", onDisconnect);
      database.prepare("DELETE FROM peers WHERE seen < ?").run(seconds() - FORGET_AFTER_S);
      for (const text of join) aim(peerOf(text) ?? text, [text], peerOf(text), false);
      const rows = database.prepare("SELECT id, addresses FROM peers ORDER BY seen DESC LIMIT 64").all();
      for (const { id, addresses } of rows) aim(id as string, JSON.parse(addresses as string), id as string, false);
    },

    /** Addresses that a peer tells of: tried a few times, never trusted. */
    learn(addresses: string[]): void {
      for (const text of addresses) {
        const peerId = peerOf(text);
        if (peerId && isDialable(text) && !targets.has(peerId)) aim(peerId, [text], peerId, true);
      }
    },

    /** Addresses of other connected peers, for a peer to learn. */
    tell(peerId: string): string[] {
      const others = [...connections().keys()].filter((id) => id !== peerId);
      return others.flatMap((id) => addressesOf(id).slice(0, 1)).slice(0, MAX_PEER_ADDRESSES);
    },

    /** Where a peer was last known to listen. */
    addressesOf,

    connected: (): string[] => [...connections().keys()],

    connectionTo: (peerId: string): Connection | undefined => connections().get(peerId),

    stop(): void {
      stopping.abort();
      for (const target of targets.values()) clear(target);
      if (self === "") return;
      host().removeEventListener("peer:identify", onIdentify);
      host().removeEventListener("peer:disconnect", onDisconnect);
    },
  };

  function addressesOf(peerId: string): string[] {
    const row = recall.get(peerId) as { addresses: string } | undefined;
    return row ? (JSON.parse(row.addresses) as string[]) : [];
  }
}

const peerOf = (text: string): string | undefined => /\/p2p\/(\w+)$/.exec(text)?.[1];
const withPeer = (text: string, peerId: string): string => (peerOf(text) ? text : `${text}/p2p/${peerId}`);
const seconds = (): number => Math.floor(Date.now() / 1_000);
