// Payees that refuse, burn gas, return too much or call back: every close goes through, and nobody else loses anything (I5).
import { expect } from "chai";
import { type BytesLike, MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import type { Hostile } from "../../types/ethers-contracts/index.ts";
import { type Deal, INSPECTION_WINDOW, MONEY, type Money, Status, createStage } from "./support/trade.ts";

const { load, at, now, ethers } = await createStage();
const MANNERS = { Accept: 0, Revert: 1, BurnGas: 2, ReturnBomb: 3, Reenter: 4, NeedGas: 5 };
const ROLES = ["buyer", "seller", "arbitrator"] as const;

/** One role is a hostile contract, in the coin or in a token that calls its receivers. */
async function hostileTrade(money: Money, role: (typeof ROLES)[number], manner: keyof typeof MANNERS) {
  const trade = await load();
  const { escrow, stranger } = trade;
  const hostile = await ethers.deployContract("Hostile");
  const token = await ethers.deployContract("OddToken");
  await token.become(8); // Hook
  const currency = money === "coin" ? ZeroAddress : (token.target as string);
  const self = hostile.target as string;

  /** Calls the escrow as the role, through the hostile contract where it is the one. */
  const as = async (who: (typeof ROLES)[number], call: string, args: unknown[], value = 0n) => {
    if (who !== role) return escrow.connect(trade[who]).getFunction(call)(...args, { value });
    const data = escrow.interface.encodeFunctionData(call as "cancel", args as never);
    return hostile.execute(escrow, value, data, { value });
  };

  const wish = { currency, ...(role === "buyer" ? {} : { [role]: self }) };
  const made = await trade.deal(money, { ...wish, ...(role === "seller" ? { signature: "0x" } : {}) });
  const order = role === "buyer" ? { ...made.order, buyer: self } : made.order;
  const deal: Deal = { ...made, order, id: await escrow.orderId(order) };
  const payer = role === "buyer" ? self : trade.buyer.address;
  if (money === "token") {
    await token.mint(payer, deal.total);
    const approve = token.interface.encodeFunctionData("approve", [escrow.target as string, MaxUint256]);
    await (role === "buyer"
      ? hostile.execute(token, 0, approve)
      : token.connect(trade.buyer).approve(escrow, MaxUint256));
  }
  await as("buyer", "open", [deal.purchase], money === "coin" ? deal.total : 0n);
  const reenter: BytesLike = escrow.interface.encodeFunctionData("withdraw", [currency, self]);
  await hostile.behave(MANNERS[manner], escrow, reenter);

  const wealth = async (account: string): Promise<bigint> =>
    money === "coin" ? ethers.provider.getBalance(account) : token.balanceOf(account);
  return { ...trade, deal, hostile, token, currency, self, as, wealth, stranger };
}

type HostileTrade = Awaited<ReturnType<typeof hostileTrade>>;

/** The close that pays the role, by somebody else where anybody may. */
const closes = {
  buyer: ({ deal, as }: HostileTrade) => as("seller", "cancel", [deal.order]),
  async seller({ escrow, deal, as, stranger }: HostileTrade) {
    await as("seller", "ship", [deal.order, ZeroHash]);
    await at((await now()) + INSPECTION_WINDOW + 1n);
    return escrow.connect(stranger).claim(deal.order);
  },
  async arbitrator({ deal, as }: HostileTrade) {
    await as("seller", "ship", [deal.order, ZeroHash]);
    await as("buyer", "dispute", [deal.order, ZeroHash]);
    return as("arbitrator", "rule", [deal.order, 2_500]);
  },
};
const CLOSED = {
  buyer: { status: Status.Refunded, share: "toBuyer" },
  seller: { status: Status.Released, share: "toSeller" },
  arbitrator: { status: Status.Split, share: "toArbitrator" },
} as const;

/** Closes, and says what the role was due and what the call cost. */
async function close(trade: HostileTrade, role: (typeof ROLES)[number]) {
  const { gasUsed } = (await (await closes[role](trade)).wait())!;
  expect((await trade.escrow.state(trade.deal.id)).status).to.equal(CLOSED[role].status);
  const [closed] = await trade.escrow.queryFilter(trade.escrow.filters.Closed(trade.deal.id));
  const due = closed!.args[CLOSED[role].share];
  expect(due).to.be.above(0n);
  return { due, gasUsed };
}

for (const money of MONEY) {
  for (const role of ROLES) {
    describe(`a hostile ${role}, paid in ${money}`, () => {
      for (const manner of ["Revert", "BurnGas", "ReturnBomb"] as const) {
        it(`should be credited when it answers with ${manner}, and withdraw elsewhere`, async () => {
          const trade = await hostileTrade(money, role, manner);
          const { escrow, hostile, currency, self, stranger, wealth } = trade;
          const before = await wealth(self);
          const { due, gasUsed } = await close(trade, role);
          expect(gasUsed, "what it can burn is capped").to.be.below(money === "coin" ? 170_000n : 440_000n);
          expect(await escrow.credit(self, currency)).to.equal(due);
          expect(await wealth(self)).to.equal(before);
          expect(await wealth(escrow.target as string), "what is left is the credit").to.equal(due);
          const [credited] = await escrow.queryFilter(escrow.filters.Credited(self, currency));
          expect(credited!.args.amount).to.equal(due);

          const owned = await wealth(stranger.address);
          const data = escrow.interface.encodeFunctionData("withdraw", [currency, stranger.address]);
          await hostile.execute(escrow, 0, data);
          expect((await wealth(stranger.address)) - owned).to.equal(due);
          expect(await wealth(escrow.target as string)).to.equal(0n);
        });
      }

      it("should be paid once when it calls back", async () => {
        const trade = await hostileTrade(money, role, "Reenter");
        const { escrow, hostile, currency, self, wealth } = trade;
        const before = await wealth(self);
        const { due } = await close(trade, role);
        expect((await wealth(self)) - before).to.equal(due);
        expect(await escrow.credit(self, currency)).to.equal(0n);
        expect(await wealth(escrow.target as string)).to.equal(0n);
        await expectGuarded(hostile);
      });
    });
  }
}

describe("a payee that calls back into every function", () => {
  it("should meet the guard everywhere", async () => {
    const { escrow, deal, hostile, as } = await hostileTrade("token", "seller", "Accept");
    const { order, purchase } = deal;
    const calls: [string, unknown[]][] = [
      ["open", [purchase]],
      ["openMany", [[purchase]]],
      ["openWithPermit", [[purchase], []]],
      ["openWithPermit2", [order.buyer, [purchase], { nonce: 0, deadline: 0, signature: "0x" }]],
      ["openWithAuthorization", [order.buyer, [purchase], { validAfter: 0, validBefore: 0, signature: "0x" }]],
      ["ship", [order, ZeroHash]],
      ["extend", [order, 1]],
      ["confirm", [order, ZeroHash, 0]],
      ["confirmBySignature", [{ order, review: ZeroHash, rating: 0, deadline: 0, signature: "0x" }]],
      ["confirmMany", [[]]],
      ["settle", [{ order, buyerBps: 0, deadline: 0, signature: "0x" }]],
      ["settleMany", [[]]],
      ["submitEvidence", [order, ZeroHash]],
      ["cancel", [order]],
      ["claim", [order]],
      ["dispute", [order, ZeroHash]],
      ["rule", [order, 0]],
      ["pass", [order]],
      ["expire", [order]],
      ["withdraw", [ZeroAddress, hostile.target]],
      ["retire", [ZeroHash]],
      ["raiseFloor", [1]],
    ];
    const changing = escrow.interface.fragments.filter(
      (f) => f.type === "function" && !(f as { constant?: boolean }).constant,
    );
    expect(calls).to.have.length(changing.length, "a function is missing here");
    for (const [call, args] of calls) {
      const id = await ethers.provider.send("evm_snapshot", []);
      await hostile.behave(
        MANNERS.Reenter,
        escrow,
        escrow.interface.encodeFunctionData(call as "cancel", args as never),
      );
      await as("buyer", "confirm", [order, ZeroHash, 0]);
      await expectGuarded(hostile, call);
      await ethers.provider.send("evm_revert", [id]);
    }
  });
});

describe("a caller who gives too little gas", () => {
  for (const money of MONEY) {
    it(`should never turn an honest payee's ${money} into a credit`, async () => {
      const trade = await hostileTrade(money, "seller", "NeedGas");
      const { escrow, deal, as, currency, self, wealth, buyer } = trade;
      await as("seller", "ship", [deal.order, ZeroHash]);
      const before = await wealth(self);
      const outcomes = new Set<string>();
      for (let gasLimit = 40_000; gasLimit <= 640_000; gasLimit += 4_000) {
        const id = await ethers.provider.send("evm_snapshot", []);
        const sent = escrow.connect(buyer).confirm(deal.order, ZeroHash, 0, { gasLimit });
        const paid = await sent.then(
          () => true,
          () => false,
        );
        expect(await escrow.credit(self, currency), `at ${gasLimit}`).to.equal(0n);
        expect((await wealth(self)) - before, `at ${gasLimit}`).to.equal(paid ? deal.total : 0n);
        outcomes.add(paid ? "paid" : "reverted");
        await ethers.provider.send("evm_revert", [id]);
      }
      expect([...outcomes].toSorted()).to.deep.equal(["paid", "reverted"]);
    });

    it(`should be told how much gas a payment in ${money} needs`, async () => {
      const { escrow, buyer, reach } = await load();
      const deal = await reach("shipped", money);
      const required = money === "coin" ? 230_793n : 484_761n;
      await expect(escrow.connect(buyer).confirm(deal.order, ZeroHash, 0, { gasLimit: required }))
        .to.be.revertedWithCustomError(escrow, "LowGas")
        .withArgs(required, (left: bigint) => left < required);
    });
  }
});

async function expectGuarded(hostile: Hostile, call = "withdraw") {
  expect(await hostile.succeeded(), call).to.equal(false);
  expect(await hostile.result(), call).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
}
