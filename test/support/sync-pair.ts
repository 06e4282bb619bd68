// Two sides of /souk/sync/1.0.0 without a network between them: the real puller and server over a stream in memory, with faults on the way.
import { createHash } from "node:crypto";
import type { Connection, Stream } from "@libp2p/interface";
import type { Address } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { openDatabase } from "../../node/p2p/database.ts";
import { createCertificates } from "../../node/p2p/journal/certificates.ts";
import { createEntries } from "../../node/p2p/journal/entries.ts";
import type { Entry } from "../../node/p2p/journal/entry.ts";
import { createForks } from "../../node/p2p/journal/forks.ts";
import { judgeFollowing } from "../../node/p2p/journal/join.ts";
import { createRules } from "../../node/p2p/journal/rules.ts";
import { type Frames, framesOf } from "../../node/p2p/net/frames.ts";
import { createRefusals } from "../../node/p2p/net/refusals.ts";
import { createForkSearch } from "../../node/p2p/sync/fork-search.ts";
import { createPuller } from "../../node/p2p/sync/pull.ts";
import { createRows } from "../../node/p2p/sync/rows.ts";
import { createServe } from "../../node/p2p/sync/serve.ts";
import { MAX_ANSWER_BYTES } from "../../node/p2p/sync/wire.ts";
import { recover } from "../../node/chain/recover.ts";
import { DOMAIN, createAccount } from "./p2p-node.ts";

const MARKET = `${DOMAIN.chainId}/${DOMAIN.escrow}`;

/** What becomes of one frame on its way. */
export type Fault = "pass" | "drop" | "twice" | "swap" | "cut";
export const FAULTS: Fault[] = ["pass", "pass", "pass", "drop", "twice", "swap", "cut"];

export interface Replica {
  name: string;
  serve: ReturnType<typeof createServe>;
  refusals: ReturnType<typeof createRefusals>;
  give(certificate: SignedCertificate, list: Entry[]): void;
  /** One exchange. @throws when it breaks off */
  pullFrom(other: Replica, faults?: Fault[]): Promise<void>;
  /** Of every entry of every journal. */
  hash(): string;
  close(): void;
}

/** What a node holds of others, and both sides of sync over it. */
export function createReplica(directory: string, name: string): Replica {
  const database = openDatabase(directory);
  const entries = createEntries(database);
  const certificates = createCertificates(database, DOMAIN, recover);
  const forks = createForks(database, certificates);
  const refusals = createRefusals();
  const rulesOf = createRules(DOMAIN, certificates);
  const forkOf = (owner: Address) => forks.of(owner)?.sequence ?? 0;
  const rows = createRows({ certificates, entries, forkOf, coverageOf: () => ({ checkpoint: 0, base: 0 }) });
  const truncate = (owner: Address, sequence: number) => entries.truncate(owner, sequence);
  const forkSearch = createForkSearch({
    certificates,
    entries,
    rulesOf,
    prove(fork) {
      if (!forks.isNews(fork)) return false;
      forks.keep(fork, 1);
      truncate(fork.owner, fork.sequence);
      return true;
    },
    leaveBranch: truncate,
    spread: () => {},
    refusals,
  });
  const puller = createPuller({
    market: MARKET,
    self: createAccount(name).address,
    certificates,
    entries,
    rows,
    forks,
    forkSearch,
    join(owner, list) {
      const joined = judgeFollowing(entries.head(owner), list, rulesOf(owner), forks.of(owner)?.sequence);
      entries.append(owner, joined.entries);
      return joined;
    },
    wants: () => true,
    allowance: () => Infinity,
    checkpoints: { isNews: () => false, isAdopting: () => false, bytesOf: () => 0, offer: () => {} },
    refusals,
    onPeers: () => {},
    onRows: () => {},
    chase: () => {},
  });
  const serve = createServe({
    market: MARKET,
    certificates,
    entries,
    rows,
    checkpointOf: () => undefined,
    forks,
    refusals,
    peersFor: () => [],
    onRows: () => {},
  });

  return {
    name,
    refusals,
    serve,
    give(certificate, list) {
      certificates.accept(certificate);
      entries.append(certificate.owner, list);
    },

    async pullFrom(other, faults = []) {
      const [near, far] = streamPair();
      const served = other.serve(far, { remotePeer: { toString: () => name } } as unknown as Connection);
      const frames = framesOf(near, { maxBytes: MAX_ANSWER_BYTES, deadlineMs: 5_000 });
      const way = faulty(frames, faults);
      try {
        await puller.exchange(way, other.name);
        await frames.close();
      } catch (error) {
        frames.abort(error as Error);
        throw error;
      } finally {
        await served;
      }
    },

    hash() {
      const hash = createHash("sha256");
      for (const owner of entries.owners().toSorted()) {
        hash.update(owner);
        for (const { bytes } of entries.page(owner, 0, Infinity)) hash.update(bytes);
      }
      return hash.digest("hex");
    },
    close: () => database.close(),
  };
}

/** One side of a stream that never leaves the process, as far as frames use it. */
class MemoryStream extends EventTarget {
  other!: MemoryStream;
  readonly writeBufferLength = 0;
  readonly readableEnded = false;
  readStatus = "readable";
  status = "open";
  /** What has come and was not told of: it is told in a turn of its own, and not while the stream is paused. */
  private readonly waiting: Event[] = [];

  send(data: Uint8Array): boolean {
    this.other.arrive(Object.assign(new Event("message"), { data }));
    return true;
  }
  async close(): Promise<void> {
    this.other.arrive(new Event("end"));
  }
  pause(): void {
    this.readStatus = "paused";
  }
  resume(): void {
    this.readStatus = "readable";
    setImmediate(() => this.tell());
  }
  private arrive(event: Event): void {
    this.waiting.push(event);
    setImmediate(() => this.tell());
  }
  private tell(): void {
    while (this.readStatus === "readable" && this.waiting.length > 0) this.dispatchEvent(this.waiting.shift()!);
  }
  abort(error: Error): void {
    if (this.status === "aborted") return;
    this.status = "aborted";
    this.dispatchEvent(Object.assign(new Event("close"), { error }));
    this.other.abort(new Error("reset"));
  }
}

function streamPair(): [Stream, Stream] {
  const [near, far] = [new MemoryStream(), new MemoryStream()];
  near.other = far;
  far.other = near;
  return [near as unknown as Stream, far as unknown as Stream];
}

/** Faults by frame, in both directions, until they are used up. A frame that never comes ends the exchange. */
function faulty(frames: Frames, faults: Fault[]): Frames {
  const left = [...faults];
  const ready: Uint8Array[] = [];
  const lost = () => new Error("lost on the way");
  const read = () => (left.length > 0 || faults.length > 0 ? within(frames.read(), lost) : frames.read());
  return {
    ...frames,
    async read() {
      if (ready.length > 0) return ready.shift();
      const frame = await read();
      const fault = left.shift() ?? "pass";
      if (!frame || fault === "pass") return frame;
      if (fault === "cut") throw lost();
      if (fault === "drop") return read();
      if (fault === "twice") ready.push(frame);
      if (fault === "swap") {
        const next = await read();
        ready.push(frame);
        return next;
      }
      return frame;
    },
    async write(bytes) {
      const fault = left.shift() ?? "pass";
      if (fault === "cut") throw lost();
      if (fault === "drop") return;
      await frames.write(bytes);
      if (fault === "twice") await frames.write(bytes);
    },
  };
}

const LOST_MS = 30;

async function within<T>(work: Promise<T>, late: () => Error): Promise<T> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(late()), LOST_MS);
  try {
    return await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
