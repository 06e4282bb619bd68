// Escrow.open under several editions of a catalogue: what ends one (time, floor, retire) and what does not, for sellers of every kind of account.
import { expect } from "chai";
import { id as keccakText } from "ethers";
import { publish, signCatalogue, treeOf } from "./support/catalogue.ts";
import { DAY, Status, type Trade, type Wish, createStage } from "./support/trade.ts";
import { delegate, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();
const SKU = keccakText("a chair");

/** Two offers of the seller's in slots 0 and 1; the wish is the first one's. */
async function edition(trade: Trade, sequence: bigint, wish: Wish = {}) {
  const first = await trade.deal("coin", { sku: SKU, signature: "0x", ...wish });
  const second = await trade.deal("coin", { sku: keccakText("a table"), signature: "0x" });
  const [chair, table] = await publish(trade, [first, second], { sequence, depth: 10 });
  return { chair: chair!, table: table! };
}

describe("open: a catalogue and the floor", () => {
  it("should be void below the floor, and open at it", async () => {
    const trade = await load();
    const { escrow, seller, open, statusOf } = trade;
    const [older, current] = [await edition(trade, 6n), await edition(trade, 7n)];
    await escrow.connect(seller).raiseFloor(7n);
    await expect(open(older.chair)).to.be.revertedWithCustomError(escrow, "OfferVoid").withArgs(6n, 7n);
    await open(current.chair);
    expect(await statusOf(current.chair)).to.equal(Status.Funded);
  });

  it("should ignore the offer's counter", async () => {
    const trade = await load();
    const { escrow, seller, open, statusOf } = trade;
    const low = await edition(trade, 7n, { counter: 0n });
    const high = await edition(trade, 6n, { counter: 100n });
    await escrow.connect(seller).raiseFloor(7n);
    await open(low.chair);
    expect(await statusOf(low.chair)).to.equal(Status.Funded);
    await expect(open(high.chair)).to.be.revertedWithCustomError(escrow, "OfferVoid").withArgs(6n, 7n);
  });

  it("should take a floor beyond any counter, which then voids all lone offers", async () => {
    const trade = await load();
    const { escrow, seller, open, deal } = trade;
    const highest = 2n ** 64n - 1n;
    const last = await edition(trade, highest);
    const lone = await deal("coin", { counter: 2n ** 40n - 1n });
    await escrow.connect(seller).raiseFloor(highest);
    await open(last.chair);
    await expect(open(lone))
      .to.be.revertedWithCustomError(escrow, "OfferVoid")
      .withArgs(2n ** 40n - 1n, highest);
  });

  it("should be the seller's own floor, not another's", async () => {
    const trade = await load();
    const { escrow, stranger, open, statusOf } = trade;
    const { chair } = await edition(trade, 1n);
    await escrow.connect(stranger).raiseFloor(50n);
    await open(chair);
    expect(await statusOf(chair)).to.equal(Status.Funded);
  });
});

describe("open: a purchase of sequence 0", () => {
  it("should be of a lone offer, whatever its path and content digest", async () => {
    const { open, deal, statusOf } = await load();
    const wanted = await deal("coin");
    const path = Array.from({ length: 40 }, (_, i) => keccakText(`${i}`));
    await open({ ...wanted, purchase: { ...wanted.purchase, path, contentDigest: keccakText("anything") } });
    expect(await statusOf(wanted)).to.equal(Status.Funded);
  });

  it("should ask the offer's counter against the floor", async () => {
    const { escrow, seller, open, deal, statusOf } = await load();
    const [older, current] = [await deal("coin", { counter: 6n }), await deal("coin", { counter: 7n })];
    await escrow.connect(seller).raiseFloor(7n);
    await expect(open(older)).to.be.revertedWithCustomError(escrow, "OfferVoid").withArgs(6n, 7n);
    await open(current);
    expect(await statusOf(current)).to.equal(Status.Funded);
  });

  it("should not be of a catalogue that its seller numbered 0", async () => {
    const trade = await load();
    const { escrow, seller, open } = trade;
    const { chair } = await edition(trade, 0n);
    await expect(open(chair))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(seller, await escrow.offerDigest(chair.order.offer));
  });
});

describe("open: an older edition", () => {
  it("should open beside the newer one: a new price is another leaf, in the same slot", async () => {
    const trade = await load();
    const { escrow, seller, open, deal, statusOf } = trade;
    const older = await edition(trade, 1n, { unitPrice: 50n });
    const newer = await edition(trade, 2n, { unitPrice: 60n });
    expect(older.chair.purchase.path).to.deep.equal(newer.chair.purchase.path, "the slot's siblings did not change");
    for (const wanted of [older.chair, newer.chair, older.table, newer.table]) {
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    }
    // the old price under the new edition
    const again = await deal("coin", { sku: SKU, unitPrice: 50n, signature: "0x" });
    const { sequence, contentDigest, path, signature } = newer.chair.purchase;
    await expect(open({ ...again, purchase: { ...again.purchase, sequence, contentDigest, path, signature } }))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(seller, (digest: string) => digest.length === 66);
  });

  it("should count one stock across editions", async () => {
    const trade = await load();
    const { escrow, open } = trade;
    const older = await edition(trade, 1n, { maxUnits: 5n, units: 3n });
    const newer = await edition(trade, 2n, { maxUnits: 5n, units: 3n, unitPrice: 60n });
    await open(older.chair);
    await expect(open(newer.chair)).to.be.revertedWithCustomError(escrow, "SoldOut").withArgs(SKU, 3n, 3n, 5n);
  });

  it("should open up to the last second of the offer's validity", async () => {
    const trade = await load();
    const { escrow, open, statusOf } = trade;
    const end = (await now()) + DAY;
    const [inTime, late] = [
      await edition(trade, 1n, { validUntil: end }),
      await edition(trade, 1n, { validUntil: end }),
    ];
    await at(end);
    await open(inTime.chair);
    expect(await statusOf(inTime.chair)).to.equal(Status.Funded);
    await at(end + 1n);
    await expect(open(late.chair))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(end, end + 1n);
  });

  it("should not open a retired sku, and still open the others", async () => {
    const trade = await load();
    const { escrow, seller, open, statusOf } = trade;
    const { chair, table } = await edition(trade, 1n);
    await escrow.connect(seller).retire(SKU);
    await expect(open(chair)).to.be.revertedWithCustomError(escrow, "SkuRetired").withArgs(seller, SKU);
    await open(table);
    expect(await statusOf(table)).to.equal(Status.Funded);
  });
});

describe("open: a catalogue of a seller that is not a plain key", () => {
  /** One offer of `account` in a catalogue, signed by each signer in turn. */
  async function offered(trade: Trade, account: string, signer: Parameters<typeof signCatalogue>[1]) {
    const wanted = await trade.deal("coin", { seller: account, signature: "0x" });
    const [listed] = await publish(trade, [wanted], { signer, depth: 3 });
    return listed!;
  }

  it("should ask a contract wallet (ERC-1271) about the catalogue's digest", async () => {
    const trade = await load();
    const { escrow, seller, stranger, open, statusOf } = trade;
    const { address: wallet } = await openWallet(ethers, trade, seller);
    const wanted = await offered(trade, wallet, seller);
    await open(wanted);
    expect(await statusOf(wanted)).to.equal(Status.Funded);
    const forged = await offered(trade, wallet, stranger);
    const { sequence, contentDigest, path } = forged.purchase;
    const { root: offersRoot } = treeOf([forged.digest], (path as string[]).length);
    await expect(open(forged))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(wallet, await escrow.catalogueDigest({ seller: wallet, sequence, offersRoot, contentDigest }));
  });

  it("should take a delegating key's own signature (EIP-7702), and what its code accepts", async () => {
    const trade = await load();
    const { escrow, seller, stranger, open, statusOf } = trade;
    const key = await delegate(ethers, trade, stranger);
    for (const signer of [key, stranger]) {
      const wanted = await offered(trade, key.address, signer);
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    }
    const forged = await offered(trade, key.address, seller);
    await expect(open(forged)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    expect(await escrow.orderId(forged.order)).to.equal(forged.id);
  });
});
