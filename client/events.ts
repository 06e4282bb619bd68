// Live events of a node: SSE over fetch, reconnecting and resuming by id until aborted; in the browser and in Node.
import "./without-eval.ts";
import { API_PREFIX, routes } from "../protocol/api/routes.ts";
import { type SoukEvent, soukEvent } from "../protocol/events.ts";
import { ApiProblem, type Connection, call } from "./call.ts";

export interface LiveEvent {
  /** `epoch:sequence`; give it as `after` to go on from here. */
  id: string;
  event: SoukEvent;
}

export interface LiveEventsInput extends Connection {
  /** Ends the iteration without an error. */
  signal: AbortSignal;
  /** Left out: from now on. */
  after?: string | undefined;
  /** Called with true when a stream opens, with false when it breaks or cannot be opened. */
  onState?: (connected: boolean) => void;
}

/** The node sends something every 15 seconds. */
const SILENCE_MS = 40_000;
const MAX_RETRY_MS = 10_000;
const MAX_LINE = 1_000_000;

/** @throws ApiProblem if the node refuses this caller for good (401, 403) */
export async function* liveEvents(input: LiveEventsInput): AsyncGenerator<LiveEvent, void, void> {
  const { signal, onState } = input;
  let last = input.after;
  let failures = 0;
  while (!signal.aborted) {
    const stream = new AbortController();
    try {
      const body = await connect(input, last, AbortSignal.any([signal, stream.signal]));
      onState?.(true);
      failures = 0;
      for await (const { id, data } of blocks(body, stream)) {
        last = id ?? last;
        const event = parse(data);
        if (event && last !== undefined) yield { id: last, event };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiProblem && [401, 403].includes(error.status)) throw error;
    } finally {
      stream.abort();
    }
    onState?.(false);
    await pause(Math.min(200 * 2 ** failures++, MAX_RETRY_MS), signal);
  }
}

async function connect(input: Connection, after: string | undefined, signal: AbortSignal) {
  const headers = new Headers({ accept: routes.events.rawAnswer });
  if (after !== undefined) headers.set("last-event-id", after);
  // A stream outlives any call: its deadline is silence.
  const response = await call(input, API_PREFIX + routes.events.path, { headers, signal }, 2 ** 31 - 1);
  return response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
}

interface Block {
  id: string | undefined;
  data: string | undefined;
}

/** Blocks of an event stream (WHATWG HTML, 9.2.6); comments only show that the node lives. */
async function* blocks(body: ReadableStream<Uint8Array>, stream: AbortController): AsyncGenerator<Block> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  let block: Block = { id: undefined, data: undefined };
  for (;;) {
    const silence = setTimeout(() => stream.abort(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop()!;
    if (rest.length > MAX_LINE) throw new Error("the node sent a line without end");
    for (const line of lines) {
      const [, field, text = ""] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (field === "id") block.id = text;
      if (field === "data") block.data = block.data === undefined ? text : `${block.data}\n${text}`;
      if (line !== "") continue;
      yield block;
      block = { id: undefined, data: undefined };
    }
  }
}

/** @returns undefined for a kind of event that this client does not know yet */
function parse(data: string | undefined): SoukEvent | undefined {
  if (data === undefined) return undefined;
  const parsed = soukEvent.safeParse(JSON.parse(data));
  return parsed.success ? parsed.data : undefined;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const timer = setTimeout(stop, ms);
    signal.addEventListener("abort", stop);
  });
}
