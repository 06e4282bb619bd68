// Sockets that come and say nothing, or noise: a node has few places for connections that are not made yet, and honest peers get in all the same.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { afterEach, describe, it } from "node:test";
import type { MultiaddrConnection, PeerId } from "@libp2p/interface";
import { pendingGater } from "../../../../node/p2p/net/pending.ts";
import { createVictim } from "../../../support/attackers.ts";
import { blockRecord, createNursery, reached } from "../../../support/p2p-node.ts";

/** Several times as many as libp2p makes connections of at a time; and more than there are places. */
const SOME = { sockets: 40, againMs: 5 };
const MANY = { sockets: 400, againMs: 500 };
const SOON_MS = 5_000;

describe("sockets that never become connections", () => {
  const nursery = createNursery();
  const sockets = new Set<Socket>();
  let isOver = false;
  afterEach(async () => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
    await nursery.end();
  });

  for (const [name, { sockets: count, againMs }, open] of [
    ["say nothing", SOME, () => {}],
    ["say nothing, and are more than there is room for", MANY, () => {}],
    ["say noise, and wait", SOME, (socket: Socket) => void socket.write(Buffer.alloc(64, 7))],
    ["say noise, and go", SOME, (socket: Socket) => void socket.end(Buffer.alloc(64, 7))],
  ] as const) {
    it(`and ${name}: an honest peer comes in meanwhile`, async () => {
      isOver = false;
      const { victim, seller, home } = await createVictim(nursery);
      const [, host, port] = /^\/ip4\/([\d.]+)\/tcp\/(\d+)/.exec(victim.address())!;
      const hold = (): Socket => {
        const socket = connect(Number(port), host!).on("error", () => {});
        sockets.add(socket);
        socket.on("connect", () => open(socket));
        socket.on("close", () => {
          sockets.delete(socket);
          if (!isOver) setTimeout(hold, againMs);
        });
        return socket;
      };
      await Promise.all(Array.from({ length: count }, () => once(hold(), "connect").catch(() => {})));
      const began = performance.now();
      const honest = await nursery.start("seller", { directory: home, join: [victim.address()] });
      await honest.journals.append([blockRecord(4)]);
      await reached(victim.journals, seller.owner, 4);
      const took = performance.now() - began;
      assert.ok(took < SOON_MS, `it took ${Math.round(took)} ms`);
    });
  }
});

describe("a gater of pending connections", () => {
  const connection = () => {
    const one = new EventTarget() as EventTarget & { abort: (error: Error) => void; error?: Error };
    one.abort = (error) => void (one.error = error);
    return one;
  };

  it("ends the one that has taken longest, never one that is made or closed", async () => {
    const gater = pendingGater({}, 2);
    const [made, closed, slow, next, last] = Array.from({ length: 5 }, connection);
    const come = (one: unknown) => gater.denyInboundConnection!(one as MultiaddrConnection);
    assert.equal(await come(made), false);
    await gater.denyInboundUpgradedConnection!({} as PeerId, made as unknown as MultiaddrConnection);
    await come(closed);
    closed!.dispatchEvent(new Event("close"));
    for (const one of [slow, next, last]) await come(one);
    const ended = [made, closed, slow, next, last].map((one) => one!.error !== undefined);
    assert.deepEqual(ended, [false, false, true, false, false]);
  });
});
