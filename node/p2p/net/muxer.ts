// Yamux that ends with its connection: libp2p's writes to one that was just cut, and throws out of a microtask or an event's listener (S-3).
import type { StreamMuxerFactory } from "@libp2p/interface";
import { yamux } from "@libp2p/yamux";

/** Where all frames of a connection pass. */
interface Sender {
  send(data: unknown): boolean;
}

export function yamuxToTheEnd(): StreamMuxerFactory {
  const factory = yamux()();
  const create = factory.createStreamMuxer.bind(factory);
  factory.createStreamMuxer = (connection) => {
    const muxer = create(connection);
    const sender = muxer as unknown as Sender;
    const send = sender.send.bind(muxer);
    sender.send = (data) => {
      try {
        return send(data);
      } catch (error) {
        muxer.abort(error as Error); // its streams learn of it, and so do those who wait for them
        return false;
      }
    };
    return muxer;
  };
  return factory;
}
