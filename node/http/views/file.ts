// Shows how far the file of an order is, to its seller and to its buyer.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { maxSealedBytes } from "../../../protocol/goods.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import { isClosed } from "../../../protocol/order.ts";
import type { OrderRow } from "../../core/order.ts";
import type { Arrival, StoredMessage } from "../../core/ports/own.ts";

export type FileView = (
  row: OrderRow,
  listing: Pick<Listing, "file"> | undefined,
  messages: readonly StoredMessage[],
) => OrderDetail["file"];

export function createFileView({
  self,
  problemOf,
  arrivalOf,
  isOnline,
}: {
  self: Address;
  /** Why this node has not delivered. */
  problemOf: (order: Hex32) => Arrival["problem"];
  arrivalOf: (order: Hex32) => (Arrival & { bytes: number; totalBytes: number | null }) | undefined;
  /** Whether the participant's node is connected now. */
  isOnline: (owner: Address) => boolean;
}): FileView {
  return function fileView({ id, order, status }, listing, messages) {
    const file = listing?.file;
    if (!file) return null;
    const { seller } = order.offer;
    const nothing = { name: file.name, bytes: 0, totalBytes: maxSealedBytes(file.bytes) };
    if (self !== seller && self !== order.buyer) return null; // no arbitrator knows how far it is
    if (self === seller) {
      const sent = messages.some(
        ({ kind, author, state }) => kind === "goods" && author === self && state === "delivered",
      );
      if (isClosed(status) && !sent) return null;
      return { ...nothing, state: sent ? "sent" : "waiting", problem: problemOf(id) };
    }
    const offline = {
      code: "peer.unreachable",
      message:
        "The seller's node is not online now. The file comes when it is; if it is not shipped in time, the money is yours again.",
    };
    const away = isOnline(seller) ? null : offline;
    const arrival = arrivalOf(id);
    if (!arrival && status === "refunded") return null;
    if (!arrival) return { ...nothing, state: "waiting", problem: away };
    const { state, problem, bytes, totalBytes } = arrival;
    const size = totalBytes ?? nothing.totalBytes;
    if (state === "ready") return { ...nothing, state, bytes: size, totalBytes: size, problem: null };
    return {
      ...nothing,
      state: state === "due" ? "fetching" : "failed",
      bytes,
      totalBytes: size,
      problem: problem && state === "due" ? (away ?? problem) : problem,
    };
  };
}
