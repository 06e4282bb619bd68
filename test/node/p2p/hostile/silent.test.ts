// Peers that answer a digest and then nothing: whoever does answer is asked meanwhile.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Address } from "../../../../protocol/ids.ts";
import type { Row } from "../../../../node/p2p/journal/row.ts";
import { createVictim } from "../../../support/attackers.ts";
import { type Stranger, createStrangers, provoke, rowFor } from "../../../support/hostile-peers.ts";
import { blockRecord, createNursery, eventually, reached } from "../../../support/p2p-node.ts";

const SILENT = 6;
/** An answer is waited for seven seconds. */
const SOON_MS = 4_000;
/** Only what is tested starts exchanges. */
const QUIET = { antiEntropyMs: 600_000 };

describe("peers that answer a digest and then nothing", () => {
  const nursery = createNursery();
  const strangers: Stranger[] = [];
  afterEach(async () => {
    await Promise.all(strangers.splice(0).map((stranger) => stranger.leave()));
    await nursery.end();
  });

  /**
   * Silent peers claim `rowsOf`, and once the victim waits for `asked` of them, a seller comes back with entries that it lacks.
   * @returns the victim, and milliseconds until it has them
   */
  async function besiege(asked: number, rowsOf: (seller: Row[0]) => Row[]) {
    const { victim, seller, home } = await createVictim(nursery, QUIET);
    const alone = await nursery.start("seller", { directory: home });
    for (let number = 4; number < 8; number++) await alone.journals.append([blockRecord(number)]);
    await nursery.stop(alone);
    const meet = createStrangers(nursery.folder(), victim.address());
    const rows = rowsOf(seller.owner);
    const times: number[] = Array(SILENT).fill(0);
    const waited = () => times.reduce((sum, count) => sum + count, 0);
    for (let number = 0; number < SILENT; number++) {
      const silent = () => void times[number]!++;
      strangers.push(await meet({ rows, certificates: [], entries: () => [], silent }));
    }
    for (let tries = 0; waited() < asked && tries < 50; tries++) {
      await provoke(strangers[tries % SILENT]!, rows);
      await delay(100);
    }
    assert.ok(waited() >= asked, "the victim waits for them");
    const began = performance.now();
    await nursery.start("seller", { directory: home, join: [victim.address()], ...QUIET });
    const again = setInterval(() => void strangers.forEach((stranger) => provoke(stranger, rows)), 500);
    await reached(victim.journals, seller.owner, 7).finally(() => clearInterval(again));
    return { victim, rows, times, took: performance.now() - began };
  }

  it("keep nobody else from being asked, and are shown", async () => {
    const { victim, rows, times, took } = await besiege(4, () => [rowFor(`0x${"17".repeat(20)}` as Address, 3)]);
    assert.ok(took < SOON_MS, `the honest entries took ${took} ms`);
    const shown = () => victim.network.refusals().filter(({ reason }) => reason === "frame.deadline");
    await eventually("one is shown", () => shown().length > 0);
    const rests = strangers.findIndex(({ peerId }) => peerId === shown()[0]!.peerId);
    const before = times[rests];
    await provoke(strangers[rests]!, rows);
    await delay(500);
    assert.equal(times[rests], before, "it is asked again at once");
    await eventually("all are shown", () => shown().length === SILENT);
  });

  it("keep no journal to themselves that others have", async () => {
    const { took } = await besiege(2, (seller) => [rowFor(seller, 9)]);
    assert.ok(took < SOON_MS, `the honest entries took ${took} ms`);
  });
});
