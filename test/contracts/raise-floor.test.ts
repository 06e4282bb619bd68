// Escrow.raiseFloor: the seller voids all offers with a lower counter.
import { expect } from "chai";
import { ZeroHash } from "ethers";
import { Status, createStage } from "./support/trade.ts";

const { load } = await createStage();
const HIGHEST = 2n ** 64n - 1n;

describe("raiseFloor", () => {
  it("should say so and void what is below", async () => {
    const { escrow, seller, deal, open } = await load();
    await expect(escrow.connect(seller).raiseFloor(3)).to.emit(escrow, "FloorRaised").withArgs(seller, 3n);
    expect(await escrow.floor(seller)).to.equal(3n);
    await expect(open(await deal("coin", { counter: 2n })))
      .to.be.revertedWithCustomError(escrow, "OfferVoid")
      .withArgs(2n, 3n);
  });

  it("should only rise", async () => {
    const { escrow, seller } = await load();
    await escrow.connect(seller).raiseFloor(3);
    for (const wanted of [0n, 2n, 3n]) {
      await expect(escrow.connect(seller).raiseFloor(wanted))
        .to.be.revertedWithCustomError(escrow, "FloorNotRaised")
        .withArgs(3n, wanted);
    }
  });

  it("should leave open orders, and other sellers, alone", async () => {
    const { escrow, buyer, seller, stranger, reach, statusOf } = await load();
    const deal = await reach("funded", "coin");
    await escrow.connect(seller).raiseFloor(3);
    await escrow.connect(buyer).confirm(deal.order, ZeroHash, 0);
    expect(await statusOf(deal)).to.equal(Status.Released);
    expect(await escrow.floor(stranger)).to.equal(0n);
  });

  it("should void every lone offer at the highest floor", async () => {
    const { escrow, seller, deal, open } = await load();
    await escrow.connect(seller).raiseFloor(HIGHEST);
    await expect(open(await deal("coin", { counter: 2n ** 40n - 1n })))
      .to.be.revertedWithCustomError(escrow, "OfferVoid")
      .withArgs(2n ** 40n - 1n, HIGHEST);
  });
});
