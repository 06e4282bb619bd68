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
      /** Newest block of the chain: what lies between is still to be taken in. */
      head: z.int().nullable(),
      problem: z.string().nullable(),
      /** Each RPC by host and port, with its newest block and why it is not used. */
      endpoints: z.array(z.object({ endpoint: z.string(), head: z.int().nullable(), problem: z.string().nullable() })),
      /** The first block about which two RPCs differ: nothing at or above it is taken in until they agree. */
      disagreement: z
        .object({ block: z.int(), answers: z.array(z.object({ endpoint: z.string(), says: z.string() })) })
        .nullable(),
    }),
    /** Who signs for the account. */
    signer: z.object({
      /** The key is not in this node: each signature is asked for, and perhaps somebody has to confirm it there. */
      external: z.boolean(),
      /** Host and port of an external one. */
      endpoint: z.string().nullable(),
      /** Why it cannot be used, as of the last question. */
      problem: z.string().nullable(),
      /** What it was asked and has not answered, oldest first: `Transaction`, or the name of a signed struct, as `Catalogue`. */
      waiting: z.array(z.object({ what: z.string(), since: time })),
    }),
    counts: z.object({ listings: z.int(), sellers: z.int(), orders: z.int(), reviews: z.int() }),
  })
  .meta({ id: "NodeStatus" });
export type NodeStatus = z.output<typeof nodeStatus>;

/** Its owner signed two histories: what this node shows of it ends before this sequence. */
export const frozen = z.object({ sequence: z.int(), since: time }).meta({ id: "Frozen" });

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
    frozen: frozen.nullable(),
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
/** Somebody whose journal is kept whatever the quota says. */
export const followed = z
  .object({
    owner: address,
    name: z.string().nullable(),
    since: time,
    /** Entries of their journal that are held here; 0 until a peer has brought some. */
    sequence: z.int(),
  })
  .meta({ id: "Followed" });
export type FollowedView = z.output<typeof followed>;
export const holding = z
  .object({
    /** `all`: whatever peers name, within the quota. `followed`: own, followed, and parties of own orders and listings. */
    mode: z.enum(["all", "followed"]),
    usedBytes: z.int(),
    quotaBytes: z.int(),
    /** Newcomers take the place of others, or stay out. */
    full: z.boolean(),
    /** So little is free on the disk that nothing of others is taken; own writes go on. */
    diskLow: z.boolean(),
  })
  .meta({ id: "Holding" });
export const dropped = z
  .object({
    owner: address,
    name: z.string().nullable(),
    bytes: z.int(),
    /** `quota`: the disk quota is used up. `places`: too many journals. `unfollowed`: only followed ones are kept. */
    reason: z.enum(["quota", "places", "unfollowed"]),
    at: time,
  })
  .meta({ id: "Dropped" });
export const network = z
  .object({
    peers: z.array(peer),
    journals: z.array(journal),
    /** Up to this sequence own entries were published before a restore, and are void; 0 if there are none. */
    voidUpTo: z.int(),
    /** Peers to join that do not answer. */
    missing: z.array(z.object({ address: z.string(), tries: z.int() })),
    /** Files on their way here, and the last that ended; newest first. */
    downloads: z.array(download),
    refusals: z.array(z.object({ peerId: z.string(), reason: z.string(), count: z.int() })),
    holding,
    /** Journals of others that were let go since the node started, newest first. */
    dropped: z.array(dropped),
  })
  .meta({ id: "Network" });
export type NetworkView = z.output<typeof network>;
