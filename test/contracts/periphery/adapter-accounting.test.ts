// ArbitratorAdapter's book: over a random walk of rulings and withdrawals in three currencies, what is owed is what is there.
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";
import { createPeripheryStage } from "../support/periphery.ts";

const { load, ethers, ruled } = await createPeripheryStage();
const STEPS = 40;

/** Park and Miller's generator: the same walk for the same seed. */
const randomOf = (seed: number) => (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;

describe("the adapter's book", () => {
  for (const seed of [1, 20_261_125]) {
    it(`should owe its payers exactly what it has and is owed by the escrow (seed ${seed})`, async () => {
      const trade = await load();
      const { adapter, escrow, token, buyer, seller, second, referrer, stranger } = trade;
      const odd = await ethers.deployContract("OddToken");
      await odd.mint(buyer, 10n ** 15n);
      await odd.connect(buyer).approve(escrow, MaxUint256);
      const currencies = [ZeroAddress, token.target as string, odd.target as string];
      const payers = [buyer, seller, second, stranger];
      const random = randomOf(seed);
      const seen = { executed: 0, withdrawn: 0, refused: 0 };

      async function step(): Promise<void> {
        const currency = currencies[random(3)]!;
        const payer = payers[random(4)]!;
        if (random(5) === 0) {
          await odd.setBlocked(adapter, !(await odd.blocked(adapter)));
        } else if (random(2) === 0) {
          const unitPrice = BigInt(1 + random(2_000_000_000));
          const wish = { currency, unitPrice, arbitratorFeeBps: BigInt(random(1_001)), maxUnits: 0n };
          const deal = await ruled(trade, "token", random(7) % 6, wish, payer);
          await adapter.connect(stranger).execute(deal.order);
          seen.executed++;
        } else {
          // refused where nothing is owed, or while the token blocks the adapter
          const withdrawn = await adapter
            .connect(payer)
            .withdraw(currency, referrer)
            .then(
              () => true,
              () => false,
            );
          seen[withdrawn ? "withdrawn" : "refused"]++;
        }
      }

      for (let i = 0; i < STEPS; i++) {
        await step();
        for (const currency of currencies) {
          const owed = await Promise.all(payers.map((payer) => adapter.earned(payer, currency)));
          const held =
            currency === ZeroAddress
              ? await ethers.provider.getBalance(adapter)
              : await (currency === odd.target ? odd : token).balanceOf(adapter);
          expect(
            owed.reduce((sum, amount) => sum + amount, 0n),
            `${currency} after step ${i}`,
          ).to.equal(held + (await escrow.credit(adapter, currency)));
        }
      }
      for (const [what, times] of Object.entries(seen)) expect(times, what).to.be.above(2);
    });
  }
});
