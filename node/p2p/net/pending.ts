// Connections that are being made: there is room for one more at any time, for the one that has taken longest gives way.
import type { ConnectionGater, MultiaddrConnection } from "@libp2p/interface";

/** Each is a file descriptor for up to ten seconds. Who comes is done in a few round trips, long before so many others have come. */
const PLACES = 256;

/**
 * libp2p makes ten connections at a time and turns away all that come meanwhile: ten sockets that say nothing, opened
 * anew whenever they are closed, would keep everybody else out for good.
 */
export const ALL_COME_IN = Number.MAX_SAFE_INTEGER;

/** @param deny what else is asked of a connection */
export function pendingGater(deny: ConnectionGater = {}, places = PLACES): ConnectionGater {
  /** In the order in which they came. */
  const pending = new Set<MultiaddrConnection>();
  return {
    ...deny,
    async denyInboundConnection(connection) {
      if (await deny.denyInboundConnection?.(connection)) return true;
      pending.add(connection);
      connection.addEventListener("close", () => pending.delete(connection), { once: true });
      if (pending.size > places) {
        const [oldest] = pending;
        pending.delete(oldest!);
        oldest!.abort(new Error("it took too long to become a connection, and others wait"));
      }
      return false;
    },
    denyInboundUpgradedConnection(_peer, connection) {
      pending.delete(connection);
      return false;
    },
  };
}
