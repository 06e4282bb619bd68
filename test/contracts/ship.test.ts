// Escrow.ship: the seller starts the inspection window.
import { expect } from "chai";
import { ZeroHash, id as keccakText } from "ethers";
import { SHIP_WINDOW, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();
const TRACKING = keccakText("a parcel's number");

describe("ship", () => {
  describe("given a funded order", () => {
    it("should start the inspection window at its own time", async () => {
      const { escrow, seller, reach, since } = await load();
      const deal = await reach("funded", "coin");
      const last = (await since(deal)) + SHIP_WINDOW;
      await at(last);
      await expect(escrow.connect(seller).ship(deal.order, TRACKING))
        .to.emit(escrow, "Shipped")
        .withArgs(deal.id, TRACKING);
      expect(await escrow.state(deal.id)).to.deep.equal([Status.Shipped, last, false, 0n]);
    });

    it("should refuse the seller one second after the window, naming its last second", async () => {
      const { escrow, seller, reach, since } = await load();
      const deal = await reach("funded", "coin");
      const last = (await since(deal)) + SHIP_WINDOW;
      await at(last + 1n);
      await expect(escrow.connect(seller).ship(deal.order, ZeroHash))
        .to.be.revertedWithCustomError(escrow, "TooLate")
        .withArgs(last, last + 1n);
    });

    it("should refuse anybody else, naming the seller", async () => {
      const { escrow, buyer, seller, reach } = await load();
      const deal = await reach("funded", "coin");
      await expect(escrow.connect(buyer).ship(deal.order, ZeroHash))
        .to.be.revertedWithCustomError(escrow, "Unauthorized")
        .withArgs(buyer, seller);
    });

    it("should move no money", async () => {
      const { escrow, token, seller, reach } = await load();
      const deal = await reach("funded", "token");
      await escrow.connect(seller).ship(deal.order, ZeroHash);
      expect(await token.balanceOf(escrow)).to.equal(deal.total);
    });
  });

  describe("given a shipped order", () => {
    it("should refuse it, naming the state it needs", async () => {
      const { escrow, seller, reach } = await load();
      const deal = await reach("shipped", "coin");
      await expect(escrow.connect(seller).ship(deal.order, ZeroHash))
        .to.be.revertedWithCustomError(escrow, "WrongStatus")
        .withArgs(deal.id, Status.Shipped, Status.Funded, Status.Funded);
    });
  });

  describe("given an order that differs in any part from the one opened", () => {
    it("should not know it", async () => {
      const { escrow, seller, stranger, reach } = await load();
      const { order } = await reach("funded", "coin");
      const offer = order.offer;
      for (const other of [
        { ...order, buyer: stranger.address },
        { ...order, units: 3n },
        { ...order, salt: 77n },
        { ...order, referrer: stranger.address },
        { ...order, offer: { ...offer, unitPrice: 1n } },
        { ...order, offer: { ...offer, arbitrator: stranger.address } },
        { ...order, offer: { ...offer, limits: BigInt(offer.limits) + 1n } },
      ]) {
        await expect(escrow.connect(seller).ship(other, ZeroHash))
          .to.be.revertedWithCustomError(escrow, "WrongStatus")
          .withArgs(await escrow.orderId(other), Status.None, Status.Funded, Status.Funded);
      }
    });

    it("should not know it with dirty upper bits either", async () => {
      const { escrow, seller, reach } = await load();
      const { order } = await reach("funded", "coin");
      const data = escrow.interface.encodeFunctionData("ship", [order, ZeroHash]);
      // nine words of the offer, then buyer, units, salt and referrer
      for (const word of [9, 10, 11, 12]) {
        const start = 2 + 8 + 64 * word;
        const dirty = `${data.slice(0, start)}01${data.slice(start + 2)}`;
        await expect(seller.sendTransaction({ to: escrow, data: dirty })).to.be.revertedWithCustomError(
          escrow,
          "WrongStatus",
        );
      }
    });
  });
});
