// The seller's node delivers a file by itself: when the payment is deep enough, and once, wherever a crash falls.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import { createCorrespondence } from "../../../node/commands/orders/correspondence.ts";
import { createGoodsDelivery, deliveryId } from "../../../node/commands/goods/goods-delivery.ts";
import { createOperations } from "../../../node/commands/operations.ts";
import type { EscrowWallet } from "../../../node/core/ports/chain.ts";
import { createSealing } from "../../../node/p2p/sealing.ts";
import { openVault } from "../../../node/store/vault.ts";
import { createFakeJournals } from "../../support/fake-journals.ts";
import { sampleFile, silent } from "../../support/goods.ts";
import { eventually } from "../../support/p2p-node.ts";
import { DOMAIN, SELLER, SELLER_KEY, sampleListing, signerOf } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import { NOW, chainBlock, idOf, ingest, listed, opened, orderOf } from "../../support/store-rows.ts";

const content = randomBytes(200_000);
const folders = createStoreFolders();
const crash = () => Promise.reject(new Error("the power went"));

async function createSeller() {
  const folder = folders.create();
  const { readModel, listings, orders } = folder.read();
  const own = folder.own();
  const vault = await openVault({ directory: folder.directory, secret: randomBytes(32), table: own.files });
  const added = await vault.add(new Blob([content]).stream(), {
    maxBytes: content.length,
    signal: AbortSignal.timeout(30_000),
  });
  const changes = { file: { ...sampleFile(content).file, ...added } };
  const order = orderOf(1, {}, sampleListing(changes));
  const id = idOf(order);
  readModel.transaction((rows) => {
    rows.putListing(listed(changes));
    void ingest(rows, chainBlock(1, [opened(order)]));
  });
  const sealing = await createSealing(randomBytes(32));
  const facts = { head: 1, now: NOW, added: 0 };
  const wallet = {
    address: SELLER,
    submit: async (name, call) => own.transactions.intend(name, call as never),
    state(name) {
      const entry = own.transactions.get(name);
      return entry && { id: name, status: entry.status, hash: null, block: entry.block, error: entry.error };
    },
  } as Pick<EscrowWallet, "address" | "submit" | "state"> as EscrowWallet;

  /** A node that starts on what is stored, with parts that fail if a test says so. */
  function start(broken: { addFile?: typeof crash; write?: typeof crash; submit?: typeof crash } = {}, depth = 0) {
    const journals = createFakeJournals(SELLER);
    const operations = createOperations({
      store: own.operations,
      wallet: { ...wallet, ...(broken.submit && { submit: broken.submit }) },
      journals,
      position: { block: () => facts.head, journal: () => 0 },
      logger: silent,
    });
    const correspondence = createCorrespondence({
      domain: DOMAIN,
      signer: signerOf(SELLER_KEY),
      journals: { certificate: () => ({ encryptionKey: sealing.publicKey }) as never },
      sealing,
      mailbox: own.mailbox,
      orders: { get: () => undefined },
      logger: silent,
    });
    const delivery = createGoodsDelivery({
      self: SELLER,
      vault,
      media: {
        async addFile(source) {
          await (broken.addFile ?? (async () => {}))();
          facts.added++;
          let bytes = 0;
          for await (const part of source) bytes += part.length;
          return { cid: `bafybei${"a".repeat(52)}`, bytes };
        },
      },
      listings,
      orders,
      mailbox: own.mailbox,
      correspondence: { write: broken.write ?? correspondence.write },
      operations,
      stored: own.operations,
      head: () => facts.head,
      depth,
      now: () => facts.now,
      logger: silent,
    });
    delivery.start();
    return { ...delivery, operations, correspondence };
  }

  const attempts = () => own.operations.list(10, undefined).items;
  const letters = () => own.mailbox.of(id);
  const submitted = () => own.transactions.open().length;
  return { id, own, vault, facts, start, attempts, letters, submitted };
}

describe("delivery of a file", () => {
  afterEach(folders.end);

  it("writes what opens the file, and ships with the digest of those words", async () => {
    const { id, start, own, letters, submitted, facts } = await createSeller();
    const node = start();
    await eventually("the shipment", () => submitted() === 1);
    await node.stop();
    const [letter, ...more] = letters();
    assert.deepEqual([letter!.kind, letter!.state, more.length, facts.added], ["goods", "waiting", 0, 1]);
    const read = (await node.correspondence.read(letter!, "goods"))!;
    assert.match(read.words.key, /^AGE-SECRET-KEY-1/);
    const call = own.transactions.get(deliveryId(id, 1))!.call as unknown as { call: string; tracking: string };
    assert.deepEqual([call.call, call.tracking], ["ship", read.digest]);
  });

  for (const [place, broken] of Object.entries({
    "while it was encrypted": { addFile: crash },
    "before it was written about": { write: crash },
    "before the transaction was durable": { submit: crash },
  })) {
    it(`is made once, after a crash ${place}`, async () => {
      const { id, start, attempts, letters, submitted } = await createSeller();
      const first = start(broken);
      await eventually("the crash", () => first.problemOf(id) !== null);
      await first.stop();
      assert.equal(submitted(), 0);
      const second = start();
      await eventually("the shipment", () => submitted() === 1);
      await second.stop();
      const third = start();
      third.consider(id);
      await third.stop();
      assert.deepEqual([letters().length, attempts().length, submitted()], [1, 1, 1]);
    });
  }

  it("is made once, after a crash between operation and transaction", async () => {
    const { id, own, start, letters, submitted } = await createSeller();
    const begun = { id: deliveryId(id, 1), kind: "ship", subject: id, transaction: true, records: null, messages: [] };
    own.operations.create(begun);
    const node = start();
    await eventually("the words", () => letters().length === 1);
    assert.equal(submitted(), 0, "what is pending may still be sent");
    await node.operations.resume();
    node.consider(id);
    await eventually("the shipment", () => submitted() === 1);
    await node.stop();
    assert.deepEqual([letters().length, own.transactions.open()[0]!.id], [1, deliveryId(id, 2)]);
  });

  it("waits until the payment is as deep as it has to be", async () => {
    const { start, facts, letters, submitted } = await createSeller();
    facts.head = 12;
    await start({}, 12).stop();
    assert.deepEqual([facts.added, letters().length], [0, 0]);
    facts.head = 13;
    const node = start({}, 12);
    await eventually("the shipment", () => submitted() === 1);
    await node.stop();
  });

  it("is not begun once the escrow would ship nothing any more", async () => {
    const { start, facts, letters } = await createSeller();
    facts.now = NOW + 400 * 86_400;
    const node = start();
    await node.stop();
    assert.deepEqual([facts.added, letters().length], [0, 0]);
  });

  it("tries again after a transaction that failed, with the same words, and in the end says why not", async () => {
    const { id, start, own, attempts, letters, submitted } = await createSeller();
    const node = start();
    for (let attempt = 1; attempt <= 5; attempt++) {
      await eventually(`attempt ${attempt}`, () => submitted() === 1);
      own.transactions.failed(deliveryId(id, attempt), { code: "chain.reverted", message: `no ${attempt}` });
      node.operations.settle();
      node.consider(id);
    }
    await eventually("the reason", () => node.problemOf(id) !== null);
    await node.stop();
    assert.deepEqual(node.problemOf(id), { code: "chain.reverted", message: "no 5" });
    assert.deepEqual([attempts().length, letters().length, submitted()], [5, 1, 0]);
  });
});
