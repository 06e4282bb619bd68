// The port Network: peers, how they are reached, the owners whose homes they are, and what was refused from them.
import type { Connection } from "@libp2p/interface";
import type { Network, PeerView } from "../../core/ports/network.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Host } from "./host.ts";
import type { Peers } from "./peers.ts";
import type { Refusals } from "./refusals.ts";

export interface NetworkDeps {
  host(): Host;
  peerId: string;
  peers: Peers;
  certificates: Certificates;
  refusals: Refusals;
}

export function createNetwork({ host, peerId: self, peers, certificates, refusals }: NetworkDeps) {
  const latencies = new Map<string, number>();
  const journals = new Map<string, number>();

  const port: Network = {
    peerId: () => self,
    addresses: () => host().getMultiaddrs().map(String),
    peers: () =>
      peers.connected().map((id) => ({
        peerId: id,
        addresses: peers.addressesOf(id),
        ...wayOf(peers.connectionTo(id)),
        owner: certificates.ownerOf(id) ?? null,
        latencyMs: latencies.get(id) ?? null,
        journals: journals.get(id) ?? 0,
      })),
    missing: peers.missing,
    refusals: refusals.list,
  };

  return {
    port,
    onLatency: (id: string, ms: number) => void latencies.set(id, Math.round(ms)),
    /** A peer said how many journals it holds. */
    onJournals: (id: string, count: number) => void journals.set(id, count),
    onGone(id: string): void {
      latencies.delete(id);
      journals.delete(id);
    },
  };
}

function wayOf(connection: Connection | undefined): Pick<PeerView, "transport" | "relayed"> {
  const remote = connection?.remoteAddr.toString() ?? "";
  return { transport: /\/wss?(\/|$)/.test(remote) ? "websocket" : "tcp", relayed: connection?.direct === false };
}
