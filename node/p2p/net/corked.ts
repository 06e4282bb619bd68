// One system call for what a connection sends in a turn of the loop: libp2p writes each part of each packet by itself, also a length of two bytes, and each wakes the peer.
import { Socket } from "node:net";
import type { MultiaddrConnection } from "@libp2p/interface";

/** What @libp2p/tcp makes of a socket; other transports have none. */
interface OverSocket {
  socket?: unknown;
  sendData(data: { byteLength: number }): unknown;
}

/** A packet so large goes at once, and what waits with it: together they would fill the socket's buffer, and libp2p stops until that drains. */
const LARGE_BYTES = 16 * 1024;

export function corkTurns(connection: MultiaddrConnection): void {
  const link = connection as unknown as OverSocket;
  const { socket } = link;
  if (!(socket instanceof Socket)) return;
  const sendData = link.sendData.bind(link);
  link.sendData = (data) => {
    if (data.byteLength >= LARGE_BYTES) {
      socket.uncork();
    } else if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    return sendData(data);
  };
}
