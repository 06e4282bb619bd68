// When all places are taken: who comes from elsewhere gets one of those that most come from, so that no one network keeps all others out.
import { isIPv4 } from "node:net";
import type { Connection, Libp2pEvents, Startable, TypedEventTarget } from "@libp2p/interface";

/** Connections beyond the places: each is there for a moment, until another one has given way. */
export const SPARE = 16;

interface Addressed {
  remoteAddr: { toString(): string };
}
type Open = Addressed & Pick<Connection, "direction">;

/** What one party has many addresses of: a /16 of IPv4, a /32 of IPv6. Of a relayed peer it is its relay's. */
export function networkOf({ remoteAddr }: Addressed): string {
  const host = remoteAddr.toString().split("/")[2] ?? "";
  if (isIPv4(host)) return host.split(".").slice(0, 2).join(".");
  const [first = "", second = ""] = host.split(":");
  return `${first}:${second}`;
}

/** @returns those of the network that most come from, if that has more of the places than whoever comes next from `comer`'s would */
export function whoGiveWay<C extends Open>(open: readonly C[], comer: Addressed): readonly C[] {
  const inbound = open.filter(({ direction }) => direction === "inbound");
  const networks = Map.groupBy(inbound, networkOf);
  const own = networks.get(networkOf(comer))?.length ?? 0;
  const largest = [...networks.values()].reduce<readonly C[]>((a, b) => (b.length > a.length ? b : a), []);
  return largest.length > own + 1 ? largest : [];
}

export interface Crowd {
  /** Before anything is spent on a connection. */
  isFullFor(comer: Addressed): boolean;
  /** A service of libp2p. */
  service(components: { events: TypedEventTarget<Libp2pEvents> }): Startable;
}

/** @param most connections at a time; libp2p's own bound is to have room for the `SPARE` ones besides */
export function createCrowd(most: number, connections: () => Connection[]): Crowd {
  const onOpen = ({ detail: newest }: CustomEvent<Connection>) => {
    // Whom this node dials it has chosen itself.
    if (connections().length <= most || newest.direction === "outbound") return;
    const others = connections().filter((one) => one !== newest);
    const some = whoGiveWay(others, newest);
    const one = some[Math.floor(Math.random() * some.length)] ?? newest;
    one.abort(new Error("all places are taken"));
  };
  return {
    isFullFor: (comer) => connections().length >= most && whoGiveWay(connections(), comer).length === 0,
    service: ({ events }) => ({
      start: () => events.addEventListener("connection:open", onOpen),
      stop: () => events.removeEventListener("connection:open", onOpen),
    }),
  };
}
