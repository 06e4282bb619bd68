// What a node holds of others, over real peers: following, quotas by bond, eviction, and an authorised writer who never stops.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { DISPLACEMENT, MIN_BOND, baseOf } from "../../../node/core/holding.ts";
import type { Address } from "../../../protocol/ids.ts";
import { type Keeper, type KeeperOptions, startKeeper } from "../../support/keeper.ts";
import {
  type TestNode,
  blockRecord,
  createAccount,
  createNursery,
  eventually,
  profileRecord,
  reached,
} from "../../support/p2p-node.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const nursery = createNursery();
const folders = createStoreFolders();
const keepers: Keeper[] = [];

async function keeper(seed: string, options: KeeperOptions = {}): Promise<Keeper> {
  const started = await startKeeper(nursery, folders, seed, options);
  keepers.push(started);
  return started;
}

afterEach(async () => {
  for (const one of keepers.splice(0)) await one.end();
  await nursery.end();
  folders.end();
});

const MIB = 2 ** 20;
/** Of a journal in one go; each record is an entry's fill. */
const fill = (node: TestNode, bytes: number) =>
  node.journals.append(Array.from({ length: Math.ceil(bytes / 60_000) }, (_, number) => blockRecord(number, 60_000)));
const writer = (seed: string, hub: { address(): string }) => nursery.start(seed, { join: [hub.address()] });
const of = (node: { account: { address: Address } }) => node.account.address;

describe("a node that holds what it follows", () => {
  it("takes nobody else's journal; following brings it, unfollowing lets it go and says so", async () => {
    const hub = await nursery.start("hub");
    const liked = await writer("liked", hub);
    const other = await writer("other", hub);
    await liked.journals.append([profileRecord(of(liked), "Liked")]);
    await other.journals.append([profileRecord(of(other), "Other")]);
    await reached(hub.journals, of(other), 1);
    await reached(hub.journals, of(liked), 1);
    const light = await keeper("light", { hold: "followed", options: { join: [hub.address()] } });
    await eventually("light has met somebody", () => light.network.peers().length > 0);
    light.following.follow(of(liked));
    await reached(light.journals, of(liked), 1);
    await eventually("it is readable", () => light.read.profiles.name(of(liked)) === "Liked");
    assert.equal(light.sequence(of(other)), 0);
    assert.equal(light.journals.certificate(of(other)), undefined);
    assert.deepEqual(
      light.following.list().map(({ owner, name, sequence }) => ({ owner, name, sequence })),
      [{ owner: of(liked), name: "Liked", sequence: 1 }],
    );
    await liked.journals.append([profileRecord(of(liked), "Liked more")]);
    await reached(light.journals, of(liked), 2);

    light.following.unfollow(of(liked));
    await eventually("the journal is let go", () => light.holding.dropped().length === 1);
    assert.equal(light.sequence(of(liked)), 0);
    assert.equal(light.journals.certificate(of(liked)), undefined);
    assert.equal(light.read.profiles.name(of(liked)), null);
    const [dropped] = light.holding.dropped();
    assert.deepEqual([dropped!.owner, dropped!.reason], [of(liked), "unfollowed"]);
    assert.ok(dropped!.bytes > 0);
    assert.ok(light.events.some((event) => event.type === "journal.dropped" && event.owner === of(liked)));
    await light.end();
    keepers.splice(0);
    assert.deepEqual(light.network.refusals(), []);
  });

  it("follows one whom no peer has named yet, and has the journal once somebody does", async () => {
    const hub = await nursery.start("hub");
    const light = await keeper("light", { hold: "followed", options: { join: [hub.address()] } });
    light.following.follow(createAccount("late").address);
    const late = await writer("late", hub);
    await late.journals.append([blockRecord(1)]);
    await reached(light.journals, of(late), 1);
  });
});

describe("an authorised writer who never stops", () => {
  it("ends at the quota by range and by gossip, which is shown; others are not hurt, and a bond lets it go on", async () => {
    const bonds = new Map<Address, bigint>();
    const quotaBytes = 256 * MIB;
    const hub = await keeper("hub", { quotaBytes, bonds });
    const greedy = await writer("greedy", hub);
    const honest = await writer("honest", hub);
    await fill(greedy, 3 * MIB);
    await eventually("the quota is named", () =>
      hub.network.refusals().some(({ reason }) => reason === "journal.quota"),
    );
    await honest.journals.append([blockRecord(1)]);
    await reached(hub.journals, of(honest), 1);
    const bytesOf = (owner: Address) => hub.replicas.held().find((one) => one.owner === owner)!.bytes;
    assert.ok(bytesOf(of(greedy)) <= baseOf(quotaBytes), `${bytesOf(of(greedy))} bytes`);
    assert.ok(bytesOf(of(greedy)) > baseOf(quotaBytes) - 70_000, "up to the quota all is taken");
    const before = hub.sequence(of(greedy));
    await greedy.journals.append([blockRecord(1)]); // announced: it is refused there as well
    await honest.journals.append([blockRecord(2)]);
    await reached(hub.journals, of(honest), 2);
    assert.equal(hub.sequence(of(greedy)), before);
    assert.equal(hub.network.peers().length, 2, "nobody is cut off for it");

    bonds.set(of(greedy), 4n * MIN_BOND);
    const rich = await keeper("rich", { quotaBytes, bonds, options: { join: [greedy.address()] } });
    await reached(rich.journals, of(greedy), greedy.journals.head(of(greedy))!.sequence);
  });
});

it("a journal that is let go while it comes in stops there, and nobody is blamed", async () => {
  const busy = await nursery.start("busy");
  await fill(busy, 6 * MIB);
  let held = 0;
  const hub = await nursery.start("hub", { join: [busy.address()], wants: () => held < 3, antiEntropyMs: 600_000 });
  hub.journals.onEntry(({ sequence }) => (held = sequence));
  await eventually("the exchange has ended", () => hub.network.peers()[0]?.latencyMs != null);
  assert.ok(held >= 3 && held < 20, `${held} of 100 entries`);
  assert.deepEqual(hub.network.refusals(), []);
});

describe("when the disk quota is used up", () => {
  it("free journals go, the first that came first; bonded and followed ones stay, and newcomers with a bond get in", async () => {
    const bonds = new Map<Address, bigint>();
    const quotaBytes = 4 * MIB; // at most 1 MiB of each without a bond
    const hub = await keeper("hub", { quotaBytes, bonds });
    bonds.set(createAccount("bonded").address, 2n * MIN_BOND);
    hub.following.follow(createAccount("liked").address);
    const nodes = new Map<string, TestNode>();
    for (const seed of ["bonded", "liked", "first", "second", "third"]) {
      const node = await writer(seed, hub);
      nodes.set(seed, node);
      await fill(node, 0.9 * MIB);
      await reached(hub.journals, of(node), node.journals.head(of(node))!.sequence);
    }
    await eventually("somebody is let go", () => hub.holding.dropped().length > 0);
    const name = (owner: Address) => [...nodes].find(([, node]) => of(node) === owner)?.[0];
    assert.equal(name(hub.holding.dropped().at(-1)!.owner), "first");
    assert.ok(hub.holding.dropped().every(({ reason }) => reason === "quota"));
    const status = hub.holding.status();
    assert.ok(status.usedBytes <= quotaBytes, `${status.usedBytes} of ${quotaBytes}`);
    for (const seed of ["bonded", "liked"]) assert.ok(hub.replicas.isHeld(of(nodes.get(seed)!)), seed);

    bonds.set(createAccount("newcomer").address, 3n * MIN_BOND);
    const newcomer = await writer("newcomer", hub);
    await fill(newcomer, 0.9 * MIB);
    await reached(hub.journals, of(newcomer), newcomer.journals.head(of(newcomer))!.sequence);
    await eventually("within the quota again", () => hub.replicas.space().usedBytes <= quotaBytes);
    for (const seed of ["bonded", "liked"]) assert.ok(hub.replicas.isHeld(of(nodes.get(seed)!)), seed);
    assert.ok(hub.replicas.isHeld(of(newcomer)));
    assert.deepEqual(
      hub.network.refusals().filter(({ reason }) => reason.startsWith("entry.")),
      [],
      "nobody is blamed for what was let go",
    );
  });

  it("a flood of free names fills the places, and a bonded newcomer takes one; free ones take turns", async () => {
    const bonds = new Map<Address, bigint>();
    const hub = await keeper("hub", { bonds, maxPlaces: 4 });
    const flood: TestNode[] = [];
    for (let number = 0; number < 6; number++) flood.push(await writer(`flood ${number}`, hub));
    await eventually("the places are taken, and no more than those", () => {
      const count = hub.replicas.held().length;
      return count === 4 && hub.holding.status().full;
    });
    bonds.set(createAccount("bonded").address, MIN_BOND);
    const bonded = await writer("bonded", hub);
    await bonded.journals.append([blockRecord(1)]);
    await reached(hub.journals, of(bonded), 1);
    await eventually("the places are as many as before", () => hub.replicas.held().length <= 4);
    assert.ok(hub.holding.dropped().every(({ reason }) => reason === "places"));
    for (let number = 6; number < 9; number++) {
      const one = await writer(`flood ${number}`, hub);
      await one.journals.append([blockRecord(1)]);
    }
    await eventually("they have been heard of", () => hub.network.peers().length === 10);
    await eventually("within the places", () => hub.replicas.held().length <= 4);
    assert.equal(hub.sequence(of(bonded)), 1);
    const { burst } = DISPLACEMENT;
    assert.ok(hub.holding.dropped().length <= burst + 1, "free ones one by one, and one for the bonded");
  });
});
