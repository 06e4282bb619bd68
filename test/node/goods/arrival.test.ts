// A bought file on its way here: nobody gets it before it is the one that was sold, and what cannot become it says so.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, before, describe, it } from "node:test";
import { createGoodsArrival } from "../../../node/commands/goods/goods-arrival.ts";
import type { Media } from "../../../node/core/ports/network.ts";
import { maxSealedBytes } from "../../../protocol/goods.ts";
import type { Cid } from "../../../protocol/ids.ts";
import type { Goods } from "../../../protocol/message.ts";
import { createBuyer, sampleFile, sealFile, silent } from "../../support/goods.ts";
import { createNursery } from "../../support/p2p-node.ts";
import { BUYER } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const content = randomBytes(600_000);
const { file, salt } = sampleFile(content);
const soon = () => AbortSignal.timeout(30_000);

describe("a bought file", () => {
  const folders = createStoreFolders();
  const nursery = createNursery();
  let media: Media;
  before(async () => {
    ({ media } = await nursery.start("goods"));
  });
  afterEach(folders.end);
  after(nursery.end);

  async function wordsFor(bytes: Uint8Array, changes: Partial<Goods> = {}): Promise<Goods> {
    const { key, sealed } = await sealFile(bytes);
    const stored = await media.addFile(new Blob([new Uint8Array(sealed)]).stream(), {
      maxBytes: 2 ** 30,
      signal: soon(),
    });
    return { cid: stored.cid as Cid, key, salt, bytes: sealed.length, ...changes };
  }

  /** Sends the words, and waits until the buyer's node has made up its mind. */
  async function outcome(words: Goods) {
    const buyer = await createBuyer(folders.create(), file);
    buyer.ship(words);
    assert.equal(await buyer.receive(await buyer.letter(words)), null);
    const { promise, resolve } = Promise.withResolvers<void>();
    const arrival = createGoodsArrival({
      self: BUYER,
      arrivals: buyer.own.arrivals,
      media,
      listings: buyer.read.listings,
      orders: buyer.read.orders,
      mailbox: buyer.own.mailbox,
      read: buyer.correspondence.read,
      onChange: (_order, state) => state !== "due" && resolve(),
      logger: silent,
    });
    await assert.rejects(arrival.open(buyer.id, soon()), { code: "file.not-ready" });
    arrival.start();
    await promise;
    await arrival.stop();
    const { state, problem } = arrival.of(buyer.id)!;
    return { state, problem, open: () => arrival.open(buyer.id, soon()) };
  }

  async function assertWrong(words: Goods, why: RegExp): Promise<void> {
    const { state, problem, open } = await outcome(words);
    assert.equal(state, "failed");
    assert.equal(problem!.code, "file.wrong");
    assert.match(problem!.message, why);
    await assert.rejects(open(), { code: "file.wrong" });
  }

  it("is given out once its digest is the one in the listing", async () => {
    const { state, open } = await outcome(await wordsFor(content));
    assert.equal(state, "ready");
    const { stream, file: given } = await open();
    assert.deepEqual(given, file);
    assert.equal(Buffer.compare(await new Response(stream).bytes(), content), 0);
  });

  it("is not given out when it is another of the same size", () =>
    wordsFor(randomBytes(content.length)).then((words) => assertWrong(words, /digest/)));

  it("is not given out when it is the right one with another salt", () =>
    wordsFor(content, { salt: new Uint8Array(16) }).then((words) => assertWrong(words, /digest/)));

  it("is not given out when it is shorter or longer", async () => {
    await assertWrong(await wordsFor(content.subarray(1)), /digest/);
    await assertWrong(await wordsFor(Buffer.concat([content, Buffer.alloc(1)])), /more bytes/);
  });

  it("is not given out when the key does not open it", async () => {
    const { key } = await sealFile(content);
    await assertWrong(await wordsFor(content, { key }), /key/);
  });

  it("is given up when what the words name is larger than they say", async () => {
    const words = await wordsFor(randomBytes(8_000_000), { bytes: maxSealedBytes(file.bytes) });
    const { state, problem } = await outcome(words);
    assert.deepEqual([state, problem!.code], ["failed", "file.refused"]);
  });
});
