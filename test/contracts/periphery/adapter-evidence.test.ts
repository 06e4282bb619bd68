// ArbitratorAdapter.submitEvidence: the parties show the court's jurors something, as ERC-1497 has it.
import { expect } from "chai";
import { createPeripheryStage } from "../support/periphery.ts";
import { Status } from "../support/trade.ts";

const { load, disputed } = await createPeripheryStage();

describe("submitEvidence of the adapter", () => {
  const URI = "/ipfs/evidence.json";

  it("should be by buyer and seller, in the order's group", async () => {
    const trade = await load();
    const { adapter, court, buyer, seller } = trade;
    const deal = await disputed(trade);
    for (const party of [buyer, seller]) {
      await expect(adapter.connect(party).submitEvidence(deal.order, URI))
        .to.emit(adapter, "Evidence")
        .withArgs(court, BigInt(deal.id), party, URI);
    }
  });

  it("should be possible where the adapter is the fallback", async () => {
    const { adapter, buyer, reach } = await load();
    const deal = await reach("disputed", "coin", { fallbackArbitrator: adapter.target as string });
    await expect(adapter.connect(buyer).submitEvidence(deal.order, URI)).to.emit(adapter, "Evidence");
  });

  it("should refuse everybody else", async () => {
    const trade = await load();
    const { adapter, stranger, second } = trade;
    const deal = await disputed(trade);
    for (const other of [stranger, second]) {
      await expect(adapter.connect(other).submitEvidence(deal.order, URI))
        .to.be.revertedWithCustomError(adapter, "NotAParty")
        .withArgs(deal.id, other);
    }
  });

  it("should refuse an order of other arbitrators", async () => {
    const { adapter, buyer, reach } = await load();
    const deal = await reach("disputed", "coin");
    await expect(adapter.connect(buyer).submitEvidence(deal.order, URI))
      .to.be.revertedWithCustomError(adapter, "NotAParty")
      .withArgs(deal.id, adapter);
  });

  it("should refuse an order that is not disputed", async () => {
    const { adapter, buyer, reach } = await load();
    const deal = await reach("shipped", "coin", { arbitrator: adapter.target as string });
    await expect(adapter.connect(buyer).submitEvidence(deal.order, URI))
      .to.be.revertedWithCustomError(adapter, "WrongStatus")
      .withArgs(deal.id, Status.Shipped, Status.Disputed, Status.Disputed);
  });
});
