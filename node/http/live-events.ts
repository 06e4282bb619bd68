// Live events over SSE: every stream goes through the outbox at its own pace from its own cursor, so a slow reader costs no memory and is dropped.
import type { ServerResponse } from "node:http";
import type { SoukEvent } from "../../protocol/events.ts";
import { SoukError } from "../core/errors.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { EventReader } from "../core/ports/readers.ts";

/** Events read at once; between two reads others get their turn. */
const BATCH = 100;

/** A page in many tabs, command lines, and programs of the owner. */
const MAX_STREAMS = 512;

export interface LiveEventsOptions {
  heartbeatMs?: number;
  /** A stream whose reader takes nothing for so long is cut; it resumes by id. */
  stallMs?: number;
  maxStreams?: number;
}

export interface LiveEvents {
  start(): void;
  /**
   * @param after an id seen before, or undefined for new events only
   * @param isAllowed asked again and again: a stream does not outlive the token it was opened with
   */
  open(response: ServerResponse, after: string | undefined, isAllowed: () => boolean): void;
  stop(): void;
}

interface Stream {
  response: ServerResponse;
  isAllowed: () => boolean;
  cursor: string;
  /** Runs while the reader's buffer is full. */
  stalled: NodeJS.Timeout | undefined;
  scheduled: boolean;
}

interface Batch {
  after: string;
  /** Made at first use: a stream that stalls takes few of them. */
  frames: readonly { id: string; bytes(): Buffer }[];
}

export function createLiveEvents(
  events: EventReader,
  logger: Logger,
  { heartbeatMs = 15_000, stallMs = 15_000, maxStreams = MAX_STREAMS }: LiveEventsOptions = {},
): LiveEvents {
  const streams = new Set<Stream>();
  let heartbeat: NodeJS.Timeout | undefined;
  let unsubscribe: (() => void) | undefined;
  /** Most streams stand at the same place: what comes next is read and put into words once for all of them. */
  let newest: Batch | undefined;

  function batchAfter(cursor: string): Batch | undefined {
    if (newest?.after === cursor) return newest;
    const found = events.after(cursor, BATCH);
    if (!found) return undefined;
    newest = {
      after: cursor,
      frames: found.map(({ id, event }) => ({ id, bytes: once(() => Buffer.from(frameOf(id, event))) })),
    };
    return newest;
  }

  function send(stream: Stream, frame: string | Buffer): void {
    if (stream.response.write(frame) || stream.stalled) return;
    stream.stalled = setTimeout(() => stream.response.destroy(), stallMs);
    stream.response.once("drain", () => {
      clearTimeout(stream.stalled);
      stream.stalled = undefined;
      schedule(stream);
    });
  }

  function schedule(stream: Stream): void {
    if (stream.scheduled || stream.stalled) return;
    stream.scheduled = true;
    setImmediate(() => {
      stream.scheduled = false;
      if (!streams.has(stream)) return;
      try {
        advance(stream);
      } catch (error) {
        logger.error({ err: error }, "a live event stream was cut");
        stream.response.destroy();
      }
    });
  }

  function advance(stream: Stream): void {
    const batch = batchAfter(stream.cursor);
    if (!batch) {
      stream.cursor = events.last();
      send(stream, frameOf(stream.cursor, { type: "reset", epoch: events.epoch() }));
      return;
    }
    for (const { id, bytes } of batch.frames) {
      stream.cursor = id;
      send(stream, bytes());
      if (stream.stalled) return;
    }
    if (batch.frames.length === BATCH) schedule(stream);
  }

  function beat(stream: Stream): void {
    if (!stream.isAllowed()) stream.response.end();
    else if (!stream.stalled) send(stream, ":\n\n");
  }

  return {
    start() {
      unsubscribe = events.onEvent(() => {
        newest = undefined;
        streams.forEach(schedule);
      });
      heartbeat = setInterval(() => streams.forEach(beat), heartbeatMs);
      heartbeat.unref();
    },
    open(response, after, isAllowed) {
      if (streams.size >= maxStreams) {
        throw new SoukError(
          "events.full",
          `${maxStreams} live streams are open already: close one, or try again later`,
          {
            retryable: true,
          },
        );
      }
      const stream: Stream = {
        response,
        isAllowed,
        cursor: after ?? events.last(),
        stalled: undefined,
        scheduled: false,
      };
      streams.add(stream);
      response.once("close", () => {
        clearTimeout(stream.stalled);
        streams.delete(stream);
      });
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      // An id without data moves the client's cursor and shows it nothing: it can resume before the first event.
      send(stream, `retry: 1000\nid: ${clean(stream.cursor)}\n\n`);
      schedule(stream);
    },
    stop() {
      unsubscribe?.();
      clearInterval(heartbeat);
      for (const { response } of streams) response.end();
      streams.clear();
    },
  };
}

const frameOf = (id: string, event: SoukEvent): string =>
  `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The cursor may be the client's own words. */
const clean = (id: string): string => id.replace(/[^\w:.-]/g, "");
