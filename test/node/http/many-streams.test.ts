// Five hundred clients of the live events, one of which takes nothing: it is dropped and resumes, the others see every event, and it costs little.
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { API_PREFIX } from "../../../protocol/api/routes.ts";
import type { Problem } from "../../../protocol/api/schemas.ts";
import { TOKEN, rawRequest } from "../../support/http-node.ts";
import { counted, report } from "../../support/long.ts";
import type { StreamAsk, StreamTold } from "../../support/stream-server.ts";

const CLIENTS = 500;
/** What the server takes, and then no more. */
const LIMIT = 512;
/** More than the buffers of a loopback connection hold. */
const BACKLOG = { emit: 1_500, bytes: 60_000 };
const EVENTS = counted(2_000, 200);
const MEMORY = 60_000_000;

interface Reader {
  socket: Socket;
  /** Newest id that was seen whole, and how many. */
  last: string;
  count: number;
  inOrder: boolean;
}

describe("five hundred event streams", () => {
  let server: ChildProcess;
  let port: number;
  const readers: Reader[] = [];
  before(async () => {
    const script = fileURLToPath(new URL("../../support/stream-server.ts", import.meta.url));
    server = fork(script, [], { execArgv: ["--expose-gc"] });
    [{ port }] = (await once(server, "message")) as [{ port: number }];
  });
  after(async () => {
    for (const { socket } of readers) socket.destroy();
    server.send({ stop: true } satisfies StreamAsk);
    await once(server, "exit");
  });

  async function ask(what: StreamAsk): Promise<StreamTold> {
    const told = once(server, "message", { signal: AbortSignal.timeout(30_000) });
    server.send(what);
    return ((await told) as [StreamTold])[0];
  }

  /** @param reads false: it opens the stream and takes nothing from then on */
  async function open(from: string, reads = true): Promise<Reader> {
    const socket = connect(port, "127.0.0.1");
    const reader: Reader = { socket, last: from, count: 0, inOrder: true };
    readers.push(reader);
    socket.on("error", () => {});
    await once(socket, "connect");
    const headers = `host: 127.0.0.1:${port}\r\nauthorization: Bearer ${TOKEN}\r\n`;
    socket.write(`GET ${API_PREFIX}/events?after=${from} HTTP/1.1\r\n${headers}\r\n`);
    await once(socket, "readable");
    let rest = "";
    const hear = (chunk: Buffer) => {
      // An id counts once the blank line after its data is here.
      const blocks = (rest + chunk.toString("latin1")).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) {
        const [, id] = /(?:^|\n)id: (one:\d+)\nevent/.exec(block) ?? [];
        if (id === undefined) continue;
        reader.inOrder &&= sequenceOf(id) === sequenceOf(reader.last) + 1;
        reader.last = id;
        reader.count++;
      }
    };
    if (reads) socket.on("data", hear);
    else socket.once("resume", () => socket.on("data", hear));
    return reader;
  }

  it("all see every event in order but the one that stalls, which is dropped and goes on where it was", async () => {
    const { last: old } = await ask({ emit: 1 });
    const { last: now } = await ask(BACKLOG);
    const { memory: idle } = await ask({ memory: true });
    const started = performance.now();
    const stalled = await open(old!, false);
    const live = await Promise.all(Array.from({ length: CLIENTS - 1 }, () => open(now!)));
    let end = now!;
    let most = 0;
    for (let sent = 0; sent < EVENTS; sent += 50) {
      end = (await ask({ emit: 50 })).last!;
      most = Math.max(most, (await ask({ memory: true })).memory! - idle!);
    }
    await until("the others have all of it", () => live.every(({ last }) => last === end));
    const seconds = (performance.now() - started) / 1_000;
    await until("the stalled one is dropped", async () => (await ask({ memory: true })).cut === 1);
    const closed = once(stalled.socket, "close");
    stalled.socket.resume();
    await closed;
    const dropped = stalled.last;
    const resumed = await open(dropped);
    await until("it has the rest", () => resumed.last === end);

    const measured = `${Math.round(most / 1e6)} MB more, ${EVENTS} events to each in ${seconds.toFixed(1)} s`;
    report(
      {
        test: "500 event streams, one stalled",
        count: CLIENTS,
        figure: `every event to 499 in order, the stalled one resumes, < ${MEMORY / 1e6} MB`,
        measured,
      },
      {
        "an event is missing": live.some(({ count, inOrder }) => count !== EVENTS || !inOrder),
        "the stalled one was not dropped": sequenceOf(dropped) >= sequenceOf(end),
        "the stalled one did not get the rest": !resumed.inOrder || resumed.last !== end,
        memory: most > MEMORY,
      },
    );
  });

  it("more than the limit are refused in words, while calls are still answered", async () => {
    const { last } = await ask({ emit: 1 });
    const opened = readers.filter(({ socket }) => !socket.destroyed).length;
    await Promise.all(Array.from({ length: LIMIT - opened }, () => open(last!)));
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { status, body } = await rawRequest({ port }, "GET", `${API_PREFIX}/events`, headers);
    const problem = JSON.parse(body.toString()) as Problem;
    assert.deepEqual([status, problem.code, problem.retryable], [503, "events.full", true]);
    assert.match(problem.detail, /512 live streams/);
    assert.equal((await rawRequest({ port }, "GET", `${API_PREFIX}/node`, headers)).status, 200);
  });
});

const sequenceOf = (id: string): number => Number(id.split(":")[1]);

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, `waited a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
