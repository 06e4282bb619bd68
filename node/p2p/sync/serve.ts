// Answers /souk/sync/1.0.0: what is held here, certificates, and entries after a sequence.
import { setImmediate } from "node:timers/promises";
import type { Connection, Stream } from "@libp2p/interface";
import type { Address } from "../../../protocol/ids.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import { type Frames, faultOf, framesOf } from "../net/frames.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import {
  FRAME_BYTES,
  MAX_REQUEST_BYTES,
  MAX_ROWS,
  RANGE_BYTES,
  type Request,
  type Row,
  encodeCertificates,
  encodeDigest,
  encodeRange,
  parseRequest,
} from "./wire.ts";

export const SYNC_DEADLINE_MS = 8_000;

/** Tokens: a digest is sorted anew for each asker. */
const COST = { digest: 5, certificates: 1, range: 1 };

export interface ServeDeps {
  market: string;
  certificates: Certificates;
  entries: Entries;
  refusals: Refusals;
  /** Addresses of other peers that the asker may want to know. */
  peersFor(peerId: string): string[];
  /** Called with the rows that the asker holds. */
  onRows(peerId: string, rows: Row[]): void;
}

/** Journals this node can name, by owner, in byte order. */
export function rowsAfter(
  certificates: Certificates,
  entries: Entries,
  after: Address | null,
  limit = MAX_ROWS,
): Row[] {
  const owners = certificates.owners().filter((owner) => after === null || owner > after);
  return owners
    .toSorted()
    .slice(0, limit)
    .map((owner) => rowOf(certificates, entries, owner));
}

export function rowOf(certificates: Certificates, entries: Entries, owner: Address): Row {
  const certificate = certificates.current(owner);
  return [owner, entries.head(owner).sequence, certificate?.epoch ?? 0, certificate?.issuedAt ?? 0];
}

export function createServe({ market, certificates, entries, refusals, peersFor, onRows }: ServeDeps) {
  const rate = createRate({ burst: 500, perSecond: 100 });

  /** One stream: any number of requests, one after the other, until the asker closes it or is slow. */
  return async function serve(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer.toString();
    const frames = framesOf(stream, { maxBytes: MAX_REQUEST_BYTES, deadlineMs: SYNC_DEADLINE_MS });
    try {
      for (let frame = await frames.read(); frame; frame = await frames.read()) {
        const verdict = parseRequest(frame);
        const code = !verdict.ok ? verdict.code : rate(peerId, COST[verdict.value.ask]) ? undefined : "sync.rate";
        if (code || !verdict.ok) {
          refusals.add(peerId, code!);
          return frames.abort(new Error(code));
        }
        await answer(frames, peerId, verdict.value);
      }
      await frames.close();
    } catch (error) {
      const fault = faultOf(error);
      if (fault) refusals.add(peerId, fault);
      frames.abort(error as Error);
    }
  };

  async function answer(frames: Frames, peerId: string, request: Request): Promise<void> {
    if (request.ask === "certificates") {
      return frames.write(encodeCertificates(request.owners.flatMap(certificates.all)));
    }
    if (request.ask === "range") return range(frames, request.from);
    if (request.market !== market) return frames.write(encodeDigest({ rows: [], more: false, peers: [] }));
    onRows(peerId, request.rows);
    const rows = rowsAfter(certificates, entries, request.after, MAX_ROWS + 1);
    await frames.write(
      encodeDigest({ rows: rows.slice(0, MAX_ROWS), more: rows.length > MAX_ROWS, peers: peersFor(peerId) }),
    );
  }

  async function range(frames: Frames, from: [Address, number][]): Promise<void> {
    let pack: [Address, Uint8Array[]][] = [];
    let packed = 0;
    let total = 0;
    const flush = async () => {
      if (pack.length === 0) return;
      await frames.write(encodeRange(pack));
      pack = [];
      packed = 0;
      await setImmediate(); // own work and other peers get their turn
    };
    for (const [owner, sequence] of from) {
      let after = sequence;
      while (total < RANGE_BYTES) {
        const page = entries.page(owner, after, FRAME_BYTES - packed);
        if (page.length === 0) break;
        pack.push([owner, page.map(({ bytes }) => bytes)]);
        after = page.at(-1)!.sequence;
        const size = page.reduce((sum, { bytes }) => sum + bytes.length, 0);
        packed += size;
        total += size;
        if (packed >= FRAME_BYTES - 8_192) await flush();
        if (after >= entries.head(owner).sequence) break;
      }
    }
    await flush();
    await frames.write(encodeRange([]));
  }
}
