// Answers /souk/sync/1.0.0: what is held here, certificates, and entries after a sequence.
import { setImmediate } from "node:timers/promises";
import type { Connection, Stream } from "@libp2p/interface";
import type { Address } from "../../../protocol/ids.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Entries } from "../journal/entries.ts";
import type { Forks } from "../journal/forks.ts";
import type { Row } from "../journal/row.ts";
import { type Frames, faultOf, framesOf } from "../net/frames.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import type { Rows } from "./rows.ts";
import {
  FRAME_BYTES,
  MAX_REQUEST_BYTES,
  MAX_ROWS,
  RANGE_BYTES,
  type Request,
  encodeCertificates,
  encodeCheckpoints,
  encodeDigest,
  encodeEntry,
  encodeForks,
  encodeHashes,
  encodeRange,
  parseRequest,
} from "./wire.ts";

export const SYNC_DEADLINE_MS = 7_000;

const NONE = new Uint8Array();
/** Tokens: a digest is sorted anew for each asker, and its first page carries the asker's own rows. */
const COST = { digest: 5, certificates: 1, checkpoints: 1, range: 1, hashes: 1, entry: 1, forks: 1 };
const FIRST_PAGE = 20;
const costOf = (request: Request): number =>
  request.ask === "digest" && request.after === null ? FIRST_PAGE : COST[request.ask];

export interface ServeDeps {
  market: string;
  certificates: Certificates;
  entries: Entries;
  rows: Rows;
  /** Signed, if one is held. */
  checkpointOf(owner: Address): Uint8Array | undefined;
  forks: Pick<Forks, "of">;
  refusals: Refusals;
  /** Addresses of other peers that the asker may want to know. */
  peersFor(peerId: string): string[];
  /** Called with the rows that the asker holds. */
  onRows(peerId: string, rows: Row[]): void;
}

export function createServe(deps: ServeDeps) {
  const { market, certificates, entries, rows: ownRows, forks, checkpointOf, refusals, peersFor, onRows } = deps;
  const rate = createRate({ burst: 500, perSecond: 100 });

  /** One stream: any number of requests, one after the other, until the asker closes it or is slow. */
  return async function serve(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer.toString();
    const frames = framesOf(stream, { maxBytes: MAX_REQUEST_BYTES, deadlineMs: SYNC_DEADLINE_MS });
    try {
      for (let frame = await frames.read(); frame; frame = await frames.read()) {
        const verdict = parseRequest(frame);
        const code = !verdict.ok ? verdict.code : rate(peerId, costOf(verdict.value)) ? undefined : "sync.rate";
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
    if (request.ask === "checkpoints") {
      return frames.write(encodeCheckpoints(request.owners.map(checkpointOf).filter((one) => one !== undefined)));
    }
    if (request.ask === "range") return range(frames, request.from);
    if (request.ask === "hashes") {
      const { owner, sequences } = request;
      return frames.write(encodeHashes(sequences.map((sequence) => entries.at(owner, sequence)?.digest ?? NONE)));
    }
    if (request.ask === "entry") {
      return frames.write(encodeEntry(entries.bytes(request.owner, request.sequence) ?? NONE));
    }
    if (request.ask === "forks") {
      const known = request.owners.map(forks.of).filter((fork) => fork !== undefined);
      return frames.write(encodeForks(known.map((fork) => [fork.owner, fork.entries])));
    }
    if (request.market !== market) return frames.write(encodeDigest({ rows: [], more: false, peers: [] }));
    onRows(peerId, request.rows);
    const rows = ownRows.after(request.after, MAX_ROWS + 1);
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
