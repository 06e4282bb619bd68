// What a seller's node encrypted for one order is deleted long after that order; nothing sooner, and nothing else.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createCorrespondence } from "../../../node/commands/orders/correspondence.ts";
import { createGoodsClearance } from "../../../node/commands/goods/goods-clearance.ts";
import { createSealing } from "../../../node/p2p/sealing.ts";
import type { Cid } from "../../../protocol/ids.ts";
import type { OrderStatus } from "../../../protocol/order.ts";
import { createFakeJournals } from "../../support/fake-journals.ts";
import { sampleFile, silent } from "../../support/goods.ts";
import { hash, soon } from "../../support/p2p-files.ts";
import { createNursery } from "../../support/p2p-node.ts";
import { DOMAIN, SELLER, SELLER_KEY, sampleListing, signerOf } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { chainBlock, closed, idOf, ingest, listed, opened, orderOf, shipped } from "../../support/store-rows.ts";

const DAY = 86_400;
const folders = createStoreFolders();
const nursery = createNursery();

interface Sold {
  end: OrderStatus | null;
  isTold: boolean;
}

/** A shop whose orders have ended as told, each with a copy of the file at a real node. */
async function createShop(sold: Sold[]) {
  const folder = folders.create();
  const { readModel, listings, orders } = folder.read();
  const { mailbox } = folder.own();
  const node = await nursery.start("seller");
  const changes = { file: sampleFile(randomBytes(10)).file };
  const bought = sold.map((_one, index) => orderOf(index, {}, sampleListing(changes)));
  readModel.transaction((rows) => {
    rows.putListing(listed(changes));
    const ends = bought.flatMap((order, index) => (sold[index]!.end ? [closed(order, sold[index]!.end)] : []));
    void ingest(rows, chainBlock(1, [...bought.map(opened), ...bought.map(shipped), ...ends]));
  });
  const sealing = await createSealing(randomBytes(32));
  const correspondence = createCorrespondence({
    domain: DOMAIN,
    signer: signerOf(SELLER_KEY),
    journals: { ...createFakeJournals(SELLER), certificate: () => ({ encryptionKey: sealing.publicKey }) as never },
    sealing,
    mailbox,
    orders: { get: () => undefined },
    logger: silent,
  });
  const copies: Cid[] = [];
  for (const [index, order] of bought.entries()) {
    const source = new Blob([randomBytes(300_000)]).stream();
    const { cid, bytes } = await node.media.addFile(source, { maxBytes: 2 ** 20, signal: soon() });
    copies.push(cid as Cid);
    const words = { cid: cid as Cid, key: `AGE-SECRET-KEY-1${"Q".repeat(58)}`, salt: randomBytes(16), bytes };
    const letter = await correspondence.write("goods", idOf(order), order.buyer, words);
    if (sold[index]!.isTold) mailbox.delivered(letter.id);
  }
  const closedAt = orders.get(idOf(bought[0]!))!.closedAt!;
  const clock = { now: closedAt };
  const clearance = createGoodsClearance({
    self: SELLER,
    media: node.media,
    listings,
    orders,
    mailbox,
    read: correspondence.read,
    now: () => clock.now,
    logger: silent,
  });
  const isHere = async (index: number): Promise<boolean> => {
    try {
      await hash(node.media.open(copies[index]!, soon()));
      return true;
    } catch {
      return false;
    }
  };
  return { clearance, clock, closedAt, isHere };
}

describe("a copy for an order", () => {
  after(async () => {
    await nursery.end();
    folders.end();
  });

  it(
    "is deleted 90 days after its end, when its buyer was told of it or got the money back, and once",
    { timeout: 60_000 },
    async () => {
      const { clearance, clock, closedAt, isHere } = await createShop([
        { end: "released", isTold: true },
        { end: "split", isTold: true },
        { end: "refunded", isTold: false },
        { end: "released", isTold: false },
        { end: null, isTold: true },
      ]);
      clock.now = closedAt + 90 * DAY;
      assert.equal(await clearance.round(), 0, "in time");
      clock.now++;
      assert.equal(await clearance.round(), 3);
      for (const gone of [0, 1, 2]) while (await isHere(gone)) await setImmediate(); // `forget` tells nobody when it is done
      assert.deepEqual([await isHere(3), await isHere(4)], [true, true], "a buyer who was not told; an open order");
      assert.equal(await clearance.round(), 0);
    },
  );
});
