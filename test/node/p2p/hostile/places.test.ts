// A flood of free names against the limit of journals, over real libp2p and with real stores: it fills the places, and nothing else.
import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterEach, it } from "node:test";
import { DISPLACEMENT, MIN_BOND } from "../../../../node/core/holding.ts";
import type { Address } from "../../../../protocol/ids.ts";
import { createPaperedWriter } from "../../../support/hostile-papers.ts";
import { type Stranger, createStrangers, rowFor } from "../../../support/hostile-peers.ts";
import { type Keeper, startKeeper } from "../../../support/keeper.ts";
import { LONG, counted, ms, percentile, report } from "../../../support/long.ts";
import { blockRecord, createAccount, createNursery, eventually, reached } from "../../../support/p2p-node.ts";
import { createStoreFolders } from "../../../support/store-folder.ts";

const nursery = createNursery();
const folders = createStoreFolders();
let hub: Keeper | undefined;
const strangers: Stranger[] = [];
afterEach(async () => {
  await Promise.all(strangers.splice(0).map((stranger) => stranger.leave()));
  await hub?.end();
  await nursery.end();
  folders.end();
});

const PLACES = counted(10_000, 24);
/** The chain is asked of twenty names a second, and of a thousand that wait in no order. */
const BOND_MS = counted(300_000, 60_000);
/** Named by one stranger: certificates are asked for 256 at a time. */
const AT_ONCE = counted(250, 8);

it("free names fill the places; who is followed stays, who has a bond comes in, and own writes do not wait", async () => {
  const bonds = new Map<Address, bigint>();
  const node = await startKeeper(nursery, folders, "hub", {
    bonds,
    maxPlaces: PLACES,
    options: { antiEntropyMs: 600_000 },
  });
  hub = node;
  const liked = await nursery.start("liked", { join: [node.address()] });
  node.following.follow(liked.account.address);
  await liked.journals.append([blockRecord(1)]);
  await reached(node.journals, liked.account.address, 1);

  const meet = createStrangers(nursery.folder(), node.address());
  const own: number[] = [];
  let named = 0;
  let most = 0;
  let stall = 0;
  /** One stranger names some more owners, each with a certificate and an entry. */
  async function flood(): Promise<void> {
    const writers = Array.from({ length: AT_ONCE }, () => createPaperedWriter("foreign", `flood ${named++}`));
    const of = new Map(writers.map((writer) => [writer.owner, writer]));
    let asked = 0;
    const loop = monitorEventLoopDelay({ resolution: 5 }); // a new one each time: the time between two floods is no wait
    loop.enable(); // the strangers' signatures are made in this process
    const stranger = await meet({
      rows: writers.map(({ owner, certificates }) => rowFor(owner, 1, certificates[0])),
      certificates: (owners) => owners.flatMap((owner) => of.get(owner)?.certificates ?? []),
      entries: (owner, from) => (from === 0 ? [of.get(owner)!.good] : []),
      given: () => void asked++,
    });
    strangers.push(stranger);
    const seen = () => node.network.peers().find(({ peerId }) => peerId === stranger.peerId);
    await eventually(`it was heard after ${named} names`, () => asked > 0 || seen()?.latencyMs != null);
    const start = performance.now();
    await node.journals.append([blockRecord(named)]);
    own.push(performance.now() - start);
    await stranger.leave();
    strangers.pop();
    loop.disable();
    stall = Math.max(stall, loop.max / 1e6);
    most = Math.max(most, node.replicas.held().length);
  }
  const began = performance.now();
  while (node.replicas.held().length < PLACES && named < 2 * PLACES) await flood();
  const filled = performance.now() - began;
  for (let more = 0; more < Math.max(3, PLACES / 10); more += AT_ONCE) await flood();
  await eventually("no more than the places are held", () => node.replicas.held().length <= PLACES);
  const displaced = node.holding.dropped().length;

  bonds.set(createAccount("bonded").address, MIN_BOND);
  const bonded = await nursery.start("bonded", { join: [node.address()] });
  await bonded.journals.append([blockRecord(1)]);
  await reached(node.journals, bonded.account.address, 1, BOND_MS);
  await eventually("one goes for it", () => node.holding.dropped().length > displaced);
  await eventually("no more than the places are held", () => node.replicas.held().length <= PLACES);
  await flood();
  await eventually("no more than the places are held", () => node.replicas.held().length <= PLACES);

  report(
    {
      test: "flood of free names at the limit of journals",
      count: `${named} names, ${PLACES} places`,
      figure: "held ≤ places, followed and bonded stay, own write p99 < 250 ms",
      measured: `${most} held at most, filled after ${ms(filled)}, ${node.holding.dropped().length} displaced, own write p99 ${ms(percentile(own, 0.99))}, event loop waited ${ms(stall)} at most`,
    },
    {
      "the places did not fill": most < PLACES,
      "more are held": most > PLACES + AT_ONCE,
      "free ones flush others out": node.holding.dropped().length > DISPLACEMENT.burst + 2,
      "who is followed went": node.sequence(liked.account.address) !== 1,
      "who has a bond went": node.sequence(bonded.account.address) !== 1,
      "own writes wait": percentile(own, 0.99) >= (LONG ? 250 : 2_000),
    },
  );
  assert.ok(node.holding.dropped().every(({ reason }) => reason === "places"));
});
