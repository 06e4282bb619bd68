// /souk/message/1.0.0: bytes for the node that is a participant's home, and its answer: accepted or refused.
import type { Connection, Stream } from "@libp2p/interface";
import * as dagCbor from "@ipld/dag-cbor";
import { z } from "zod";
import { MAX_ENVELOPE_BYTES } from "../../protocol/envelope.ts";
import { judge } from "../../protocol/verdict.ts";
import { SoukError } from "../core/errors.ts";
import type { Messages } from "../core/ports/network.ts";
import type { Certificates } from "./journal/certificates.ts";
import { faultOf, framesOf } from "./net/frames.ts";
import type { Host } from "./net/host.ts";
import { peerIdOf } from "./keys.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Peers } from "./net/peers.ts";
import { createRate } from "./net/rate.ts";
import type { Refusals } from "./net/refusals.ts";

export const MESSAGE_PROTOCOL = "/souk/message/1.0.0";
const MAX_ANSWER_BYTES = 1_024;
const DEADLINE_MS = 7_000;

const answer = z.strictObject({ refused: z.string().max(200).nullable(), retry: z.boolean() });
type Answer = z.output<typeof answer>;

export interface MessagesDeps {
  host(): Host;
  peers: Peers;
  certificates: Certificates;
  refusals: Refusals;
  log: Logger;
}

export function createMessages({ host, peers, certificates, refusals, log }: MessagesDeps) {
  const rate = createRate({ burst: 20, perSecond: 2 });
  const stopping = new AbortController();
  let handle: ((bytes: Uint8Array) => Promise<string | null>) | undefined;

  async function receive(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer.toString();
    const frames = framesOf(stream, { maxBytes: MAX_ENVELOPE_BYTES, deadlineMs: DEADLINE_MS });
    try {
      const bytes = await frames.read();
      if (!bytes) return await frames.close();
      await frames.write(dagCbor.encode(await judgeMessage(peerId, bytes)));
      await frames.close();
    } catch (error) {
      const fault = faultOf(error);
      if (fault) refusals.add(peerId, fault);
      frames.abort(error as Error);
    }
  }

  async function judgeMessage(peerId: string, bytes: Uint8Array): Promise<Answer> {
    if (!handle) return { refused: "not ready", retry: true };
    if (!rate(peerId)) {
      refusals.add(peerId, "message.rate");
      return { refused: "too many messages", retry: true };
    }
    try {
      const refused = await handle(bytes);
      if (refused !== null) refusals.add(peerId, "message.refused");
      return { refused: refused?.slice(0, 200) ?? null, retry: false };
    } catch (error) {
      log.error({ err: error, peerId }, "a message could not be handled");
      return { refused: "not handled", retry: true };
    }
  }

  async function exchange(peerId: string, bytes: Uint8Array, signal: AbortSignal): Promise<Answer> {
    const connection = await peers.connect(peerId, signal);
    const stream = await connection.newStream(MESSAGE_PROTOCOL, { signal, runOnLimitedConnection: true });
    const frames = framesOf(stream, { maxBytes: MAX_ANSWER_BYTES, deadlineMs: DEADLINE_MS });
    const abort = () => frames.abort(new Error("cancelled"));
    signal.addEventListener("abort", abort, { once: true });
    try {
      await frames.write(bytes);
      const frame = await frames.read();
      if (!frame) throw new Error("it closed the stream without an answer");
      const verdict = judge(answer, dagCbor.decode(frame), "message.answer");
      if (!verdict.ok) throw new Error("its answer was malformed");
      await frames.close();
      return verdict.value;
    } catch (error) {
      frames.abort(error as Error);
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  const port: Messages = {
    async send(recipient, bytes, signal) {
      const unreachable = (why: string, cause?: unknown) =>
        new SoukError("peer.unreachable", `The node of ${recipient} cannot be reached: ${why}. Try again later.`, {
          retryable: true,
          cause,
          subject: recipient,
        });
      if (bytes.length > MAX_ENVELOPE_BYTES) {
        throw new SoukError(
          "input.invalid",
          `a message is at most ${MAX_ENVELOPE_BYTES} bytes, this has ${bytes.length}`,
        );
      }
      const certificate = certificates.current(recipient);
      if (!certificate) throw unreachable("its certificate has not been seen yet");
      let reply: Answer;
      try {
        const deadline = AbortSignal.any([signal, stopping.signal, AbortSignal.timeout(DEADLINE_MS)]);
        reply = await exchange(peerIdOf(certificate.journalKey), bytes, deadline);
      } catch (error) {
        throw unreachable((error as Error).message, error);
      }
      if (reply.refused === null) return;
      if (reply.retry) throw unreachable(reply.refused);
      throw new SoukError("peer.refused", `${recipient} refused the message: ${reply.refused}.`, {
        subject: recipient,
      });
    },
    onMessage(handler) {
      handle = handler;
    },
  };

  return {
    port,
    start: (): Promise<void> =>
      host().handle(MESSAGE_PROTOCOL, (stream, connection) => void receive(stream, connection), {
        maxInboundStreams: 4,
        maxOutboundStreams: 4,
        runOnLimitedConnection: true,
      }),
    async stop(): Promise<void> {
      stopping.abort();
      await host().unhandle(MESSAGE_PROTOCOL);
    },
  };
}
