// Escrow.submitEvidence: parties and arbitrators of an open order leave a digest in the log, and nothing else.
import { expect } from "chai";
import { ZeroAddress, ZeroHash, id as keccakText } from "ethers";
import { type Stage, Status, createStage } from "./support/trade.ts";
import { boughtBy, openWallet } from "./support/wallet.ts";

const { load, at, now, ethers } = await createStage();
const EVIDENCE = keccakText("a photograph");
const PARTIES = ["buyer", "seller", "arbitrator", "second"] as const;

describe("submitEvidence", () => {
  for (const stage of ["funded", "shipped", "disputed", "passed"] as const) {
    describe(`given a ${stage} order`, () => {
      for (const who of PARTIES) {
        it(`should log the ${who}'s, again and again, and leave state and money as they are`, async () => {
          const { escrow, token, reach, ...people } = await load();
          const deal = await reach(stage, "token");
          const before = [await escrow.state(deal.id), await token.balanceOf(escrow)];
          for (const evidence of [EVIDENCE, EVIDENCE, ZeroHash]) {
            await expect(escrow.connect(people[who]).submitEvidence(deal.order, evidence))
              .to.emit(escrow, "Evidence")
              .withArgs(deal.id, people[who], evidence);
          }
          expect([await escrow.state(deal.id), await token.balanceOf(escrow)]).to.deep.equal(before);
        });
      }

      for (const who of ["referrer", "stranger", "deployer"] as const) {
        it(`should refuse the ${who}`, async () => {
          const { escrow, reach, referrer, ...people } = await load();
          const deal = await reach(stage, "coin", { referrer: referrer.address });
          const caller = { ...people, referrer }[who];
          await expect(escrow.connect(caller).submitEvidence(deal.order, EVIDENCE))
            .to.be.revertedWithCustomError(escrow, "NotAParty")
            .withArgs(deal.id, caller);
        });
      }

      it("should be taken when every window is over, as long as nobody closed it", async () => {
        const { escrow, buyer, reach } = await load();
        const deal = await reach(stage, "coin");
        await at((await now()) + 10_000_000n);
        await expect(escrow.connect(buyer).submitEvidence(deal.order, EVIDENCE)).to.emit(escrow, "Evidence");
      });
    });
  }

  describe("given an order without arbitrator", () => {
    for (const stage of ["funded", "shipped"] as const) {
      it(`should be the two parties' alone: ${stage}`, async () => {
        const { escrow, reach, ...people } = await load();
        const deal = await reach(stage, "coin", { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress });
        for (const who of ["buyer", "seller"] as const) {
          await escrow.connect(people[who]).submitEvidence(deal.order, EVIDENCE);
        }
        for (const who of ["arbitrator", "second", "stranger"] as const) {
          await expect(escrow.connect(people[who]).submitEvidence(deal.order, EVIDENCE))
            .to.be.revertedWithCustomError(escrow, "NotAParty")
            .withArgs(deal.id, people[who]);
        }
      });
    }
  });

  describe("given an order without fallback", () => {
    it("should refuse who is the fallback elsewhere", async () => {
      const { escrow, arbitrator, second, reach } = await load();
      const deal = await reach("disputed", "coin", { fallbackArbitrator: ZeroAddress });
      await escrow.connect(arbitrator).submitEvidence(deal.order, EVIDENCE);
      await expect(escrow.connect(second).submitEvidence(deal.order, EVIDENCE))
        .to.be.revertedWithCustomError(escrow, "NotAParty")
        .withArgs(deal.id, second);
    });
  });

  describe("given an order that is not open", () => {
    const closed: [Stage, bigint][] = [
      ["released", Status.Released],
      ["refunded", Status.Refunded],
    ];
    for (const [stage, status] of closed) {
      it(`should refuse everybody: ${stage}`, async () => {
        const { escrow, reach, ...people } = await load();
        const deal = await reach(stage, "coin");
        for (const who of [...PARTIES, "stranger"] as const) {
          await expect(escrow.connect(people[who]).submitEvidence(deal.order, EVIDENCE))
            .to.be.revertedWithCustomError(escrow, "WrongStatus")
            .withArgs(deal.id, status, Status.Funded, Status.Disputed);
        }
      });
    }

    it("should refuse everybody: ruled", async () => {
      const { escrow, arbitrator, reach, ...people } = await load();
      const deal = await reach("disputed", "coin");
      await escrow.connect(arbitrator).rule(deal.order, 5_000);
      for (const caller of [people.buyer, people.seller, arbitrator, people.second]) {
        await expect(escrow.connect(caller).submitEvidence(deal.order, EVIDENCE))
          .to.be.revertedWithCustomError(escrow, "WrongStatus")
          .withArgs(deal.id, Status.Split, Status.Funded, Status.Disputed);
      }
    });

    it("should refuse everybody: never opened", async () => {
      const { escrow, buyer, deal } = await load();
      const wanted = await deal("coin");
      await expect(escrow.connect(buyer).submitEvidence(wanted.order, EVIDENCE))
        .to.be.revertedWithCustomError(escrow, "WrongStatus")
        .withArgs(wanted.id, Status.None, Status.Funded, Status.Disputed);
    });
  });

  describe("given a buyer that is a contract wallet", () => {
    it("should be the wallet's, not its key's", async () => {
      const trade = await load();
      const { escrow, buyer, deal } = trade;
      const wallet = await openWallet(ethers, trade, buyer);
      const bought = await boughtBy(trade, await deal("coin"), wallet.address);
      await wallet.call("open", [bought.purchase], bought.total);
      await expect(wallet.call("submitEvidence", [bought.order, EVIDENCE]))
        .to.emit(escrow, "Evidence")
        .withArgs(bought.id, wallet.address, EVIDENCE);
      await expect(escrow.connect(buyer).submitEvidence(bought.order, EVIDENCE))
        .to.be.revertedWithCustomError(escrow, "NotAParty")
        .withArgs(bought.id, buyer);
    });
  });
});
