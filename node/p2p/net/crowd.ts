// When all places are taken: who comes from elsewhere gets one of those that most come from, so that no one network keeps all others out; whom the user follows stays.
import { isIPv4 } from "node:net";
import type { Connection, Libp2pEvents, Startable, TypedEventTarget } from "@libp2p/interface";
import { createRate } from "./rate.ts";

/** Connections beyond the places: each is there for a moment, until another one has given way. */
export const SPARE = 16;

/**
 * Of one address (IPv6: a /64): how often somebody may show who it is when all places are taken. It costs a handshake here, and whoever is
 * turned away after it has seen a connection, and dials again at once.
 */
const SHOWN = { burst: 4, perSecond: 1 / 30 };

interface Addressed {
  remoteAddr: { toString(): string };
}
interface Named {
  /** Only as Noise has shown it. */
  remotePeer: { toString(): string };
}
type Comer = Addressed & Partial<Named>;
type Open = Addressed & Named & Pick<Connection, "direction">;

const hostOf = ({ remoteAddr }: Addressed): string => remoteAddr.toString().split("/")[2] ?? "";
const householdOf = (host: string): string => (isIPv4(host) ? host : host.split(":").slice(0, 4).join(":"));

/** What one party has many addresses of: a /16 of IPv4, a /32 of IPv6. Of a relayed peer it is its relay's. */
export function networkOf(of: Addressed): string {
  const host = hostOf(of);
  if (isIPv4(host)) return host.split(".").slice(0, 2).join(".");
  const [first = "", second = ""] = host.split(":");
  return `${first}:${second}`;
}

/** @returns how many connections are spared when so many are open */
const mostSpared = (open: readonly unknown[]): number => Math.floor(open.length / 2);

/** Of each peer whom the user chose one connection, its newest; of those who came first if they are too many. */
function sparedOf<C extends Open>(inbound: readonly C[], chosen: ReadonlySet<string>, most: number): Map<string, C> {
  const theirs = inbound.map((one) => [one.remotePeer.toString(), one] as const).filter(([id]) => chosen.has(id));
  return new Map([...new Map(theirs)].slice(0, most));
}

/**
 * @param chosen peer ids of those whom the user chose: they do not give way, and a place is made for them whatever their network has
 * @returns those of the networks that most come from, if these have more of the places than whoever comes next from `comer`'s would
 */
export function whoGiveWay<C extends Open>(
  open: readonly C[],
  comer: Comer,
  chosen: ReadonlySet<string> = new Set(),
): readonly C[] {
  const inbound = open.filter(({ direction }) => direction === "inbound");
  const spared = sparedOf(inbound, chosen, mostSpared(open));
  const id = comer.remotePeer?.toString() ?? "";
  const older = spared.get(id);
  if (older) return [older]; // however many connections it makes, one is spared
  const others = inbound.filter((one) => spared.get(one.remotePeer.toString()) !== one);
  const networks = Map.groupBy(others, networkOf);
  const own = networks.get(networkOf(comer))?.length ?? 0;
  const largest = Math.max(0, ...[...networks.values()].map(({ length }) => length));
  const isSpared = chosen.has(id) && spared.size < mostSpared(open);
  if (!isSpared && largest <= own + 1) return [];
  return [...networks.values()].filter(({ length }) => length === largest).flat();
}

export interface Crowd {
  /** Before anything is spent on a connection. Some who would be turned away may show first who they are. */
  isFullFor(comer: Addressed): boolean;
  /** When it has shown who it is, before anybody hears of it. */
  isFullForPeer(peer: Named["remotePeer"], comer: Addressed): boolean;
  /** A service of libp2p. */
  service(components: { events: TypedEventTarget<Libp2pEvents> }): Startable;
}

/**
 * @param most connections at a time; libp2p's own bound is to have room for the `SPARE` ones besides
 * @param chosen peer ids of those whom the user chose; asked again and again
 */
export function createCrowd(most: number, connections: () => Connection[], chosen: () => ReadonlySet<string>): Crowd {
  const mayShow = createRate(SHOWN);
  const onOpen = ({ detail: newest }: CustomEvent<Connection>) => {
    // Whom this node dials it has chosen itself.
    if (connections().length <= most || newest.direction === "outbound") return;
    const others = connections().filter((one) => one !== newest);
    const some = whoGiveWay(others, newest, chosen());
    const one = some[Math.floor(Math.random() * some.length)] ?? newest;
    one.abort(new Error("all places are taken"));
  };
  const isFull = (comer: Comer): boolean =>
    connections().length >= most && whoGiveWay(connections(), comer, chosen()).length === 0;
  return {
    isFullFor: (comer) => isFull(comer) && (chosen().size === 0 || !mayShow(householdOf(hostOf(comer)))),
    isFullForPeer: (remotePeer, { remoteAddr }) => isFull({ remoteAddr, remotePeer }),
    service: ({ events }) => ({
      start: () => events.addEventListener("connection:open", onOpen),
      stop: () => events.removeEventListener("connection:open", onOpen),
    }),
  };
}
