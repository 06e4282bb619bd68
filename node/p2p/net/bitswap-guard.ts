// How much a peer may send by Bitswap, which itself takes want-lists without end and looks up each of their thousands of blocks.
import type { Helia } from "helia";
import type { Connection, Libp2p, Stream, StreamHandler } from "@libp2p/interface";
import { createRate } from "./rate.ts";

const BITSWAP = "/ipfs/bitswap/";
/** Bytes; a want takes about fifty. Of one peer, and of all together. */
const OF_A_PEER = { burst: 128 * 1024, perSecond: 16 * 1024 };
const OF_ALL = { burst: 512 * 1024, perSecond: 64 * 1024 };
/** Of one peer while this node itself waits for blocks by Bitswap. */
const AWAITED = { burst: 16 * 2 ** 20, perSecond: 2 * 2 ** 20 };

export interface BitswapGuardDeps {
  /** Whether this node waits for a block by Bitswap. */
  awaits(): boolean;
  /** Called when a peer has sent too much; its stream is ended. */
  onExcess(peerId: string): void;
}

/** Put on before Bitswap: looks at each of its streams before it does. */
export function guardBitswap<H extends Helia & { libp2p: Libp2p }>(
  helia: H,
  { awaits, onExcess }: BitswapGuardDeps,
): H {
  const ofPeer = createRate(OF_A_PEER);
  const ofAll = createRate(OF_ALL);
  const awaited = createRate(AWAITED);
  const may = (peerId: string, bytes: number): boolean =>
    awaits() ? awaited(peerId, bytes) : ofPeer(peerId, bytes) && ofAll("", bytes);

  const watch = (stream: Stream, { remotePeer }: Connection): void => {
    const peerId = remotePeer.toString();
    const dispatch = stream.dispatchEvent.bind(stream);
    // A listener of our own would take what is buffered before Bitswap's is there.
    stream.dispatchEvent = (event: Event & { data?: { byteLength: number } }) => {
      if (event.type !== "message" || may(peerId, event.data!.byteLength)) return dispatch(event);
      if (stream.status === "open") onExcess(peerId);
      stream.abort(new Error("too much by Bitswap"));
      return false;
    };
  };

  helia.addMixin<H>({
    name: "bitswap guard",
    start({ libp2p }) {
      const handle = libp2p.handle.bind(libp2p);
      libp2p.handle = (protocols, handler: StreamHandler, options) => {
        if (![protocols].flat().every((protocol) => protocol.startsWith(BITSWAP)))
          return handle(protocols, handler, options);
        const guarded: StreamHandler = (stream, connection) => {
          watch(stream, connection);
          return handler(stream, connection);
        };
        return handle(protocols, guarded, options);
      };
    },
  });
  return helia;
}
