// New entries over gossipsub: judged inside the topic validator, so that nothing unchecked is stored, forwarded or acted upon.
import type { PeerId } from "@libp2p/interface";
import { type GossipSub, type Message, TopicValidatorResult } from "@libp2p/gossipsub";
import type { Address } from "../../../protocol/ids.ts";
import { topicOf, topicsOf } from "../journal/address.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Entry, Head } from "../journal/entry.ts";
import type { Joined } from "../journal/journal.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import type { Sync } from "./sync.ts";
import { type Rules, checkEntry } from "../journal/validate.ts";
import { encodeAnnouncement, parseAnnouncement } from "./wire.ts";

/** Entries written faster than this are announced by their last; followers pull the range. */
const COALESCE_MS = 20;
/** gossipsub renews its scores once a second; until it silences a flood, this bounds what is checked of it. */
const PATIENCE = { burst: 50, perSecond: 5 };
const SILENCE_MS = 10_000;

export interface GossipDeps {
  pubsub(): GossipSub;
  market: string;
  self: Address;
  certificates: Certificates;
  entries: Entries;
  rulesOf(owner: Address): Rules;
  add(owner: Address, entry: Entry, head: Head): Promise<Joined>;
  sync: Sync;
  refusals: Refusals;
  wants(owner: Address): boolean;
  allowance(owner: Address): number;
  /** Unix seconds. */
  now(): number;
}

export function createGossip(deps: GossipDeps) {
  const { pubsub, market, self, certificates, entries, rulesOf, add, sync, refusals, wants, allowance, now } = deps;
  const topics = topicsOf(market);
  const patient = createRate(PATIENCE);
  const silenced = new Map<string, number>();
  let waiting: Entry | undefined;
  let pause: NodeJS.Timeout | undefined;

  async function judge(peer: PeerId, { topic, data }: Message): Promise<TopicValidatorResult> {
    const peerId = peer.toString();
    if ((silenced.get(peerId) ?? 0) > performance.now()) return TopicValidatorResult.Ignore;
    const reject = (code: string) => {
      refusals.add(peerId, code);
      if (!patient(peerId)) silence(peerId);
      return TopicValidatorResult.Reject;
    };
    const message = parseAnnouncement(data);
    if (!message.ok) return reject(message.code);
    const { owner, entry: bytes } = message.value;
    if (topicOf(market, owner) !== topic) return reject("gossip.topic");
    if (owner === self || !wants(owner)) return TopicValidatorResult.Ignore;
    const certificate = certificates.current(owner);
    if (!certificate) {
      sync.prompted(peerId);
      return TopicValidatorResult.Ignore;
    }
    // Only what is new is stopped by expiry; history arrives by range and stays valid (J-4).
    if (certificate.expiresAt < now()) return TopicValidatorResult.Ignore;
    const head = entries.head(owner);
    const verdict = checkEntry(bytes, rulesOf(owner), head);
    if (!verdict.ok) return verdict.code === "entry.order" ? TopicValidatorResult.Ignore : reject(verdict.code);
    const { sequence } = verdict.value;
    if (entries.size(owner) + bytes.length > allowance(owner)) {
      refusals.add(peerId, "journal.quota"); // its writer's doing, not that of who passes it on
      return TopicValidatorResult.Ignore;
    }
    if (sequence > head.sequence + 1) {
      sync.chase(peerId, owner, sequence);
      return TopicValidatorResult.Accept;
    }
    const { refused } = await add(owner, verdict.value, head);
    if (!refused || refused.code === "entry.order") return TopicValidatorResult.Accept;
    return reject(refused.code);
  }

  function silence(peerId: string): void {
    const at = performance.now();
    for (const [id, until] of silenced) if (until < at) silenced.delete(id);
    silenced.set(peerId, at + SILENCE_MS);
  }

  function publish(entry: Entry): void {
    const data = encodeAnnouncement({ owner: self, entry: entry.bytes });
    // Nobody may be there to hear it (S-14); anti-entropy repairs what is missed.
    pubsub()
      .publish(topicOf(market, self), data)
      .catch(() => {});
  }

  const onSubscription = ({ detail }: CustomEvent<{ peerId: PeerId }>) => sync.prompted(detail.peerId.toString());

  return {
    start(): void {
      pubsub().addEventListener("subscription-change", onSubscription);
      for (const topic of topics) {
        pubsub().topicValidators.set(topic, judge);
        pubsub().subscribe(topic);
      }
    },

    /** Tells the network of this node's newest entry. */
    announce(entry: Entry): void {
      if (pause) {
        waiting = entry;
        return;
      }
      publish(entry);
      pause = setTimeout(() => {
        pause = undefined;
        if (!waiting) return;
        const newest = waiting;
        waiting = undefined;
        this.announce(newest);
      }, COALESCE_MS);
      pause.unref();
    },

    stop(): void {
      clearTimeout(pause);
      pubsub().removeEventListener("subscription-change", onSubscription);
      for (const topic of topics) pubsub().topicValidators.delete(topic);
    },
  };
}
