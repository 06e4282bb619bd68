// Escrow.retire: the seller takes a product off for good.
import { expect } from "chai";
import { MaxUint256, ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import { Status, createStage } from "./support/trade.ts";

const { load } = await createStage();
const SKU = keccakText("a product");

describe("retire", () => {
  it("should say so, and keep the count of units sold", async () => {
    const { escrow, seller, reach } = await load();
    await reach("funded", "coin", { sku: SKU, maxUnits: 5n });
    await expect(escrow.connect(seller).retire(SKU)).to.emit(escrow, "Retired").withArgs(seller, SKU);
    expect(await escrow.stock(seller, SKU)).to.deep.equal([2n, true]);
  });

  it("should leave open orders alone", async () => {
    const { escrow, seller, buyer, reach, statusOf } = await load();
    const deal = await reach("funded", "coin", { sku: SKU });
    await escrow.connect(seller).retire(SKU);
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    expect(await statusOf(deal)).to.equal(Status.Released);
  });

  it("should concern the caller's own product alone", async () => {
    const { escrow, seller, stranger, deal, open, statusOf } = await load();
    await escrow.connect(stranger).retire(SKU);
    expect((await escrow.stock(seller, SKU)).retired).to.equal(false);
    const wanted = await deal("coin", { sku: SKU });
    await open(wanted);
    expect(await statusOf(wanted)).to.equal(Status.Funded);
  });

  it("should change nothing the second time", async () => {
    const { escrow, seller } = await load();
    for (let i = 0; i < 2; i++) await escrow.connect(seller).retire(SKU);
    expect(await escrow.stock(seller, SKU)).to.deep.equal([0n, true]);
  });

  it("should refuse sku 0, which has no stock: offers without sku would be opened all the same (I8)", async () => {
    const { escrow, seller } = await load();
    await expect(escrow.connect(seller).retire(ZeroHash))
      .to.be.revertedWithCustomError(escrow, "OutOfRange")
      .withArgs(encodeBytes32String("sku"), 0n, 1n, MaxUint256);
    expect((await escrow.stock(seller, ZeroHash)).retired).to.equal(false);
  });
});
