// DelayedBond, as sellers and arbitrators have it: locked for anyone, asked back by its owner, and gone 30 days later, not before.
import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { createPeripheryStage } from "../support/periphery.ts";
import { DAY } from "../support/trade.ts";

const { load, at, now, ethers, expectFrom } = await createPeripheryStage();
const DELAY = 30n * DAY;
const AMOUNT = 1_000n;

for (const contract of ["bond", "registry"] as const) {
  const name = { bond: "SellerBond", registry: "ArbitratorRegistry" }[contract];
  const given = async () => {
    const trade = await load();
    return { ...trade, bond: trade[contract] };
  };
  /** A seller with a bond of {@link AMOUNT}. */
  const locked = async () => {
    const trade = await given();
    await trade.bond.lock(trade.seller, { value: AMOUNT });
    return trade;
  };

  describe(`${name}: lock`, () => {
    it("should add the coin to the caller's own bond", async () => {
      const { bond, seller } = await given();
      const call = () => bond.connect(seller).lock(seller, { value: AMOUNT });
      await expect(call).to.changeEtherBalances(ethers, [seller, bond], [-AMOUNT, AMOUNT]);
      await call();
      expect(await bond.bondOf(seller)).to.deep.equal([2n * AMOUNT, 0n, 0n]);
    });

    it("should add it to somebody else's, who alone can take it", async () => {
      const { bond, seller, stranger } = await given();
      await expect(bond.connect(stranger).lock(seller, { value: AMOUNT }))
        .to.emit(bond, "Locked")
        .withArgs(seller, stranger, AMOUNT);
      expect((await bond.bondOf(seller)).locked).to.equal(AMOUNT);
      await expect(bond.connect(stranger).requestWithdrawal(1n))
        .to.be.revertedWithCustomError(bond, "NotLocked")
        .withArgs(stranger, 1n, 0n);
    });

    it("should refuse nothing, and nobody", async () => {
      const { bond, seller } = await given();
      await expect(bond.lock(seller)).to.be.revertedWithCustomError(bond, "NothingToLock").withArgs(seller, 0n);
      await expect(bond.lock(ZeroAddress, { value: 1n }))
        .to.be.revertedWithCustomError(bond, "NothingToLock")
        .withArgs(ZeroAddress, 1n);
    });
  });

  describe(`${name}: requestWithdrawal`, () => {
    it("should move a part to what is leaving, and say from when on it can be withdrawn", async () => {
      const { bond, seller } = await locked();
      const asked = (await now()) + 10n;
      await at(asked);
      await expect(bond.connect(seller).requestWithdrawal(400n))
        .to.emit(bond, "Leaving")
        .withArgs(seller, 400n, asked + DELAY);
      expect(await bond.bondOf(seller)).to.deep.equal([600n, 400n, asked + DELAY]);
    });

    it("should start the 30 days anew for all that is leaving", async () => {
      const { bond, seller } = await locked();
      await bond.connect(seller).requestWithdrawal(400n);
      const again = (await now()) + 20n * DAY;
      await at(again);
      await bond.connect(seller).requestWithdrawal(600n);
      expect(await bond.bondOf(seller)).to.deep.equal([0n, AMOUNT, again + DELAY]);
    });

    for (const amount of [0n, AMOUNT + 1n]) {
      it(`should refuse ${amount} of a bond of ${AMOUNT}`, async () => {
        const { bond, seller } = await locked();
        await expect(bond.connect(seller).requestWithdrawal(amount))
          .to.be.revertedWithCustomError(bond, "NotLocked")
          .withArgs(seller, amount, AMOUNT);
      });
    }
  });

  describe(`${name}: withdraw`, () => {
    it("should send what was asked back to whom the owner names, from its second on and not a second before", async () => {
      const { bond, seller, stranger } = await locked();
      await bond.connect(seller).requestWithdrawal(400n);
      const from = (await now()) + DELAY;
      const before = await ethers.provider.getBalance(stranger);
      await expectFrom(
        from,
        () => bond.connect(seller).withdraw(stranger),
        (early) =>
          expect(early)
            .to.be.revertedWithCustomError(bond, "StillBonded")
            .withArgs(from, from - 1n),
      );
      expect((await ethers.provider.getBalance(stranger)) - before).to.equal(400n);
      expect(await bond.bondOf(seller)).to.deep.equal([600n, 0n, 0n]);
      const [withdrawn] = await bond.queryFilter(bond.filters["Withdrawn(address,address,uint256)"]());
      expect(withdrawn!.args).to.deep.equal([seller.address, stranger.address, 400n]);
    });

    it("should refuse what was not asked back, and a second time", async () => {
      const { bond, seller } = await locked();
      const refused = async () =>
        expect(bond.connect(seller).withdraw(seller))
          .to.be.revertedWithCustomError(bond, "NothingLeaving")
          .withArgs(seller);
      await refused();
      await bond.connect(seller).requestWithdrawal(1n);
      await at((await now()) + DELAY);
      await bond.connect(seller).withdraw(seller);
      await refused();
    });

    it("should refuse zero and itself", async () => {
      const { bond, seller } = await locked();
      for (const to of [ZeroAddress, bond.target]) {
        await expect(bond.connect(seller).withdraw(to))
          .to.be.revertedWithCustomError(bond, "InvalidRecipient")
          .withArgs(to);
      }
    });

    it("should keep the bond when the recipient refuses", async () => {
      const { bond, seller } = await locked();
      await bond.connect(seller).requestWithdrawal(400n);
      await at((await now()) + DELAY);
      const refusing = await ethers.deployContract("Hostile");
      await refusing.behave(1, ZeroAddress, "0x"); // Revert
      await expect(bond.connect(seller).withdraw(refusing))
        .to.be.revertedWithCustomError(bond, "NotSent")
        .withArgs(refusing, 400n);
      expect((await bond.bondOf(seller)).leaving).to.equal(400n);
    });

    it("should pay once when the owner calls back for more", async () => {
      const { bond, seller } = await locked();
      const owner = await ethers.deployContract("Hostile");
      const { interface: abi } = bond;
      await owner.execute(bond, 100n, abi.encodeFunctionData("lock", [owner.target as string]), { value: 100n });
      await owner.execute(bond, 0n, abi.encodeFunctionData("requestWithdrawal", [100n]));
      await at((await now()) + DELAY);
      const withdraw = abi.encodeFunctionData("withdraw", [owner.target as string]);
      await owner.behave(4, bond, withdraw); // Reenter
      await owner.execute(bond, 0n, withdraw);
      expect(await owner.succeeded()).to.equal(false);
      expect(await ethers.provider.getBalance(owner)).to.equal(100n);
      expect(await ethers.provider.getBalance(bond), "the seller's").to.equal(AMOUNT);
      expect((await bond.bondOf(seller)).locked).to.equal(AMOUNT);
    });
  });
}
