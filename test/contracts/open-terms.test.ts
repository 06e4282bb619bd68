// Escrow.open: the terms and the roles that it refuses.
import { expect } from "chai";
import { ZeroAddress, encodeBytes32String } from "ethers";
import { DAY, HOUR, Status, type Wish, createStage } from "./support/trade.ts";

const { load, at, now, ethers } = await createStage();

describe("open: the offer's validity", () => {
  it("should take it in its last second and refuse it one later", async () => {
    const { escrow, deal, open } = await load();
    const validUntil = (await now()) + DAY;
    const [last, late] = [await deal("coin", { validUntil }), await deal("coin", { validUntil })];
    await at(validUntil);
    await open(last);
    await at(validUntil + 1n);
    await expect(open(late))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(validUntil, validUntil + 1n);
  });

  it("should take a counter at the seller's floor and refuse one below", async () => {
    const { escrow, seller, deal, open, statusOf } = await load();
    await escrow.connect(seller).raiseFloor(5);
    const wanted = await deal("coin", { counter: 5n });
    await open(wanted);
    expect(await statusOf(wanted)).to.equal(Status.Funded);
    await expect(open(await deal("coin", { counter: 4n })))
      .to.be.revertedWithCustomError(escrow, "OfferVoid")
      .withArgs(4n, 5n);
  });

  const ranges: [field: keyof Wish, min: bigint, max: bigint][] = [
    ["shipWindow", HOUR, 180n * DAY],
    ["inspectionWindow", HOUR, 180n * DAY],
    ["rulingWindow", DAY, 180n * DAY],
    ["arbitratorFeeBps", 0n, 1_000n],
    ["referrerBps", 0n, 1_000n],
    ["defaultBuyerBps", 0n, 10_000n],
  ];
  for (const [field, min, max] of ranges) {
    describe(`given ${field} at its limits`, () => {
      it(`should take ${min} and ${max}`, async () => {
        const { deal, open, statusOf } = await load();
        for (const value of [min, max]) {
          const wanted = await deal("coin", { [field]: value });
          await open(wanted);
          expect(await statusOf(wanted)).to.equal(Status.Funded);
        }
      });

      it("should refuse the values next to them", async () => {
        const { escrow, deal, open } = await load();
        for (const value of [min - 1n, max + 1n]) {
          if (value < 0n) continue;
          await expect(open(await deal("coin", { [field]: value })))
            .to.be.revertedWithCustomError(escrow, "OutOfRange")
            .withArgs(encodeBytes32String(field), value, min, max);
        }
      });
    });
  }

  it("should not ask for a ruling window where nobody rules", async () => {
    const { deal, open, statusOf } = await load();
    const nobody = { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress };
    for (const rulingWindow of [0n, 181n * DAY]) {
      const wanted = await deal("coin", { ...nobody, rulingWindow });
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    }
  });
});

describe("open: the roles", () => {
  it("should refuse a fallback without an arbitrator", async () => {
    const { escrow, second, deal, open } = await load();
    await expect(open(await deal("coin", { arbitrator: ZeroAddress })))
      .to.be.revertedWithCustomError(escrow, "FallbackWithoutArbitrator")
      .withArgs(second);
  });

  for (const [role, other] of [
    ["seller", "buyer"],
    ["arbitrator", "buyer"],
    ["arbitrator", "seller"],
    ["fallbackArbitrator", "buyer"],
    ["fallbackArbitrator", "seller"],
    ["fallbackArbitrator", "arbitrator"],
  ] as const) {
    it(`should refuse the ${other} as ${role}`, async () => {
      const trade = await load();
      const { escrow, deal, open } = trade;
      await expect(open(await deal("coin", { [role]: trade[other].address })))
        .to.be.revertedWithCustomError(escrow, "RoleConflict")
        .withArgs(trade[other]);
    });
  }

  for (const role of ["seller", "arbitrator", "fallbackArbitrator", "referrer"] as const) {
    it(`should refuse the escrow and the currency as ${role}`, async () => {
      const { escrow, token, deal, open } = await load();
      for (const { target } of [escrow, token]) {
        await expect(open(await deal("token", { [role]: target as string })))
          .to.be.revertedWithCustomError(escrow, "RoleConflict")
          .withArgs(target);
      }
    });
  }

  it("should refuse the currency as buyer", async () => {
    const { escrow, deal } = await load();
    const odd = await ethers.deployContract("OddToken");
    const { purchase } = await deal("token", { currency: await odd.getAddress() });
    const self = await ethers.getImpersonatedSigner(await odd.getAddress());
    await ethers.provider.send("hardhat_setBalance", [odd.target, "0xde0b6b3a7640000"]);
    await expect(escrow.connect(self).open(purchase))
      .to.be.revertedWithCustomError(escrow, "RoleConflict")
      .withArgs(odd);
  });

  it("should take the buyer or the seller as referrer: the seller prices it as a rebate", async () => {
    const { buyer, seller, deal, open, statusOf } = await load();
    for (const { address } of [buyer, seller]) {
      const wanted = await deal("coin", { referrer: address });
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    }
  });
});

describe("open: words with dirty upper bits", () => {
  it("should refuse an address that is longer than 20 bytes", async () => {
    const { escrow, buyer, deal, valueOf } = await load();
    const wanted = await deal("coin");
    const data = escrow.interface.encodeFunctionData("open", [wanted.purchase]);
    // selector, offset, then the offer: seller, arbitrator, fallback, currency
    for (const word of [1, 2, 3, 4]) {
      const start = 2 + 8 + 64 * word;
      const dirty = `${data.slice(0, start)}01${data.slice(start + 2)}`;
      await expect(buyer.sendTransaction({ to: escrow, data: dirty, ...valueOf(wanted) })).to.be.revertedWithoutReason(
        ethers,
      );
    }
  });
});
