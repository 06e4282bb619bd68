// Escrow.open: what it takes and what it writes.
import { expect } from "chai";
import { MaxUint256, ZeroAddress, ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import { MONEY, Status, type Wish, createStage } from "./support/trade.ts";

const { load, at, now, ethers } = await createStage();
const MAX_TOTAL = 2n ** 128n - 1n;
const UINT32 = 2n ** 32n - 1n;

for (const money of MONEY) {
  describe(`open, in ${money}`, () => {
    describe("given a signed offer and its price", () => {
      it("should take exactly the total from the buyer", async () => {
        const { escrow, token, buyer, deal, open } = await load();
        const wanted = await deal(money);
        const changed = expect(() => open(wanted)).to;
        await (money === "coin"
          ? changed.changeEtherBalances(ethers, [buyer, escrow], [-wanted.total, wanted.total])
          : changed.changeTokenBalances(ethers, token, [buyer, escrow], [-wanted.total, wanted.total]));
        expect(wanted.total).to.equal(107_000_000n);
      });

      it("should be funded from this block on, and say the whole order in its event", async () => {
        const { escrow, buyer, seller, referrer, deal, open } = await load();
        const wanted = await deal(money, { referrer: referrer.address });
        const time = (await now()) + 100n;
        await at(time);
        const { offer, units, salt } = wanted.order;
        await expect(open(wanted))
          .to.emit(escrow, "Opened")
          .withArgs(wanted.id, seller, buyer, Object.values(offer), units, salt, referrer);
        expect(await escrow.state(wanted.id)).to.deep.equal([Status.Funded, time, false, 0n]);
      });

      it("should return the id", async () => {
        const { escrow, buyer, deal, valueOf } = await load();
        const wanted = await deal(money);
        expect(await escrow.connect(buyer).open.staticCall(wanted.purchase, valueOf(wanted))).to.equal(wanted.id);
      });

      it("should open any number of orders that differ in one thing, each with its own state (I7)", async () => {
        const { escrow, token, buyer, stranger, referrer, deal, open, statusOf } = await load();
        await token.mint(stranger, 10n ** 12n);
        await token.connect(stranger).approve(escrow, MaxUint256);
        const first = await deal(money, { salt: 1n });
        const others = [
          await deal(money, { salt: 2n }),
          await deal(money, { salt: 1n, units: 3n }),
          await deal(money, { salt: 1n, referrer: referrer.address }),
          await deal(money, { salt: 1n, terms: keccakText("another listing") }),
        ];
        for (const wanted of [first, ...others]) await open(wanted);
        const id = await escrow.orderId({ ...first.order, buyer: stranger });
        await open(first, stranger);
        expect((await escrow.state(id)).status).to.equal(Status.Funded);
        await escrow.connect(buyer).confirm(first.order, ZeroHash, 0);
        expect(await statusOf(first)).to.equal(Status.Released);
        for (const other of others) expect(await statusOf(other)).to.equal(Status.Funded);
        expect((await escrow.state(id)).status).to.equal(Status.Funded);
      });

      it("should refuse the same order again, open or closed", async () => {
        const { escrow, buyer, reach, open } = await load();
        const made = await reach("funded", money);
        const again = (status: bigint) =>
          expect(open(made))
            .to.be.revertedWithCustomError(escrow, "WrongStatus")
            .withArgs(made.id, status, Status.None, Status.None);
        await again(Status.Funded);
        await escrow.connect(buyer).confirm(made.order, ZeroHash, 0);
        await again(Status.Released);
      });
    });

    describe("given a total at its limits", () => {
      // the coin's supply is smaller than the limit, so only a token can pay it
      if (money === "token") {
        it("should take the highest", async () => {
          const { token, buyer, escrow, deal, open } = await load();
          await token.mint(buyer, MAX_TOTAL);
          await open(await deal(money, { unitPrice: MAX_TOTAL - 1n, shipping: 1n, units: 1n }));
          expect(await token.balanceOf(escrow)).to.equal(MAX_TOTAL);
        });
      }

      const refusals: [string, Wish, string, bigint, bigint, bigint][] = [
        ["nothing", { unitPrice: 0n, shipping: 0n }, "total", 0n, 1n, MAX_TOTAL],
        [
          "one more than the highest",
          { unitPrice: MAX_TOTAL, shipping: 1n, units: 1n },
          "total",
          MAX_TOTAL + 1n,
          1n,
          MAX_TOTAL,
        ],
        ["a price beyond it", { unitPrice: MAX_TOTAL + 1n }, "unitPrice", MAX_TOTAL + 1n, 0n, MAX_TOTAL],
        ["a price that would overflow", { unitPrice: MaxUint256 }, "unitPrice", MaxUint256, 0n, MAX_TOTAL],
        ["shipping beyond it", { shipping: MAX_TOTAL + 1n }, "shipping", MAX_TOTAL + 1n, 0n, MAX_TOTAL],
        ["no units", { units: 0n }, "units", 0n, 1n, UINT32],
      ];
      for (const [what, wish, field, value, min, max] of refusals) {
        it(`should refuse ${what}`, async () => {
          const { escrow, deal, buyer } = await load();
          const { purchase } = await deal(money, wish);
          await expect(escrow.connect(buyer).open(purchase))
            .to.be.revertedWithCustomError(escrow, "OutOfRange")
            .withArgs(encodeBytes32String(field), value, min, max);
        });
      }

      it("should take shipping without a price, and a price without shipping", async () => {
        const { deal, open, statusOf } = await load();
        for (const wish of [
          { unitPrice: 0n, shipping: 1n },
          { unitPrice: 1n, shipping: 0n, units: 1n },
        ]) {
          const wanted = await deal(money, wish);
          await open(wanted);
          expect(await statusOf(wanted)).to.equal(Status.Funded);
        }
      });
    });
  });
}

describe("open: the payment", () => {
  for (const [what, change] of [
    ["too little", -1n],
    ["too much", 1n],
  ] as const) {
    it(`should refuse ${what} of the coin`, async () => {
      const { escrow, buyer, deal } = await load();
      const { purchase, total } = await deal("coin");
      await expect(escrow.connect(buyer).open(purchase, { value: total + change }))
        .to.be.revertedWithCustomError(escrow, "WrongPayment")
        .withArgs(ZeroAddress, total, total + change);
    });
  }

  it("should refuse the coin for an order in a token", async () => {
    const { escrow, buyer, deal } = await load();
    const { purchase } = await deal("token");
    await expect(escrow.connect(buyer).open(purchase, { value: 1n }))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(ZeroAddress, 0n, 1n);
  });

  it("should refuse a currency without code", async () => {
    const { escrow, buyer, deal } = await load();
    const currency = `0x${"77".repeat(20)}`;
    const { purchase } = await deal("token", { currency });
    await expect(escrow.connect(buyer).open(purchase))
      .to.be.revertedWithCustomError(escrow, "NotAToken")
      .withArgs(ethers.getAddress(currency));
  });

  it("should need an allowance of the buyer, and never use another account's", async () => {
    const { escrow, token, stranger, deal, open } = await load();
    await token.mint(stranger, 10n ** 12n);
    const wanted = await deal("token");
    const reason = token.interface.encodeErrorResult("ERC20InsufficientAllowance", [escrow.target, 0n, wanted.total]);
    await expect(open(wanted, stranger))
      .to.be.revertedWithCustomError(escrow, "PaymentFailed")
      .withArgs(token, stranger, wanted.total, reason);
  });

  it("should not take the coin outside of an order", async () => {
    const { escrow, buyer } = await load();
    for (const [data, selector] of [
      ["0x", "0x00000000"],
      ["0x12345678", "0x12345678"],
    ] as const) {
      await expect(buyer.sendTransaction({ to: escrow, value: 1n, data }))
        .to.be.revertedWithCustomError(escrow, "UnknownCall")
        .withArgs(selector);
    }
  });
});
