// What the HTTP API answers about the node itself: account, chain, peers.
import { z } from "zod";
import { address, cid } from "../ids.ts";

const time = z.iso.datetime();

export const nodeStatus = z
  .object({
    version: z.string(),
    /** This node's account. */
    address,
    name: z.string().nullable(),
    peerId: z.string(),
    multiaddrs: z.array(z.string()),
    peers: z.int(),
    chain: z.object({
      id: z.int(),
      name: z.string(),
      dev: z.boolean(),
      escrow: address,
      reachable: z.boolean(),
      /** Block the read model has reached, and its time: the clock of every deadline. */
      block: z.int().nullable(),
      time: time.nullable(),
      head: z.int().nullable(),
      problem: z.string().nullable(),
    }),
    counts: z.object({ listings: z.int(), sellers: z.int(), orders: z.int(), reviews: z.int() }),
  })
  .meta({ id: "NodeStatus" });
export type NodeStatus = z.output<typeof nodeStatus>;

export const peer = z
  .object({
    peerId: z.string(),
    addresses: z.array(z.string()),
    transport: z.enum(["tcp", "websocket"]),
    /** Through another node: slower, and within that node's limits. */
    relayed: z.boolean(),
    owner: address.nullable(),
    name: z.string().nullable(),
    latencyMs: z.number().nullable(),
    journals: z.int(),
    serves: z.object({ blocks: z.boolean(), relay: z.boolean() }),
    /** Of the connection in use, with everything that libp2p adds. */
    bytesIn: z.int(),
    bytesOut: z.int(),
    /** Of the newest byte from it. */
    seenAt: time,
  })
  .meta({ id: "Peer" });
export const journal = z
  .object({
    owner: address,
    name: z.string().nullable(),
    sequence: z.int(),
    cid,
    /** Entries that a connected peer claims to have and this node has not. */
    lag: z.int(),
    /** When a peer last named it; null since the start. */
    seenAt: time.nullable(),
  })
  .meta({ id: "Journal" });
export const download = z
  .object({
    cid,
    state: z.enum(["running", "complete", "failed"]),
    /** As the file itself says; null before its first block is here. */
    totalBytes: z.int().nullable(),
    bytes: z.int(),
    /** Of `bytes`: held before this download. */
    heldBytes: z.int(),
    /** Arrived a second time, from another peer. */
    duplicateBytes: z.int(),
    blocks: z.int(),
    /** `bitswap` stands for peers that speak nothing else. */
    sources: z.array(z.object({ peerId: z.string(), bytes: z.int(), bytesPerSecond: z.int() })),
  })
  .meta({ id: "Download" });
export const network = z
  .object({
    peers: z.array(peer),
    journals: z.array(journal),
    /** Peers to join that do not answer. */
    missing: z.array(z.object({ address: z.string(), tries: z.int() })),
    /** Files on their way here, and the last that ended; newest first. */
    downloads: z.array(download),
    refusals: z.array(z.object({ peerId: z.string(), reason: z.string(), count: z.int() })),
  })
  .meta({ id: "Network" });
export type NetworkView = z.output<typeof network>;
