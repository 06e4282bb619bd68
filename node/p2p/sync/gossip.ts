// New entries over gossipsub: judged inside the topic validator, so that nothing unchecked is stored, forwarded or acted upon.
import type { PeerId } from "@libp2p/interface";
import { type GossipSub, type Message, TopicValidatorResult } from "@libp2p/gossipsub";
import type { Address } from "../../../protocol/ids.ts";
import { topicOf, topicsOf } from "../journal/address.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import { EMPTY, type Entry } from "../journal/entry.ts";
import { type Fork, asProof } from "../journal/fork.ts";
import type { Forks } from "../journal/forks.ts";
import { sha256 } from "../keys.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import type { ForkSearch } from "./fork-search.ts";
import type { Sync } from "./sync.ts";
import { type Rules, checkEntry } from "../journal/validate.ts";
import { encodeAnnouncement, parseAnnouncement } from "./wire.ts";

/** So many entries are announced one by one, and no follower has to ask. */
const ONE_BY_ONE = { burst: 8, perSecond: 25 };
/** Beyond, those written within this are announced by their last; followers pull the range. */
const COALESCE_MS = 20;
/** gossipsub renews its scores once a second; until it silences a flood, this bounds what is checked of it. */
const PATIENCE = { burst: 50, perSecond: 5 };
const SILENCE_MS = 10_000;

type Reject = (code: string) => TopicValidatorResult;

export interface GossipDeps {
  pubsub(): GossipSub;
  market: string;
  self: Address;
  certificates: Certificates;
  entries: Entries;
  rulesOf(owner: Address): Rules;
  add(owner: Address, entry: Entry): void;
  forks: Pick<Forks, "of">;
  forkSearch: Pick<ForkSearch, "judge" | "take">;
  prove(fork: Fork): boolean;
  sync: Sync;
  refusals: Refusals;
  wants(owner: Address): boolean;
  /** Bytes of entries held of one foreign journal. */
  allowance(owner: Address): number;
  /** Unix seconds. */
  now(): number;
}

export function createGossip(deps: GossipDeps) {
  const { pubsub, market, self, certificates, entries, rulesOf, add, sync, refusals, wants, allowance, now } = deps;
  const { forks, forkSearch, prove } = deps;
  const topics = topicsOf(market);
  const patient = createRate(PATIENCE);
  const oneByOne = createRate(ONE_BY_ONE);
  const silenced = new Map<string, number>();
  let waiting: Entry | undefined;
  let pause: NodeJS.Timeout | undefined;

  function judge(peer: PeerId, { topic, data }: Message): TopicValidatorResult {
    const peerId = peer.toString();
    if ((silenced.get(peerId) ?? 0) > performance.now()) return TopicValidatorResult.Ignore;
    const reject = (code: string) => {
      refusals.add(peerId, code);
      if (!patient(peerId)) silence(peerId);
      scoreAnew(pubsub(), peerId);
      return TopicValidatorResult.Reject;
    };
    const message = parseAnnouncement(data);
    if (!message.ok) return reject(message.code);
    const { owner } = message.value;
    if (topicOf(market, owner) !== topic) return reject("gossip.topic");
    if (!wants(owner)) return TopicValidatorResult.Ignore;
    const certificate = certificates.current(owner);
    if (!certificate) return laterFrom(peerId);
    if ("fork" in message.value) return judgeFork(owner, message.value.fork, reject);
    if (owner === self) return TopicValidatorResult.Ignore;
    const { entry: bytes } = message.value;
    // Only what is new is stopped by expiry; history arrives by range and stays valid (J-4).
    if (certificate.expiresAt < now()) {
      refusals.add(peerId, "certificate.expired");
      return laterFrom(peerId); // it may know a renewed one
    }
    const head = entries.head(owner);
    const verdict = checkEntry(bytes, rulesOf(owner), head);
    if (!verdict.ok) return judgeOther(peerId, owner, bytes, verdict.code, reject);
    const { sequence } = verdict.value;
    if (sequence >= (forks.of(owner)?.sequence ?? Infinity)) {
      refusals.add(peerId, "journal.frozen");
      return laterFrom(peerId); // it may not know of the fork
    }
    if (entries.size(owner) + bytes.length > allowance(owner)) {
      refusals.add(peerId, "journal.quota"); // its writer's doing, not that of who passes it on
      return TopicValidatorResult.Ignore;
    }
    if (sequence > head.sequence + 1) {
      sync.chase(peerId, owner, sequence);
      return TopicValidatorResult.Accept;
    }
    add(owner, verdict.value);
    return TopicValidatorResult.Accept;
  }

  /** The peer knows another certificate or fork than this node: an exchange tells both. */
  function laterFrom(peerId: string): TopicValidatorResult {
    sync.prompted(peerId);
    return TopicValidatorResult.Ignore;
  }

  function judgeFork(owner: Address, pair: [Uint8Array, Uint8Array], reject: Reject): TopicValidatorResult {
    const verdict = forkSearch.judge(owner, pair);
    if (!verdict.ok) return reject(verdict.code);
    return prove(verdict.value) ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore;
  }

  /** An entry that does not continue what is held here. A peer is to blame only when its owner did not sign it. */
  function judgeOther(
    peerId: string,
    owner: Address,
    bytes: Uint8Array,
    code: string,
    reject: Reject,
  ): TopicValidatorResult {
    if (code === "entry.epoch") {
      refusals.add(peerId, code);
      return laterFrom(peerId);
    }
    if (code !== "entry.order" && code !== "entry.pointers" && code !== "entry.base") return reject(code);
    if (code === "entry.order" && entries.holds(sha256(bytes))) return TopicValidatorResult.Ignore;
    const alone = checkEntry(bytes, rulesOf(owner), EMPTY);
    if (!alone.ok && alone.code !== "entry.base") return reject(alone.ok ? code : alone.code);
    if (code !== "entry.order") {
      refusals.add(peerId, code);
      if (alone.ok) sync.chase(peerId, owner, alone.value.sequence);
      return TopicValidatorResult.Ignore;
    }
    const held = alone.ok && entries.bytes(owner, alone.value.sequence);
    const fork = held ? forkSearch.judge(owner, asProof(held, bytes)) : undefined;
    if (fork?.ok) forkSearch.take(fork.value);
    return TopicValidatorResult.Ignore;
  }

  function silence(peerId: string): void {
    const at = performance.now();
    for (const [id, until] of silenced) if (until < at) silenced.delete(id);
    silenced.set(peerId, at + SILENCE_MS);
  }

  function publish(entry: Entry): void {
    say(self, encodeAnnouncement({ owner: self, entry: entry.bytes }));
  }

  /** Nobody may be there to hear it (S-14); anti-entropy repairs what is missed. */
  function say(owner: Address, data: Uint8Array): void {
    pubsub()
      .publish(topicOf(market, owner), data)
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
      if (oneByOne(self)) return;
      pause = setTimeout(() => {
        pause = undefined;
        if (!waiting) return;
        const newest = waiting;
        waiting = undefined;
        this.announce(newest);
      }, COALESCE_MS);
      pause.unref();
    },

    spread: ({ owner, entries: pair }: Fork): void => say(owner, encodeAnnouncement({ owner, fork: pair })),

    stop(): void {
      clearTimeout(pause);
      pubsub().removeEventListener("subscription-change", onSubscription);
      for (const topic of topics) pubsub().topicValidators.delete(topic);
    },
  };
}

/** Or gossipsub hears the peer for up to another second, and keeps a trace of each message. Its interface has no word for it. */
function scoreAnew(pubsub: GossipSub, peerId: string): void {
  (pubsub as unknown as { score: { scoreCache: Map<string, unknown> } }).score.scoreCache.delete(peerId);
}
