// Whom to dial: the addresses to join, peers met before, neighbours, and those that peers tell of; again and again while they are away.
import type { DatabaseSync } from "node:sqlite";
import type { Connection, IdentifyResult, PeerId, PeerInfo } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import type { Logger } from "../../core/ports/logger.ts";
import { guarded } from "./guard.ts";
import type { Host } from "./host.ts";
import { createRate } from "./rate.ts";
import { MAX_PEER_ADDRESSES, isBelieved, isLoopback, isRelayed, parseAddress, reachOf } from "./reach.ts";

const DIAL_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Of an address to join: few, and the user waits for them when a network heals. */
const LONGEST_PAUSE_TO_JOIN_MS = 3_000;
/** Peers that no dial has reached yet are given up after so many tries, and so are direct ways to a peer that a relay connects. */
const MAX_TRIES_OF_HEARSAY = 5;
const MAX_TARGETS = 256;
const MAX_ADDRESSES = 8;
/** Above so many connections no peer is dialled on hearsay. */
const ENOUGH = 48;
/** Addresses that are taken from one peer's words: it cannot make us dial without end. */
const TOLD = { burst: 4 * MAX_PEER_ADDRESSES, perSecond: 1 };
const ADDRESSES_TOLD_OF_A_PEER = 2;
/** In libp2p's queue of dials, where the others have 75: silent addresses that a liar names must not hold them up. */
const LAST = 10;
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
  const told = createRate(TOLD);
  const toJoin = new Set(join.map((text) => peerOf(text) ?? text));
  const remember = database.prepare("INSERT OR REPLACE INTO peers (id, addresses, seen) VALUES (?, ?, ?)");
  const recall = database.prepare("SELECT addresses FROM peers WHERE id = ?");

  /** By peer id, a direct one where there is one; libp2p's own getPeers() parses each id anew, which costs a curve check. */
  function connections(): Map<string, Connection> {
    if (self === "") return new Map();
    const open = host()
      .getConnections()
      .filter(({ status }) => status === "open")
      .toSorted((a, b) => Number(a.direct) - Number(b.direct));
    return new Map(open.map((connection) => [connection.remotePeer.toString(), connection]));
  }

  function connectionOf({ peerId, addresses }: Target): Connection | undefined {
    const open = connections();
    if (peerId) return open.get(peerId);
    return [...open.values()].find(({ remoteAddr }) => addresses.includes(remoteAddr.toString()));
  }

  /** What is still worth dialling: nothing when connected directly, the direct ways when through a relay. */
  function waysTo(target: Target): string[] {
    const connection = connectionOf(target);
    if (!connection) return target.addresses;
    return connection.direct ? [] : target.addresses.filter((text) => !isRelayed(text));
  }

  function aim(key: string, addresses: string[], peerId: string | undefined, hearsay: boolean): void {
    const known = targets.get(key);
    const usable = addresses.filter((text) => parseAddress(text)?.relayId !== self);
    if (peerId === self || usable.length === 0 || (!known && targets.size >= MAX_TARGETS)) return;
    const target = known ?? { addresses: [], peerId, hearsay, failures: 0 };
    target.addresses = [...new Set([...usable, ...target.addresses])].slice(0, MAX_ADDRESSES);
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
    const ways = waysTo(target);
    if (stopping.signal.aborted || ways.length === 0) return clear(target);
    if (target.hearsay && connections().size >= ENOUGH) return clear(target);
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(DIAL_MS)]);
      const options = { signal, ...(target.hearsay && { priority: LAST }) };
      const connection = await host().dial(
        ways.map((text) => multiaddr(text)),
        options,
      );
      target.peerId = connection.remotePeer.toString();
      target.failures = 0;
      target.hearsay = false;
      clear(target);
    } catch (error) {
      target.failures++;
      log.debug({ err: error, addresses: ways, failures: target.failures }, "a peer could not be dialled");
      const relayed = connectionOf(target) !== undefined;
      if ((target.hearsay || relayed) && target.failures >= MAX_TRIES_OF_HEARSAY) {
        clear(target);
        if (!relayed) targets.delete(key);
        return;
      }
      const longest = toJoin.has(key) ? LONGEST_PAUSE_TO_JOIN_MS : LONGEST_PAUSE_MS;
      const pause = Math.min(longest, FIRST_PAUSE_MS * 2 ** Math.min(target.failures, 10));
      schedule(key, target, pause * (0.75 + Math.random() / 2));
    }
  }

  function clear(target: Target): void {
    clearTimeout(target.timer);
    delete target.timer;
  }

  const onDisconnect = guarded(log, ({ detail }: CustomEvent<PeerId>) => {
    for (const [key, target] of targets) {
      if (target.peerId !== detail.toString()) continue;
      target.failures = 0;
      schedule(key, target, FIRST_PAUSE_MS * Math.random());
    }
  });

  /** A peer said who and where it is, when it connected or when that changed. */
  function met({ peerId: id, connection, listenAddrs }: IdentifyResult): void {
    const peerId = id.toString();
    const { remoteAddr, direction, direct } = connection;
    const remote = remoteAddr.toString();
    const proven = direction === "outbound" || !direct ? [remote] : [];
    const listed = listenAddrs.map(String).filter((text) => isBelieved(text, reachOf(remote)));
    const unique = [...new Set([...proven, ...listed].map((text) => withPeer(text, peerId)))].slice(0, MAX_ADDRESSES);
    if (unique.length === 0) return;
    remember.run(peerId, JSON.stringify(unique), seconds());
    aim(peerId, unique, peerId, direction === "inbound"); // its addresses are its word until one has answered
  }

  return {
    start(): void {
      const libp2p = host();
      self = libp2p.peerId.toString();
      local = libp2p.getMultiaddrs().every((address) => isLoopback(address.toString()));
      libp2p.addEventListener("peer:disconnect", onDisconnect);
      database.prepare("DELETE FROM peers WHERE seen < ?").run(seconds() - FORGET_AFTER_S);
      for (const text of join) aim(peerOf(text) ?? text, [text], peerOf(text), false);
      const rows = database.prepare("SELECT id, addresses FROM peers ORDER BY seen DESC LIMIT 64").all();
      for (const { id, addresses } of rows) aim(id as string, JSON.parse(addresses as string), id as string, false);
    },

    met,

    /** Addresses that a connected peer tells of: those it may tell, a few of them, tried a few times, never trusted. */
    learn(teller: string, addresses: string[]): void {
      const connection = connections().get(teller);
      if (!connection) return;
      const reach = reachOf(connection.remoteAddr.toString());
      for (const text of addresses) {
        const peerId = peerOf(text);
        if (!peerId || !isBelieved(text, reach) || !told(teller)) continue;
        const known = targets.get(peerId);
        if (known?.addresses.includes(text) || (known && connectionOf(known)?.direct)) continue;
        // After what the peer said itself, of which it pushes nothing out.
        aim(peerId, [...(known?.addresses ?? []), text], peerId, true);
      }
    },

    /** A peer that answered on the local network; what it says is anyone's word there. */
    neighbour: guarded(log, ({ id, multiaddrs }: PeerInfo): void => {
      if (self === "") return;
      const peerId = id.toString();
      const near = multiaddrs
        .map((address) => withPeer(address.toString(), peerId))
        .filter((text) => isBelieved(text, local ? "loopback" : "private"));
      if (connections().get(peerId)?.direct) return;
      aim(peerId, near.slice(0, MAX_ADDRESSES), peerId, true);
    }),

    /** Addresses of other connected peers, for a peer to learn; none that leads nowhere from where it is. */
    tell(peerId: string): string[] {
      const open = connections();
      const reach = reachOf(open.get(peerId)?.remoteAddr.toString() ?? "");
      const others = [...open.keys()].filter((id) => id !== peerId).toSorted(() => Math.random() - 0.5);
      const addresses: string[] = [];
      for (const id of others) {
        if (addresses.length >= MAX_PEER_ADDRESSES) break;
        const some = addressesOf(id).filter((text) => isBelieved(text, reach));
        addresses.push(...some.slice(0, ADDRESSES_TOLD_OF_A_PEER));
      }
      return addresses.slice(0, MAX_PEER_ADDRESSES);
    },

    /** Addresses to join that have not answered since their last try. */
    missing(): { address: string; tries: number }[] {
      return join.flatMap((address) => {
        const target = targets.get(peerOf(address) ?? address);
        return target && target.failures > 0 && !connectionOf(target) ? [{ address, tries: target.failures }] : [];
      });
    },

    /** Where a peer was last known to listen. */
    addressesOf,

    /** Whether there is anybody to wait for: told to join, met before, or heard of. */
    isAnyoneKnown: (): boolean => targets.size > 0,

    connected: (): string[] => [...connections().keys()],

    connectionTo: (peerId: string): Connection | undefined => connections().get(peerId),

    /** The connection to a peer, dialled where it was last known to listen if there is none. @throws Error when it cannot be reached */
    async connect(peerId: string, signal: AbortSignal): Promise<Connection> {
      const open = connections().get(peerId);
      if (open) return open;
      const addresses = addressesOf(peerId).map((text) => multiaddr(text));
      if (addresses.length === 0) throw new Error("no address of it is known");
      return host().dial(addresses, { signal });
    },

    stop(): void {
      stopping.abort();
      for (const target of targets.values()) clear(target);
      if (self === "") return;
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
