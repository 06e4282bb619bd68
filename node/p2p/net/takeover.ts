// One connection per peer is enough, and a direct one is better: it takes over from one through a relay.
import type { Connection } from "@libp2p/interface";
import type { Logger } from "../../core/ports/logger.ts";
import { guarded } from "./guard.ts";
import type { Host } from "./host.ts";

const CLOSE_MS = 2_000;

export function createTakeover(host: () => Host, log: Logger) {
  const openTo = ({ remotePeer }: Connection): Connection[] =>
    host()
      .getConnections(remotePeer)
      .filter(({ status }) => status === "open");

  const onOpen = guarded(log, ({ detail }: CustomEvent<Connection>) => {
    const all = openTo(detail);
    if (!all.some(({ direct }) => direct)) return;
    for (const relayed of all.filter(({ direct }) => !direct)) void end(relayed);
  });

  /** gossipsub keeps one stream per peer, and makes a new one only when it hears of the peer again. */
  const onClose = guarded(log, ({ detail }: CustomEvent<Connection>) => {
    const [left] = openTo(detail);
    if (!left) return;
    host()
      .services.identify.identify(left, { signal: AbortSignal.timeout(CLOSE_MS) })
      .catch((error: unknown) => log.debug({ err: error }, "a peer did not answer after a takeover"));
  });

  return {
    start(): void {
      host().addEventListener("connection:open", onOpen);
      host().addEventListener("connection:close", onClose);
    },
    stop(): void {
      host().removeEventListener("connection:open", onOpen);
      host().removeEventListener("connection:close", onClose);
    },
  };
}

async function end(connection: Connection): Promise<void> {
  try {
    await connection.close({ signal: AbortSignal.timeout(CLOSE_MS) });
  } catch (error) {
    connection.abort(error as Error);
  }
}
