// A port for peers that is taken, in words: libp2p's own are about its settings.
import { SoukError } from "../../core/errors.ts";

/** What Node says at the end of each address that could not be listened on. */
const TAKEN = /address already in use (\S+):(\d+)/;

/** @returns what a person can do about it, or the error as it is */
export function listenError(error: unknown): unknown {
  const [, host, port] = TAKEN.exec((error as Error).message) ?? [];
  if (!port) return error;
  return new SoukError(
    "node.port-in-use",
    `port ${port} for peers on ${host} is in use, perhaps by another node: stop that program, or start this node with another --listen, like /ip4/${host}/tcp/0 for any port that is free`,
    { cause: error, subject: port },
  );
}
