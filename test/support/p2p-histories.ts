// A seller who signed two histories, and a hostile peer that speaks the sync protocol as a test tells it.
import { cpSync } from "node:fs";
import * as dagCbor from "@ipld/dag-cbor";
import { multiaddr } from "@multiformats/multiaddr";
import { decode, encode } from "it-length-prefixed";
import { type Address, fromHex, journalName } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import { journalAddress, topicOf, topicsOf } from "../../node/p2p/journal/address.ts";
import { type Entry, type Head, EMPTY, createEntry } from "../../node/p2p/journal/entry.ts";
import { createIdentity } from "../../node/p2p/journal/identity.ts";
import { SYNC_PROTOCOL } from "../../node/p2p/sync/wire.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";
import { HIDDEN, startHost } from "./p2p-host.ts";
import { CHAIN_ID, ESCROW, blockRecord, createAccount, type createNursery, journalKeyOf } from "./p2p-node.ts";

export const MARKET = `${CHAIN_ID}/${ESCROW}`;
type Nursery = ReturnType<typeof createNursery>;

/** A copy of a folder whose own.db takes itself for the original: what a rollback of the whole disk makes, or a cheat. */
export function clone(nursery: Nursery, directory: string): string {
  const copy = nursery.folder();
  cpSync(directory, copy, { recursive: true });
  const own = openOwnStore({ directory: copy });
  own.entries.trust();
  own.close();
  return copy;
}

/** Folders of one seller with the same three entries, and then `lengths` other ones each. */
export async function twoHistories(nursery: Nursery, lengths: number[], seed = "seller"): Promise<string[]> {
  const common = await nursery.start(seed);
  for (let number = 1; number <= 3; number++) await common.journals.append([blockRecord(number)]);
  await nursery.stop(common);
  const folders = lengths.map(() => clone(nursery, common.directory));
  for (const [index, directory] of folders.entries()) {
    const node = await nursery.start(seed, { directory });
    for (let number = 0; number < lengths[index]!; number++) {
      await node.journals.append([blockRecord(1_000 * (index + 1) + number)]);
    }
    await nursery.stop(node);
  }
  return folders;
}

/** Entries as the node of `seed` would sign them. */
export function chainOf(seed: string, epoch: number, words: JournalRecord[], head: Head = EMPTY): Entry[] {
  const key = journalKeyOf(seed);
  const identity = createIdentity(key);
  const address = journalAddress(journalName(CHAIN_ID, ESCROW, createAccount(seed).address));
  return words.map((word) => {
    const entry = createEntry(key, identity, address, head, epoch, [word]);
    head = entry;
    return entry;
  });
}

type Answer = (request: Record<string, unknown> & { ask: string }) => unknown[];

/** A libp2p peer that nobody but the victim meets; it answers each request with the values it is told, and counts requests by kind. */
export async function startLiar(directory: string, victim: string, answer: Answer) {
  const host = await startHost(directory, { topics: topicsOf(MARKET), ...HIDDEN });
  const asked: Record<string, number> = {};
  await host.handle(SYNC_PROTOCOL, async (stream) => {
    try {
      for await (const frame of decode(stream)) {
        const request = dagCbor.decode<Parameters<Answer>[0]>(frame.subarray());
        asked[request.ask] = (asked[request.ask] ?? 0) + 1;
        for (const value of answer(request)) stream.send(encode.single(dagCbor.encode(value)));
      }
      await stream.close();
    } catch {
      // the victim hung up
    }
  });
  const heard: Record<string, unknown>[] = [];
  host.services.pubsub.addEventListener("message", ({ detail }) => heard.push(dagCbor.decode(detail.data)));
  for (const topic of topicsOf(MARKET)) host.services.pubsub.subscribe(topic);
  await host.dial(multiaddr(victim));
  return {
    peerId: host.peerId.toString(),
    asked,
    /** Gossip that reached it. */
    heard,
    async gossip(owner: Address, message: Record<string, unknown>, topic = topicOf(MARKET, owner)): Promise<void> {
      const { pubsub } = host.services;
      while (pubsub.getSubscribers(topic).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await pubsub.publish(topic, dagCbor.encode({ owner: fromHex(owner), ...message }));
    },
    stop: () => host.stop(),
  };
}
