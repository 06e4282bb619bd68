// What a node lets go is gone: pictures and checkpoints with their blocks, also those still on their way in; and it comes back when it is wanted again.
import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import sharp from "sharp";
import type { Address } from "../../../protocol/ids.ts";
import type { Picture } from "../../../protocol/picture.ts";
import { type Keeper, startKeeper } from "../../support/keeper.ts";
import { listingRecord } from "../../support/p2p-listings.ts";
import { type TestNode, createNursery, eventually, reached } from "../../support/p2p-node.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const nursery = createNursery();
const folders = createStoreFolders();
const keepers: Keeper[] = [];
const FAST = { antiEntropyMs: 300 };
/** Slow enough that 200 kB are under way for a second. */
const SLOW = { ...FAST, uploadBytesPerSecond: 200_000 };

afterEach(async () => {
  for (const one of keepers.splice(0)) await one.end();
  await nursery.end();
  folders.end();
});

/** A node that holds what its user follows. */
async function follower(seller: TestNode): Promise<Keeper> {
  const options = { join: [seller.address()], ...FAST };
  const started = await startKeeper(nursery, folders, "light", { hold: "followed", options });
  keepers.push(started);
  await eventually("they have met", () => started.network.peers().length > 0);
  return started;
}

const of = ({ account }: TestNode): Address => account.address;

/** Of random dots, so that it stays as large as they are many. */
async function picture(seller: TestNode, side: number): Promise<Picture> {
  const dots = crypto.getRandomValues(new Uint8Array(side * side * 3).subarray(0, 65_536));
  const raw = Buffer.concat(Array.from({ length: Math.ceil((side * side * 3) / dots.length) }, () => dots));
  const input = { raw: { width: side, height: side, channels: 3 as const } };
  const png = await sharp(raw.subarray(0, side * side * 3), input)
    .png()
    .toBuffer();
  return seller.media.addPicture(png, "dots");
}

/** What blocks.db has, as another process would see it. */
function stored(node: { directory: string }) {
  const database = new DatabaseSync(path.join(node.directory, "blocks.db"), { readOnly: true });
  try {
    const texts = (sql: string) =>
      new Set(
        database
          .prepare(sql)
          .all()
          .map((row) => Object.values(row).join("/")),
      );
    return {
      blocks: texts("SELECT hex(digest) FROM blocks"),
      wanted: texts("SELECT cid FROM wanted"),
      entries: texts("SELECT hex(digest) FROM entries"),
      journals: texts("SELECT owner FROM journals"),
      certificates: texts("SELECT owner FROM certificates"),
      checkpoints: texts("SELECT owner FROM checkpoints"),
      uses: texts("SELECT owner, hex(digest) FROM checkpoint_blocks"),
      bases: texts("SELECT journal FROM bases"),
    };
  } finally {
    database.close();
  }
}

const isEqual = (a: unknown, b: unknown): boolean => {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
};

async function unfollow(light: Keeper, owner: Address): Promise<void> {
  const before = light.holding.dropped().length;
  light.following.unfollow(owner);
  await eventually("the journal is let go", () => light.holding.dropped().length > before);
}

/** Whatever would ask for it again has had its chance. */
async function exchangesLater(light: Keeper, seller: TestNode): Promise<void> {
  const peers = () => light.network.peers();
  const count = peers().length;
  await nursery.stop(seller);
  await eventually("the seller has gone", () => peers().length < count);
  await nursery.start("seller", { directory: seller.directory, ...FAST, join: [light.address()] });
  await eventually(
    "and is back",
    () => peers().length === count && peers().every(({ latencyMs }) => latencyMs !== null),
  );
}

describe("pictures of a journal that is let go", () => {
  it("are deleted, but for one that another journal names, and not fetched again", async () => {
    const seller = await nursery.start("seller", FAST);
    const other = await nursery.start("other", { join: [seller.address()], ...FAST });
    const alone = await picture(seller, 40);
    const shared = await picture(seller, 50);
    await seller.journals.append([
      listingRecord("seller", "lamp", 1, [alone]),
      listingRecord("seller", "vase", 1, [shared]),
    ]);
    await other.journals.append([listingRecord("other", "vase", 1, [shared])]);
    const light = await follower(seller);
    const empty = stored(light);
    const isHere = (files: number) => {
      const { blocks, wanted } = stored(light);
      return wanted.size === 0 && blocks.size === empty.blocks.size + files;
    };
    light.following.follow(of(other));
    await eventually("one picture is here", () => isHere(2));
    const one = stored(light);
    light.following.follow(of(seller));
    await eventually("both are here", () => isHere(4));
    await unfollow(light, of(seller));
    await eventually("what it alone named is gone", () => isEqual(stored(light), one));
    const downloads = light.media.downloads().length;
    await exchangesLater(light, seller);
    assert.deepEqual(stored(light), one);
    assert.equal(light.media.downloads().length, downloads);
  });

  it("that are on their way in do not arrive", async () => {
    const seller = await nursery.start("seller", SLOW);
    const light = await follower(seller);
    const empty = stored(light);
    await seller.journals.append([listingRecord("seller", "lamp", 1, [await picture(seller, 240)])]);
    light.following.follow(of(seller));
    await eventually("the picture is on its way", () =>
      light.media.downloads().some(({ state }) => state === "running"),
    );
    await unfollow(light, of(seller));
    await eventually("nothing is on its way", () => light.media.downloads().every(({ state }) => state !== "running"));
    assert.deepEqual(stored(light), empty);
  });
});

describe("a journal that came as a checkpoint", () => {
  const publish = async (seller: TestNode): Promise<number> => {
    const list = Array.from({ length: 200 }, (_, number) => listingRecord("seller", `item-${1_000 + number}`));
    return (await seller.journals.append(list)).sequence;
  };
  const start = async (options: object) => {
    const seller = await nursery.start("seller", { checkpointAfterBytes: 100_000, ...options });
    const sequence = await publish(seller);
    await eventually("the checkpoint is made", () => stored(seller).checkpoints.size === 1);
    return { seller, sequence };
  };
  const listings = (light: Keeper, owner: Address) => light.read.listings.listed(owner, "item-1000" as never);

  it("goes with all blocks of it, and comes again when its owner is followed again", async () => {
    const { seller, sequence } = await start(FAST);
    const light = await follower(seller);
    const empty = stored(light);
    light.following.follow(of(seller));
    await reached(light.journals, of(seller), sequence);
    assert.ok(light.journals.state(of(seller)).sequence > 0, "it came as a checkpoint");
    assert.ok(stored(light).uses.size > 1);
    await eventually("it is readable", () => listings(light, of(seller)) !== undefined);
    await unfollow(light, of(seller));
    await eventually("all of it is gone", () => isEqual(stored(light), empty));
    assert.equal(listings(light, of(seller)), undefined);
    light.following.follow(of(seller));
    await reached(light.journals, of(seller), sequence);
    assert.ok(light.journals.state(of(seller)).sequence > 0);
    await eventually("it is readable again", () => listings(light, of(seller)) !== undefined);
    assert.deepEqual(light.network.refusals(), []);
  });

  it("that is still on its way in leaves nothing, blames nobody, and comes when it is wanted again", async () => {
    const { seller, sequence } = await start(SLOW);
    const light = await follower(seller);
    const empty = stored(light);
    light.following.follow(of(seller));
    await eventually("chunks are on their way", () => stored(light).blocks.size > empty.blocks.size);
    assert.equal(light.sequence(of(seller)), 0);
    await unfollow(light, of(seller));
    await eventually("all of it is gone", () => isEqual(stored(light), empty));
    light.following.follow(of(seller));
    await reached(light.journals, of(seller), sequence);
    assert.deepEqual(light.network.refusals(), []);
  });
});
