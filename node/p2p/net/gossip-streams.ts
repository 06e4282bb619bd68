// Bounds what waits on the streams that announcements go out on, where gossipsub queues without end: a peer that does not read them loses its connection.
import type { Connection, Stream } from "@libp2p/interface";
import { MAX_ENTRY_BYTES } from "../../../protocol/journal.ts";

const GOSSIP = /^\/meshsub\//;
/** Of one peer, beyond what Yamux lets be on its way: twice what a writer announces at once, for an honest peer's line may be busy with files. */
export const MAX_UNREAD_BYTES = 16 * MAX_ENTRY_BYTES;
/** The other way nothing is to come, and nobody reads it. */
const MAX_UNASKED_BYTES = 1024;

/** @param onExcess called with a peer and the reason, when its stream ended for that */
export function boundGossip(
  stream: Stream,
  connections: () => Connection[],
  onExcess: (peerId: string, reason: string) => void,
): void {
  if (stream.direction !== "outbound" || !GOSSIP.test(stream.protocol)) return;
  stream.maxReadBufferLength = MAX_UNASKED_BYTES;
  const connection = connections().find(({ streams }) => streams.includes(stream));
  stream.addEventListener("close", ({ error }) => {
    if (error?.name !== "StreamBufferError" || !connection) return;
    onExcess(connection.remotePeer.toString(), error.message.startsWith("Read") ? "gossip.unasked" : "gossip.unread");
    // Later, as gossipsub is going through its peers. It opens another stream only when it hears of the peer again.
    setImmediate(() => connection.abort(error));
  });
}
