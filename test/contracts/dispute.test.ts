// Escrow.dispute: the buyer takes a shipped order to the arbitrator.
import { expect } from "chai";
import { ZeroAddress, id as keccakText } from "ethers";
import { INSPECTION_WINDOW, Status, createStage } from "./support/trade.ts";

const { load, at } = await createStage();
const EVIDENCE = keccakText("a photograph");

describe("dispute", () => {
  describe("given a shipped order with an arbitrator", () => {
    it("should start the ruling window at its own time, up to the last second of inspection", async () => {
      const { escrow, buyer, reach, since } = await load();
      const deal = await reach("shipped", "coin");
      const last = (await since(deal)) + INSPECTION_WINDOW;
      await at(last);
      await expect(escrow.connect(buyer).dispute(deal.order, EVIDENCE))
        .to.emit(escrow, "Disputed")
        .withArgs(deal.id, EVIDENCE);
      expect(await escrow.state(deal.id)).to.deep.equal([Status.Disputed, last, false, 0n]);
    });

    it("should be refused one second later, naming the last", async () => {
      const { escrow, buyer, reach, since } = await load();
      const deal = await reach("shipped", "coin");
      const last = (await since(deal)) + INSPECTION_WINDOW;
      await at(last + 1n);
      await expect(escrow.connect(buyer).dispute(deal.order, EVIDENCE))
        .to.be.revertedWithCustomError(escrow, "TooLate")
        .withArgs(last, last + 1n);
    });

    it("should be the buyer's alone", async () => {
      const { escrow, buyer, seller, arbitrator, reach } = await load();
      const deal = await reach("shipped", "coin");
      for (const other of [seller, arbitrator]) {
        await expect(escrow.connect(other).dispute(deal.order, EVIDENCE))
          .to.be.revertedWithCustomError(escrow, "Unauthorized")
          .withArgs(other, buyer);
      }
    });
  });

  describe("given an order without an arbitrator", () => {
    it("should be refused", async () => {
      const { escrow, buyer, reach } = await load();
      const deal = await reach("shipped", "coin", { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress });
      await expect(escrow.connect(buyer).dispute(deal.order, EVIDENCE))
        .to.be.revertedWithCustomError(escrow, "NoArbitrator")
        .withArgs(deal.id);
    });
  });

  describe("given an order that was not shipped", () => {
    it("should be refused: the buyer waits for the ship window, and is refunded", async () => {
      const { escrow, buyer, reach } = await load();
      const deal = await reach("funded", "coin");
      await expect(escrow.connect(buyer).dispute(deal.order, EVIDENCE))
        .to.be.revertedWithCustomError(escrow, "WrongStatus")
        .withArgs(deal.id, Status.Funded, Status.Shipped, Status.Shipped);
    });
  });
});
