// Circuit relay v2: a hub carries streams for peers that cannot be dialled, within bounds; the others reserve a place on hubs they know.
import { networkInterfaces } from "node:os";
import { RELAY_V2_HOP_CODEC, circuitRelayServer, circuitRelayTransport } from "@libp2p/circuit-relay-v2";
import type { ConnectionGater, Libp2p } from "@libp2p/interface";
import { createRate } from "./rate.ts";
import { parseAddress } from "./reach.ts";

export interface RelayLimits {
  /** Peers that may be reached through this node. */
  reservations: number;
  /** Of one circuit, both directions together; then it is cut, and may be opened again. */
  circuitBytes: number;
  circuitMs: number;
  /** At a time, from one peer and to one peer. */
  circuitsPerPeer: number;
  circuits: number;
  /** New circuits from one peer: with `circuitBytes` this bounds what it can move. */
  opened: { burst: number; perSecond: number };
}

/** Stock allows 128 kB and two minutes, in which a journal or a picture does not get through (S-9). */
export const RELAY_LIMITS: RelayLimits = {
  reservations: 256,
  circuitBytes: 64 * 1024 * 1024,
  circuitMs: 60 * 60 * 1_000,
  circuitsPerPeer: 32,
  circuits: 512,
  opened: { burst: 64, perSecond: 1 / 15 },
};

/** A place is kept so long after its peer was last heard of, so that names that come and go do not hold all of them. */
const RESERVATION_MS = 30 * 60 * 1_000;
const HOP_MS = 10_000;
/** Relays that a node which cannot be dialled reserves a place on. */
const RELAYS = 2;

export const relayServer = ({ reservations, circuitBytes, circuitMs, circuitsPerPeer }: RelayLimits) =>
  circuitRelayServer({
    hopTimeout: HOP_MS,
    maxInboundHopStreams: circuitsPerPeer,
    reservations: {
      maxReservations: reservations,
      reservationTtl: RESERVATION_MS,
      defaultDataLimit: BigInt(circuitBytes),
      defaultDurationLimit: circuitMs,
    },
  });

/** What the stock server has no bound for. */
export function relayGater({ circuits, opened }: RelayLimits, host: () => Libp2p): ConnectionGater {
  const allowed = createRate(opened);
  return {
    denyOutboundRelayedConnection(source) {
      const open = host()
        .getConnections()
        .flatMap(({ streams }) => streams)
        .filter(({ protocol }) => protocol === RELAY_V2_HOP_CODEC).length;
      return open > circuits || !allowed(source.toString()); // the one that asks is open already
    },
  };
}

/** Its bound on streams to one peer holds for the server's too: libp2p asks the handler of the protocol first. */
export const relayTransport = ({ circuitsPerPeer } = RELAY_LIMITS) =>
  circuitRelayTransport({ maxInboundStopStreams: circuitsPerPeer, maxOutboundStopStreams: circuitsPerPeer });

/** What to listen on so that libp2p reserves a place on relays it meets. */
export const RESERVE = Array.from({ length: RELAYS }, () => "/p2p-circuit");

/** Whether strangers can dial one of the addresses: a public IPv4 of this machine. A public IPv6 mostly stands behind a firewall. */
export function isDialable(listen: string[]): boolean {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const isPublic = (host: string) => parseAddress(`/ip4/${host}/tcp/1`)?.reach === "public";
  return listen.some((text) => {
    const host = /^\/ip4\/([^/]+)\//.exec(text)?.[1];
    if (host === "0.0.0.0") return own.some(({ family, address }) => family === "IPv4" && isPublic(address));
    return host !== undefined && isPublic(host);
  });
}
