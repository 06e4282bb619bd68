// kill -9 at random points, over and over: no acknowledged write is lost or doubled, the journal opens at once, and its replica follows (S-8, S-13).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { LONG, counted, ms, percentile, report } from "../../support/long.ts";
import type { Line } from "../../support/p2p-killed-writer.ts";
import { createAccount, createNursery, entriesOf, reached } from "../../support/p2p-node.ts";

const KILLS = counted(200, 12);
const WRITES = 25 * KILLS;
/** Numbers of one life, so that every write of every life is another one. */
const STRIDE = 100_000;
const SCRIPT = fileURLToPath(new URL("../../support/p2p-killed-writer.ts", import.meta.url));
const WRITER = createAccount("killed").address;

const nursery = createNursery();

interface Life {
  openedMs: number | undefined;
  /** The head it found. */
  found: number | undefined;
  acknowledged: Map<number, number>;
}

/** Runs until so many writes are acknowledged, or, when `early`, is killed somewhere while it starts. */
async function live(directory: string, join: string, number: number, writes: number, early: boolean): Promise<Life> {
  const child = spawn(process.execPath, [SCRIPT, "killed", directory, join, String(number * STRIDE)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const life: Life = { openedMs: undefined, found: undefined, acknowledged: new Map() };
  const kill = () => child.kill("SIGKILL");
  const exited = once(child, "exit");
  if (early) void delay(Math.random() * 1_500).then(kill);
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    if ("opened" in line) {
      life.openedMs = line.opened;
      life.found = line.sequence;
    } else {
      life.acknowledged.set(line.acknowledged, line.sequence);
      if (life.acknowledged.size === writes) void delay(Math.random() * 20).then(kill);
    }
  }
  await exited;
  return life;
}

describe(`kill -9 at ${KILLS} random points`, () => {
  afterEach(nursery.end);

  it(
    "loses and doubles nothing that was acknowledged, and the replica is never frozen",
    { timeout: 1_800_000 },
    async () => {
      const replica = await nursery.start("replica");
      const resets: string[] = [];
      replica.journals.onReset((owner) => resets.push(owner));
      const directory = nursery.folder();
      const acknowledged = new Map<number, number>();
      const opened: number[] = [];
      let short = 0; // lives that found less than had been acknowledged
      let kills = 0;
      let last = 0;
      while (kills < KILLS || acknowledged.size < WRITES) {
        const early = kills > 0 && Math.random() < 0.1;
        const life = await live(directory, replica.address(), kills++, 10 + Math.floor(Math.random() * 40), early);
        if (life.openedMs !== undefined && kills > 1) opened.push(life.openedMs);
        if (life.found !== undefined && life.found < last) short++;
        for (const [number, sequence] of life.acknowledged) {
          acknowledged.set(number, sequence);
          last = Math.max(last, sequence);
        }
      }
      const writer = await nursery.start("killed", { directory, join: [replica.address()] });
      const { sequence: end, cid } = writer.journals.head(WRITER)!;
      await reached(replica.journals, WRITER, end, 60_000);

      const places = new Map<number, number[]>();
      for (const { sequence, records } of await entriesOf(replica.journals, WRITER)) {
        for (const record of records) {
          assert.ok(record.kind === "review");
          const number = Buffer.from(record.block).readUInt32BE(0);
          places.set(number, [...(places.get(number) ?? []), sequence]);
        }
      }
      const lost = [...acknowledged].filter(([number, sequence]) => !places.get(number)?.includes(sequence)).length;
      const doubled = [...places.values()].filter((found) => found.length > 1).length;
      const slowest = Math.max(...opened);
      report(
        {
          test: "kill-9",
          count: `${kills} kills, ${acknowledged.size} acknowledged writes`,
          figure: "0 lost, 0 duplicates, reopen < 2 s",
          measured: `${lost} lost, ${doubled} duplicates, reopen p50 ${ms(percentile(opened, 0.5))}, p99 ${ms(percentile(opened, 0.99))}, max ${ms(slowest)}, ${end} entries, ${short} short openings`,
        },
        {
          lost: lost > 0,
          doubled: doubled > 0,
          "opened short of what was acknowledged": short > 0,
          "slow to open": slowest >= (LONG ? 2_000 : 10_000),
          "replica differs": replica.journals.head(WRITER)?.cid !== cid,
          "replica was frozen or taken back": replica.journals.frozen(WRITER) !== undefined || resets.length > 0,
          "needless epochs": replica.journals.certificate(WRITER)?.epoch !== 1,
        },
      );
    },
  );
});
