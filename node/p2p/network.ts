// The port Network: peers, how they are reached, what they serve, the owners whose homes they are, and what was refused from them.
import type { Connection, IdentifyResult } from "@libp2p/interface";
import type { Address } from "../../protocol/ids.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Network, NetworkChange, PeerView } from "../core/ports/network.ts";
import type { Certificates } from "./journal/certificates.ts";
import { BLOCKS_PROTOCOL } from "./media/block-wire.ts";
import { guarded } from "./net/guard.ts";
import { createHeard } from "./net/heard.ts";
import type { Host } from "./net/host.ts";
import type { Peers } from "./net/peers.ts";
import { createRate } from "./net/rate.ts";
import type { Refusals } from "./net/refusals.ts";
import type { TrafficCounter } from "./net/traffic.ts";

const HOP = "/libp2p/circuit/relay/0.2.0/hop";
/** Peers come and go at strangers' will, and each change told is a row of the outbox. */
const CHANGES = { burst: 20, perSecond: 2 };

export interface NetworkDeps {
  host(): Host;
  peerId: string;
  peers: Peers;
  certificates: Certificates;
  refusals: Refusals;
  traffic: TrafficCounter;
  log: Logger;
}

export type NetworkEngine = ReturnType<typeof createNetwork>;

export function createNetwork({ host, peerId: self, peers, certificates, refusals, traffic, log }: NetworkDeps) {
  const latencies = new Map<string, number>();
  const journals = new Map<string, number>();
  const protocols = new Map<string, string[]>();
  const heard = createHeard((owner) => certificates.current(owner) !== undefined);
  const listeners = new Set<(change: NetworkChange) => void>();
  const mayTell = createRate(CHANGES);

  function tell(change: NetworkChange): void {
    if (!mayTell(change.type)) return;
    for (const listener of listeners) guarded(log, listener)(change);
  }

  const port: Network = {
    peerId: () => self,
    addresses: () => host().getMultiaddrs().map(String),
    peers: () =>
      peers.connected().map((id) => {
        const connection = peers.connectionTo(id);
        const { bytesIn, bytesOut, heardAt } = traffic.of(connection?.remoteAddr.toString() ?? "") ?? QUIET;
        const spoken = protocols.get(id) ?? [];
        return {
          peerId: id,
          addresses: peers.addressesOf(id),
          ...wayOf(connection),
          owner: certificates.ownerOf(id) ?? null,
          latencyMs: latencies.get(id) ?? null,
          journals: journals.get(id) ?? 0,
          serves: { blocks: spoken.includes(BLOCKS_PROTOCOL), relay: spoken.includes(HOP) },
          bytesIn,
          bytesOut,
          heardAt,
        };
      }),
    heard: heard.of,
    missing: peers.missing,
    refusals: refusals.list,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  return {
    port,
    onLatency: (id: string, ms: number) => void latencies.set(id, Math.round(ms)),
    /** A peer said which journals it holds, and how far; `own` rows are all that it names in its question. */
    onRows(id: string, rows: readonly (readonly [Address, number, ...unknown[]])[], own: boolean): void {
      if (own) journals.set(id, rows.length);
      heard.add(id, rows);
    },
    onConnected: (id: string) => tell({ type: "peer.connected", peerId: id }),
    onIdentified: ({ peerId, protocols: spoken }: IdentifyResult) => void protocols.set(peerId.toString(), spoken),
    onRefused: (id: string, reason: string) => tell({ type: "peer.refused", peerId: id, reason }),
    onGone(id: string): void {
      latencies.delete(id);
      journals.delete(id);
      protocols.delete(id);
      heard.gone(id);
      tell({ type: "peer.gone", peerId: id });
    },
  };
}

const QUIET = { bytesIn: 0, bytesOut: 0, heardAt: 0 };

function wayOf(connection: Connection | undefined): Pick<PeerView, "transport" | "relayed"> {
  const remote = connection?.remoteAddr.toString() ?? "";
  return { transport: /\/wss?(\/|$)/.test(remote) ? "websocket" : "tcp", relayed: connection?.direct === false };
}
