// A batch with too little gas: whoever submits it cannot turn an honest payee's money into a credit, also behind payees that burn theirs (I5).
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import { signRelease } from "./support/consent.ts";
import { MONEY, Status, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();
const HOOK = 8;
const BURN_GAS = 2;
const NEED_GAS = 5;
/** From "not even the checks" to "more than enough". */
const GAS = {
  coin: { from: 100_000, to: 600_000, step: 4_000 },
  token: { from: 100_000, to: 1_750_000, step: 15_000 },
};

for (const money of MONEY) {
  it(`confirmMany with any gas should pay the honest sellers in ${money}, or change nothing`, async () => {
    const trade = await load();
    const { escrow, buyer, stranger } = trade;
    const [needy, burner] = [await ethers.deployContract("Hostile"), await ethers.deployContract("Hostile")];
    const token = await ethers.deployContract("OddToken");
    await token.become(HOOK);
    await token.mint(buyer, 10n ** 12n);
    await token.connect(buyer).approve(escrow, MaxUint256);
    await needy.behave(NEED_GAS, escrow, "0x");
    await burner.behave(BURN_GAS, escrow, "0x");
    const currency = money === "coin" ? ZeroAddress : (token.target as string);

    const releases = [];
    const deals = [];
    for (const { target } of [burner, needy, burner, needy]) {
      const deal = await trade.deal(money, { seller: target as string, currency, signature: "0x" });
      await trade.open(deal);
      releases.push(await signRelease(trade, buyer, deal));
      deals.push(deal);
    }
    const due = deals[1]!.total + deals[3]!.total;
    const wealth = async () => (money === "coin" ? ethers.provider.getBalance(needy) : token.balanceOf(needy));

    const outcomes = new Set<string>();
    const { from, to, step } = GAS[money];
    for (let gasLimit = from; gasLimit <= to; gasLimit += step) {
      const snapshot = await ethers.provider.send("evm_snapshot", []);
      const sent = escrow.connect(stranger).confirmMany(releases, { gasLimit });
      const closed = await sent.then(
        () => true,
        () => false,
      );
      expect(await escrow.credit(needy, currency), `at ${gasLimit}`).to.equal(0n);
      expect(await wealth(), `at ${gasLimit}`).to.equal(closed ? due : 0n);
      expect(await trade.statusOf(deals[0]!), `at ${gasLimit}`).to.equal(closed ? Status.Released : Status.Funded);
      outcomes.add(closed ? "closed" : "reverted");
      await ethers.provider.send("evm_revert", [snapshot]);
    }
    expect([...outcomes].toSorted()).to.deep.equal(["closed", "reverted"]);
  });
}
