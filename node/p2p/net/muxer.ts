// Yamux that ends with its connection: libp2p's writes to one that was just cut, and throws out of a microtask or an event's listener (S-3).
// And that says how much more it takes when half of that is used up: libp2p's says so after each frame, a packet for each that comes.
import type { StreamMuxerFactory } from "@libp2p/interface";
import { yamux } from "@libp2p/yamux";

interface Header {
  type: number;
  flag: number;
  length: number;
}

interface Muxed {
  sendFrame(header: Header, data?: unknown): boolean | void;
}

interface Yamux {
  /** Where all frames of a connection pass. */
  send(data: unknown): boolean;
  [NEW_STREAM](...of: unknown[]): Muxed;
}

const NEW_STREAM = "_newStream";
const WINDOW_UPDATE = 1;
/** Of the 256 KiB that each stream begins with (the Yamux specification); the peer keeps the other half to go on with. */
const HALF_A_WINDOW = 128 * 1024;

export function yamuxToTheEnd(): StreamMuxerFactory {
  const factory = yamux()();
  const create = factory.createStreamMuxer.bind(factory);
  factory.createStreamMuxer = (connection) => {
    const muxer = create(connection);
    const inner = muxer as unknown as Yamux;
    const send = inner.send.bind(muxer);
    inner.send = (data) => {
      try {
        return send(data);
      } catch (error) {
        muxer.abort(error as Error); // its streams learn of it, and so do those who wait for them
        return false;
      }
    };
    const newStream = inner[NEW_STREAM].bind(muxer);
    inner[NEW_STREAM] = (...of) => updatingByHalves(newStream(...of));
    return muxer;
  };
  return factory;
}

/** An update grants what was read since the last; one that is held back is granted with the next. */
function updatingByHalves(stream: Muxed): Muxed {
  const sendFrame = stream.sendFrame.bind(stream);
  let held = 0;
  stream.sendFrame = (header, data) => {
    if (header.type !== WINDOW_UPDATE || header.flag !== 0) return sendFrame(header, data);
    held += header.length;
    if (held < HALF_A_WINDOW) return true;
    const length = held;
    held = 0;
    return sendFrame({ ...header, length });
  };
  return stream;
}
