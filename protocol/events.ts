// Every event a node publishes on its live stream. The id is `epoch:sequence`; after a rebuild an old epoch gets `reset`.
import { z } from "zod";
import { address, cid, hex32, listingId } from "./ids.ts";
import { STATUSES } from "./order.ts";

const of = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

export const soukEvent = z.discriminatedUnion("type", [
  of("listing.published", { seller: address, id: listingId, cid, title: z.string() }),
  of("listing.removed", { seller: address, id: listingId }),
  of("profile.updated", { owner: address, name: z.string() }),
  of("order.changed", { order: hex32, status: z.enum(STATUSES), seller: address, buyer: address }),
  /** A reorg took the block that held the order. */
  of("order.vanished", { order: hex32 }),
  of("review.changed", { order: hex32, seller: address, rating: z.int() }),
  /** So many connected peers hold the review's text now. */
  of("review.held", { order: hex32, peers: z.int() }),
  /** The file of an order came nearer, or stands elsewhere: `GET /orders/:order` says how. */
  of("order.file", { order: hex32, state: z.string() }),
  of("message.received", { order: hex32, kind: z.string() }),
  of("operation.changed", { operation: z.string(), status: z.string() }),
  /** How far one is that takes a while; a few a second at most. */
  of("operation.progress", {
    operation: z.string(),
    phase: z.string(),
    done: z.int(),
    total: z.int().nullable(),
  }),
  of("following.changed", { owner: address, followed: z.boolean() }),
  /** A journal of somebody else was let go: it is no longer wanted, or the disk quota is used up. */
  of("journal.dropped", { owner: address, bytes: z.int(), reason: z.string() }),
  /** The chain can or cannot be followed, or the node catches up with it: one a second at most then. */
  of("chain.changed", {
    reachable: z.boolean(),
    block: z.int().nullable(),
    head: z.int().nullable(),
    problem: z.string().nullable(),
  }),
  /** Peers, and what was refused of them: a few a second at most, the rest is left out. */
  of("peer.connected", { peerId: z.string() }),
  of("peer.gone", { peerId: z.string() }),
  of("peer.refused", { peerId: z.string(), reason: z.string() }),
  /** The read model was rebuilt, or the id asked for is gone: read everything again. */
  of("reset", { epoch: z.string() }),
]);
export type SoukEvent = z.output<typeof soukEvent>;
export type SoukEventType = SoukEvent["type"];
