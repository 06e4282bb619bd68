// What libp2p remembers of whoever it met, for ever: here no more than a number, for new names cost nothing, and of each no more than its bytes.
import type { PeerId } from "@libp2p/interface";
import type { Helia } from "helia";

type Datastore = Helia["datastore"];
type Key = Parameters<Datastore["put"]>[0];

/** One is about 500 bytes, and hardly more than the 8 kB of an identify message. */
export const MAX_RECORDS = 1_024;
const PEERS = "/peers/";

/** @param kept when the others are forgotten: this node itself, and who is connected */
export function boundPeerRecords(datastore: Datastore, kept: () => PeerId[]): void {
  const put = datastore.put.bind(datastore);
  const known = new Map<string, Key>();

  function forget(): void {
    const names = new Set(kept().map((peerId) => `${PEERS}${peerId.toCID()}`));
    for (const [name, key] of known) {
      if (names.has(name)) continue;
      known.delete(name);
      void datastore.delete(key);
    }
  }

  datastore.put = (key, value, options) => {
    const name = key.toString();
    if (name.startsWith(PEERS) && !known.has(name)) {
      if (known.size >= MAX_RECORDS) forget();
      known.set(name, key);
    }
    // A copy, for libp2p encodes into the pool of Node's buffers, of which each record would keep 64 kB.
    return put(key, new Uint8Array(value), options);
  };
}
