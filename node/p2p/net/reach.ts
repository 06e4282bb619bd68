// How far an address reaches, and whose word on it is taken: nobody makes this node dial nearer to it than they are themselves.
import { BlockList, isIP } from "node:net";
import { multiaddr } from "@multiformats/multiaddr";

/** This machine, the networks it may be on, the internet. */
export type Reach = "loopback" | "private" | "public";

export interface PeerAddress {
  reach: Reach;
  transport: "tcp" | "websocket";
  /** Through a circuit relay, whose own address it begins with. */
  relayId: string | undefined;
  /** undefined when the address does not name its peer. */
  peerId: string | undefined;
}

/** What is told, heard and kept of one peer. */
export const MAX_PEER_ADDRESSES = 16;

const SHAPE =
  /^\/ip[46]\/(?<host>[^/]+)\/tcp\/\d+(?<web>(?:\/tls)?\/wss?)?(?:\/p2p\/(?<first>\w+))?(?:(?<circuit>\/p2p-circuit)(?:\/p2p\/(?<last>\w+))?)?$/;

const ORDER: Reach[] = ["loopback", "private", "public"];

/** IPv4 in IPv6 notation is judged by Node as IPv4. */
const LOOPBACK = blockList([
  ["0.0.0.0", 8], // "this host": a dial to it arrives here
  ["127.0.0.0", 8],
  ["::", 127],
]);
const PRIVATE = blockList([
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["fc00::", 7],
  ["fe80::", 10],
]);
/** Multicast, reserved, and IPv6 prefixes that carry any IPv4 address within. */
const NOWHERE = blockList([
  ["224.0.0.0", 3],
  ["ff00::", 8],
  ["64:ff9b::", 32],
  ["2002::", 16],
]);

function blockList(subnets: [string, number][]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family(net));
  return list;
}

function family(host: string): "ipv4" | "ipv6" {
  return isIP(host) === 6 ? "ipv6" : "ipv4";
}

/** @returns undefined for an IP that no peer can have */
function reachOfHost(host: string): Reach | undefined {
  if (isIP(host) === 0 || NOWHERE.check(host, family(host))) return undefined;
  if (LOOPBACK.check(host, family(host))) return "loopback";
  return PRIVATE.check(host, family(host)) ? "private" : "public";
}

/** @returns undefined unless it is TCP or WebSocket to an IP, directly or through one relay: names are dialled on the user's word alone */
export function parseAddress(text: string): PeerAddress | undefined {
  const parts = SHAPE.exec(text)?.groups;
  const reach = parts && reachOfHost(parts.host!);
  if (!reach || (parts.circuit && !parts.first)) return undefined;
  try {
    multiaddr(text);
  } catch {
    return undefined;
  }
  return {
    reach,
    transport: parts.web ? "websocket" : "tcp",
    relayId: parts.circuit && parts.first,
    peerId: parts.circuit ? parts.last : parts.first,
  };
}

export const isRelayed = (text: string): boolean => text.includes("/p2p-circuit");

/** Of an address to listen on: 0.0.0.0 and :: are all addresses there, and only as one to dial this machine. */
export const isLoopback = (text: string): boolean => /^\/(ip4\/127\.|ip6\/::1\/)/.test(text);

/** Where the other end of a connection is; behind a relay it may be anywhere. */
export const reachOf = (remote: string): Reach =>
  isRelayed(remote) ? "public" : (parseAddress(remote)?.reach ?? "public");

/** Whether an address may be dialled because `teller` named it; also whether it is of use to somebody there. */
export function isBelieved(text: string, teller: Reach): boolean {
  const reach = parseAddress(text)?.reach;
  return reach !== undefined && ORDER.indexOf(reach) >= ORDER.indexOf(teller);
}
