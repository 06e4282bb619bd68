// The streams that announcements go out on. gossipsub queues on them without end: a peer that does not read them loses its connection.
// And it opens them one after the other, ten seconds for each that is not answered: here no peer waits for another.
import type { Connection, PeerId, Stream } from "@libp2p/interface";
import type { GossipSub } from "@libp2p/gossipsub";
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

/** What takes from gossipsub's queue, and waits for the stream before it takes the next. Its interface has no word for it. */
interface Opener {
  createOutboundStream(peerId: PeerId, connection: Connection): Promise<void>;
}

/** One at a time of each peer, or it would have several; of what is asked for meanwhile the last is kept. */
export function openApart(pubsub: GossipSub): GossipSub {
  const opener = pubsub as unknown as Opener;
  const open = opener.createOutboundStream.bind(pubsub);
  const asked = new Map<string, Connection>();
  const busy = new Set<string>();

  async function openTo(id: string, peerId: PeerId): Promise<void> {
    busy.add(id);
    for (let connection = asked.get(id); connection; connection = asked.get(id)) {
      asked.delete(id);
      await open(peerId, connection); // logs what fails
    }
    busy.delete(id);
  }

  opener.createOutboundStream = async (peerId, connection) => {
    const id = peerId.toString();
    asked.set(id, connection);
    if (!busy.has(id)) void openTo(id, peerId);
  };
  return pubsub;
}
