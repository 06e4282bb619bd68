// How large a frame of gossip is: gossipsub answers all that a peer asks for in one, and hears no more of a peer whose frame is too large to take.
// Here an answer comes in frames that are taken, and with a larger one the connection ends, so that both begin anew.
import type { GossipSub } from "@libp2p/gossipsub";
import type { PeerId, Stream } from "@libp2p/interface";
import { MAX_ENTRY_BYTES } from "../../../protocol/journal.ts";
import { faultOf } from "./frames.ts";
import { MAX_UNREAD_BYTES } from "./gossip-streams.ts";

export const MAX_FRAME_BYTES = 4 * MAX_ENTRY_BYTES;
/** The other half is for the names of messages that gossipsub puts beside them. */
const MAX_ANSWER_BYTES = MAX_FRAME_BYTES / 2;
/** Of a message besides its topic and data. */
const FIELD_BYTES = 64;

interface Message {
  topic: string;
  data?: Uint8Array;
}

interface Rpc {
  subscriptions: unknown[];
  messages: Message[];
}

/** gossipsub's interface has no word for these. */
interface Inner {
  sendRpc(peerId: string, rpc: Rpc): boolean;
  streamsOutbound: Map<string, { rawStream: Stream }>;
  handlePeerReadStreamError(error: Error, peerId: PeerId): void;
}

/** @param onOversize called with a peer whose frame was not taken */
export function boundFrames(pubsub: GossipSub, onOversize: (peerId: PeerId, error: Error) => void): GossipSub {
  const inner = pubsub as unknown as Inner;
  const send = inner.sendRpc.bind(pubsub);
  const failed = inner.handlePeerReadStreamError.bind(pubsub);

  /** More would look as if the peer did not read; anti-entropy brings what is left out. */
  const hasRoom = (peerId: string): boolean =>
    (inner.streamsOutbound.get(peerId)?.rawStream.writeBufferLength ?? Infinity) < MAX_UNREAD_BYTES / 2;

  inner.sendRpc = (peerId, rpc) => {
    if (rpc.messages.length < 2) return send(peerId, rpc);
    const [first, ...more] = inFrames(rpc.messages);
    const sent = send(peerId, { ...rpc, messages: first! });
    for (const messages of more) if (hasRoom(peerId)) send(peerId, { subscriptions: [], messages });
    return sent;
  };
  inner.handlePeerReadStreamError = (error, peerId) => {
    failed(error, peerId);
    if (faultOf(error) === "frame.size") onOversize(peerId, error);
  };
  return pubsub;
}

function inFrames(messages: Message[]): Message[][] {
  const frames: Message[][] = [[]];
  let size = 0;
  for (const message of messages) {
    const bytes = FIELD_BYTES + message.topic.length + (message.data?.byteLength ?? 0);
    if (size > 0 && size + bytes > MAX_ANSWER_BYTES) {
      frames.push([]);
      size = 0;
    }
    frames.at(-1)!.push(message);
    size += bytes;
  }
  return frames;
}
