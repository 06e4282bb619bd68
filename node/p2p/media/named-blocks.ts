// The port NamedBlocks: small blocks by digest, asked of connected peers over /souk/blocks/1.0.0, and offered to those who may want them.
import type { Connection, Stream } from "@libp2p/interface";
import * as dagCbor from "@ipld/dag-cbor";
import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";
import { type Address, type Hex32, fromHex, toHex } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { NamedBlocks } from "../../core/ports/network.ts";
import type { Certificates } from "../journal/certificates.ts";
import { peerIdOf, sha256 } from "../keys.ts";
import { type Frames, faultOf, framesOf } from "../net/frames.ts";
import type { Peers } from "../net/peers.ts";
import { createRate } from "../net/rate.ts";
import type { Refusals } from "../net/refusals.ts";
import {
  BLOCKS_PROTOCOL,
  MAX_GET,
  MAX_HAVE,
  encodeBlockRequest,
  encodeHave,
  parseHave,
  parseOffer,
} from "./block-wire.ts";
import type { Blocks } from "./blocks.ts";

/** One frame of digests, answered by which of them are held. Whoever is offered something fetches it, or does not. */
export const OFFER_PROTOCOL = "/souk/offer/1.0.0";
const DEADLINE_MS = 5_000;
const SHA2_256 = 0x12;
const MAX_ASKED = 16;
const MAX_COUNTED = 32;
const MAX_ROUNDS = 4;
const ANSWER_BYTES = 1_024;
const OFFERS = { burst: 20, perSecond: 1 };

export interface NamedBlocksDeps {
  blocks: Pick<Blocks, "find" | "holds" | "put">;
  peers: Pick<Peers, "connected" | "connectionTo" | "connect">;
  certificates: Pick<Certificates, "current">;
  refusals: Refusals;
}

export function createNamedBlocks({ blocks, peers, certificates, refusals }: NamedBlocksDeps) {
  const offered = createRate(OFFERS);
  const listeners = new Set<(digests: Hex32[]) => void>();

  /** @returns undefined when the peer failed; what is its fault is counted */
  async function talk<T>(
    peerId: string,
    protocol: string,
    maxBytes: number,
    signal: AbortSignal,
    work: (frames: Frames) => Promise<T>,
  ): Promise<T | undefined> {
    let frames: Frames | undefined;
    const abort = () => frames?.abort(new Error("cancelled"));
    signal.addEventListener("abort", abort, { once: true });
    try {
      const connection = await peers.connect(peerId, signal);
      frames = framesOf(await connection.newStream(protocol, { signal, runOnLimitedConnection: true }), {
        maxBytes,
        deadlineMs: DEADLINE_MS,
      });
      const result = await work(frames);
      await frames.close();
      return result;
    } catch (error) {
      const fault = (error as { refusal?: string } | undefined)?.refusal ?? faultOf(error);
      if (fault) refusals.add(peerId, fault);
      frames?.abort(error as Error);
      return undefined;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  const haveOf = (peerId: string, digests: Hex32[], signal: AbortSignal) =>
    talk(peerId, BLOCKS_PROTOCOL, ANSWER_BYTES, signal, async (frames) => {
      await frames.write(encodeBlockRequest({ ask: "have", digests: digests.map(fromHex) }));
      return readHave(frames, digests.length);
    });

  /** @returns the digests that it did have after all, with their bytes; undefined when it is not to be asked again */
  const getOf = (peerId: string, digests: Hex32[], maxBytes: number, signal: AbortSignal) =>
    talk(peerId, BLOCKS_PROTOCOL, maxBytes, signal, async (frames) => {
      await frames.write(encodeBlockRequest({ ask: "get", digests: digests.map(fromHex) }));
      const found = new Map<Hex32, Uint8Array>();
      for (const digest of digests) {
        const bytes = await frames.read();
        if (!bytes) throw new Error("the peer closed the stream before it answered");
        if (bytes.length === 0) continue;
        if (toHex(sha256(bytes)) !== digest) throw refusal("blocks.wrong");
        found.set(digest, bytes);
      }
      return found;
    });

  async function sources(digests: Hex32[], signal: AbortSignal): Promise<Map<string, Set<Hex32>>> {
    const some = peers
      .connected()
      .toSorted(() => Math.random() - 0.5)
      .slice(0, MAX_ASKED);
    const answers = await Promise.all(
      some.map(async (peerId) => {
        const have = (await haveOf(peerId, digests, signal)) ?? [];
        return [peerId, new Set(digests.filter((_, index) => have[index]))] as const;
      }),
    );
    return new Map(answers);
  }

  const port: NamedBlocks = {
    find: (digest) => blocks.find(fromHex(digest)),
    async hold(bytes) {
      await blocks.put(CID.createV1(raw.code, create(SHA2_256, sha256(bytes))), bytes);
    },
    peers: peers.connected,

    async ask(digests, maxBytes, signal) {
      const missing = new Set(digests.slice(0, MAX_HAVE));
      const found = new Map<Hex32, Uint8Array>();
      if (missing.size === 0) return found;
      const from = await sources([...missing], signal);
      for (let round = 0; round < MAX_ROUNDS && missing.size > 0 && !signal.aborted; round++) {
        const plan = new Map<string, Hex32[]>();
        for (const digest of missing) {
          const able = [...from].filter(([, has]) => has.has(digest)).map(([peerId]) => peerId);
          const chosen = able[Math.floor(Math.random() * able.length)];
          if (!chosen) continue;
          const list = plan.get(chosen) ?? [];
          if (list.length < MAX_GET) plan.set(chosen, [...list, digest]);
        }
        if (plan.size === 0) break;
        await Promise.all(
          [...plan].map(async ([peerId, list]) => {
            const got = await getOf(peerId, list, maxBytes, signal);
            if (!got) from.delete(peerId);
            for (const digest of list) {
              const bytes = got?.get(digest);
              if (bytes) found.set(digest, bytes);
              if (bytes) missing.delete(digest);
              else from.get(peerId)?.delete(digest);
            }
          }),
        );
      }
      return found;
    },

    async holders(digest, signal) {
      const some = peers.connected().slice(0, MAX_COUNTED);
      const answers = await Promise.all(some.map((peerId) => haveOf(peerId, [digest], signal)));
      return answers.filter((have) => have?.[0]).length;
    },

    async offer(to, digest, signal) {
      const peerId = to.startsWith("0x") ? homeOf(to as Address) : to;
      const answer = await talk(peerId, OFFER_PROTOCOL, ANSWER_BYTES, signal, async (frames) => {
        await frames.write(dagCbor.encode({ digests: [fromHex(digest)] }));
        return readHave(frames, 1);
      });
      if (!answer) throw unreachable(to);
      return answer[0]!;
    },
    onOffer: (listener) => void listeners.add(listener),
  };

  function homeOf(owner: Address): string {
    const certificate = certificates.current(owner);
    if (!certificate) throw unreachable(owner);
    return peerIdOf(certificate.journalKey);
  }

  /** Nothing that is offered is taken in here: whoever listens fetches what it wants anyway. */
  async function receive(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer.toString();
    const frames = framesOf(stream, { maxBytes: ANSWER_BYTES, deadlineMs: DEADLINE_MS });
    const abort = (code: string) => {
      refusals.add(peerId, code);
      frames.abort(new Error(code));
    };
    try {
      const frame = await frames.read();
      if (!frame) return await frames.close();
      if (!offered(peerId)) return abort("offer.rate");
      const verdict = parseOffer(frame);
      if (!verdict.ok) return abort(verdict.code);
      const { digests } = verdict.value;
      const have = digests.map((digest) => blocks.holds(digest));
      await frames.write(encodeHave(have));
      await frames.close();
      const news = digests.filter((_, index) => !have[index]).map((digest) => toHex(digest) as Hex32);
      if (news.length > 0) for (const listener of listeners) listener(news);
    } catch (error) {
      const fault = faultOf(error);
      if (fault) refusals.add(peerId, fault);
      frames.abort(error as Error);
    }
  }

  return { port, receive };
}

async function readHave(frames: Frames, count: number): Promise<boolean[]> {
  const frame = await frames.read();
  if (!frame) throw new Error("the peer closed the stream before it answered");
  const verdict = parseHave(frame);
  if (!verdict.ok || verdict.value.have.length !== count) throw refusal("blocks.have");
  return verdict.value.have;
}

const refusal = (code: string): Error => Object.assign(new Error(code), { refusal: code });
const unreachable = (who: string): SoukError =>
  new SoukError("peer.unreachable", `The node of ${who} cannot be reached now.`, { retryable: true, subject: who });
