// The port Media, on real nodes: pictures are re-encoded, read from peers under a deadline and a cap, and outlive their author's node.
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, it } from "node:test";
import sharp, { type Sharp } from "sharp";
import { MAX_PICTURE_BYTES, MAX_THUMBNAIL_BYTES, THUMBNAIL_EDGE, picture } from "../../protocol/picture.ts";
import { type TestNode, createNursery, eventually } from "../support/p2p-node.ts";

const nursery = createNursery();
const soon = (ms = 10_000) => AbortSignal.timeout(ms);

/** Noise, so that it does not compress to one block. */
async function noise(width: number, height: number): Promise<Sharp> {
  const raw = Buffer.alloc(width * height * 3);
  for (let at = 0, state = 1; at < raw.length; at++) raw[at] = state = (state * 48_271) % 0x7fffffff;
  return sharp(raw, { raw: { width, height, channels: 3 } });
}

/** Nothing is left of what `keep` was asked for. */
function isKept(node: TestNode): boolean {
  const database = new DatabaseSync(join(node.directory, "blocks.db"), { readOnly: true });
  try {
    return database.prepare("SELECT cid FROM wanted").all().length === 0;
  } finally {
    database.close();
  }
}

describe("Media of p2p", () => {
  afterEach(nursery.end);

  it("takes JPEG, PNG, WebP, GIF and AVIF by content, and makes WebP of at most 1600 px", async () => {
    const node = await nursery.start("a");
    const source = await noise(1_700, 40);
    const files = [source.clone().jpeg(), source.clone().png(), source.clone().webp(), source.clone().gif()];
    files.push(sharp({ create: { width: 64, height: 48, channels: 3, background: "#a52" } }).avif());
    for (const file of files) {
      const added = await node.media.addPicture(await file.toBuffer(), "a lamp");
      assert.deepEqual(picture.parse(added), added);
      assert.equal(added.type, "image/webp");
      const bytes = await node.media.read(added.cid, MAX_PICTURE_BYTES, soon());
      assert.equal(bytes.length, added.bytes);
      const { format, width, height } = await sharp(bytes).metadata();
      assert.deepEqual([format, width, height], ["webp", added.width, added.height]);
      assert.ok(added.width <= 1_600 && added.height <= 1_600);
      const small = await node.media.read(added.thumbnail.cid, MAX_THUMBNAIL_BYTES, soon());
      assert.equal(small.length, added.thumbnail.bytes);
      const thumbnail = await sharp(small).metadata();
      assert.equal(thumbnail.format, "webp");
      assert.equal(Math.max(thumbnail.width, thumbnail.height), Math.min(THUMBNAIL_EDGE, Math.max(width, height)));
    }
  });

  it("makes thumbnails small even of noise", async () => {
    const node = await nursery.start("a");
    const { thumbnail } = await node.media.addPicture(await (await noise(1_000, 1_000)).png().toBuffer(), "");
    assert.ok(thumbnail.bytes <= MAX_THUMBNAIL_BYTES, `${thumbnail.bytes} bytes`);
  });

  it("drops EXIF, and turns the picture as EXIF says", async () => {
    const node = await nursery.start("a");
    const gps = { IFD0: { Copyright: "secret place" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" } };
    const file = await sharp({ create: { width: 40, height: 20, channels: 3, background: "#fff" } })
      .withExif(gps)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    assert.ok((await sharp(file).metadata()).exif, "the source has EXIF");
    const added = await node.media.addPicture(file, "");
    assert.deepEqual([added.width, added.height], [20, 40]);
    const bytes = await node.media.read(added.cid, MAX_PICTURE_BYTES, soon());
    assert.equal((await sharp(bytes).metadata()).exif, undefined);
    assert.equal(Buffer.from(bytes).includes("secret place"), false);
  });

  it("refuses what is no picture, SVG, a bomb and a torn file, and goes on (S-19)", async () => {
    const node = await nursery.start("a");
    const unsupported = { code: "picture.unsupported" };
    const svg =
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
    await assert.rejects(node.media.addPicture(Buffer.from("not a picture"), ""), unsupported);
    await assert.rejects(node.media.addPicture(Buffer.from(svg), ""), unsupported);
    const tiff = await (await noise(20, 20)).tiff().toBuffer(); // sharp could read it; the list is what is needed
    await assert.rejects(node.media.addPicture(tiff, ""), unsupported);
    await assert.rejects(node.media.addPicture(new Uint8Array(), ""), unsupported);
    const good = await (await noise(300, 300)).png().toBuffer();
    await assert.rejects(node.media.addPicture(good.subarray(0, 40_000), ""), unsupported);
    const bomb = await sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: "#000" } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    await assert.rejects(node.media.addPicture(bomb, ""), { code: "picture.too-large" });
    await assert.rejects(node.media.addPicture(new Uint8Array(17 * 2 ** 20), ""), { code: "picture.too-large" });
    assert.equal((await node.media.addPicture(good, "")).width, 300);
  });

  it("is read from a peer, and from another one after the author has stopped", async () => {
    const author = await nursery.start("author");
    const file = await (await noise(900, 900)).png().toBuffer();
    const added = await author.media.addPicture(file, "");
    assert.ok(added.bytes > 300_000, "several blocks");
    const original = await author.media.read(added.cid, MAX_PICTURE_BYTES, soon());
    const keeper = await nursery.start("keeper", { join: [author.address()] });
    keeper.media.keep([added.cid]);
    const direct = await nursery.start("direct", { join: [author.address()] });
    await eventually("connected", () => direct.network.peers().length > 0);
    assert.deepEqual(await direct.media.read(added.cid, MAX_PICTURE_BYTES, soon()), original);
    await nursery.stop(direct);

    await eventually("kept", () => isKept(keeper));
    await nursery.stop(author);
    const late = await nursery.start("late", { join: [keeper.address()] });
    await eventually("connected", () => late.network.peers().length > 0);
    assert.deepEqual(await late.media.read(added.cid, MAX_PICTURE_BYTES, soon()), original);
  });

  it("keeps in the background, also when the author comes later", async () => {
    const author = await nursery.start("author");
    const added = await author.media.addPicture(await (await noise(200, 200)).png().toBuffer(), "");
    const keeper = await nursery.start("keeper");
    keeper.media.keep([added.cid, "not a cid", added.cid]);
    const visitor = await nursery.start("visitor", { join: [keeper.address(), author.address()] });
    await eventually("keeper and author meet", () => keeper.network.peers().length === 2);
    await nursery.stop(visitor);
    await eventually("kept", () => isKept(keeper));
    await nursery.stop(author);
    const bytes = await keeper.media.read(added.cid, MAX_PICTURE_BYTES, soon());
    assert.equal(bytes.length, added.bytes);
  });

  it("stops at the cap, at the deadline, and at what is no CID", async () => {
    const node = await nursery.start("a");
    const unknown = { code: "picture.unknown", retryable: true };
    const added = await node.media.addPicture(await (await noise(900, 900)).png().toBuffer(), "");
    await assert.rejects(node.media.read(added.cid, 1_000, soon()), unknown);
    const started = Date.now();
    const nowhere = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
    await assert.rejects(node.media.read(nowhere, 1_000, soon(300)), unknown);
    assert.ok(Date.now() - started < 2_000);
    await assert.rejects(node.media.read("../../etc/passwd", 1_000, soon()), unknown);
  });
});
