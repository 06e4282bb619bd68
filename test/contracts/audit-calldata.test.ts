// Calldata that no encoder writes: bits beyond a field's type, offsets that leave the data or wrap around, data cut short. Nothing opens and nothing closes by it.
import { expect } from "chai";
import { MaxUint256, ZeroHash, dataLength, dataSlice, concat, toBeHex } from "ethers";
import { escrowDomain } from "./support/offer.ts";
import { type Deal, Status, type Trade, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();

/** More than any call here needs: no outcome is one of too little gas. */
const GAS = 3_000_000n;
const LATER = 4_102_444_799n;
/** Fields of a purchase that are narrower than their word: its place, and the lowest bit above the type. */
const NARROW = {
  seller: [0, 160n],
  arbitrator: [1, 160n],
  fallbackArbitrator: [2, 160n],
  currency: [3, 160n],
  units: [9, 32n],
  salt: [10, 64n],
  referrer: [11, 160n],
  sequence: [12, 64n],
} as const;
const PATH = 14;
const SIGNATURE = 15;
/** Where no purchase, path or signature is: at the start, behind the end, and around the end of 256 bits. */
const ASTRAY = [
  0n,
  1n << 20n,
  1n << 64n,
  (1n << 255n) - 1n,
  1n << 255n,
  MaxUint256 - 4_095n,
  MaxUint256 - 31n,
  MaxUint256,
];

/** The call with word `place` after the selector changed. */
function withWord(data: string, place: number, change: (word: bigint) => bigint): string {
  const start = 4 + 32 * place;
  const word = BigInt(dataSlice(data, start, start + 32));
  return concat([dataSlice(data, 0, start), toBeHex(change(word), 32), dataSlice(data, start + 32)]);
}

async function expectNotOpened(trade: Trade, deal: Deal, data: string, why: string) {
  const { escrow, buyer, statusOf } = trade;
  const to = escrow.target as string;
  const sent = buyer.sendTransaction({ to, data, value: deal.total, gasLimit: GAS });
  await expect(sent, why).to.be.revert(ethers);
  expect(await statusOf(deal), why).to.equal(Status.None);
}

describe("a purchase that is not ABI-encoded", () => {
  /** The call that opens `deal`, and does so as it is. */
  async function opening() {
    const trade = await load();
    const deal = await trade.deal("coin");
    return { trade, deal, data: trade.escrow.interface.encodeFunctionData("open", [deal.purchase]) };
  }

  it("should open as it is", async () => {
    const { trade, deal, data } = await opening();
    const { escrow, buyer, statusOf } = trade;
    await buyer.sendTransaction({ to: escrow.target as string, data, value: deal.total });
    expect(await statusOf(deal)).to.equal(Status.Funded);
  });

  for (const [field, [place, above]] of Object.entries(NARROW)) {
    it(`should be refused with a bit above ${field}, the lowest and the highest`, async () => {
      const { trade, deal, data } = await opening();
      for (const bit of [above, 255n]) {
        const dirty = withWord(data, 1 + place, (word) => word | (1n << bit));
        await expectNotOpened(trade, deal, dirty, `bit ${bit}`);
      }
    });
  }

  it("should be refused if its signature lies astray", async () => {
    const { trade, deal, data } = await opening();
    for (const offset of ASTRAY) {
      await expectNotOpened(
        trade,
        deal,
        withWord(data, 1 + SIGNATURE, () => offset),
        `offset ${offset}`,
      );
    }
  });

  it("should be refused under a catalogue whose path lies astray", async () => {
    const { trade, deal, data } = await opening();
    const catalogued = withWord(data, 1 + NARROW.sequence[0], () => 1n);
    for (const offset of ASTRAY) {
      await expectNotOpened(
        trade,
        deal,
        withWord(catalogued, 1 + PATH, () => offset),
        `offset ${offset}`,
      );
    }
  });

  it("should be refused if it lies astray in a cart", async () => {
    const trade = await load();
    const deal = await trade.deal("coin");
    const data = trade.escrow.interface.encodeFunctionData("openMany", [[deal.purchase]]);
    for (const offset of ASTRAY) {
      await expectNotOpened(
        trade,
        deal,
        withWord(data, 2, () => offset),
        `offset ${offset}`,
      );
    }
  });

  it("should be refused wherever it is cut short", async () => {
    const { trade, deal, data } = await opening();
    // the signature's 65 bytes are padded to 96
    for (let length = dataLength(data) - 32; length >= 4; length -= 32) {
      await expectNotOpened(trade, deal, dataSlice(data, 0, length), `${length} bytes`);
    }
  });
});

describe("an order with bits above its fields", () => {
  it("should be another order, which nobody opened", async () => {
    const { escrow, seller, reach, statusOf } = await load();
    const deal = await reach("shipped", "coin");
    const data = escrow.interface.encodeFunctionData("cancel", [deal.order]);
    for (const [place, above] of [
      NARROW.seller,
      NARROW.arbitrator,
      NARROW.currency,
      [9, 160n],
      [10, 32n],
      [11, 64n],
      [12, 160n],
    ] as const) {
      const dirty = withWord(data, place, (word) => word | (1n << above));
      await expect(
        seller.sendTransaction({ to: escrow.target as string, data: dirty, gasLimit: GAS }),
      ).to.be.revertedWithCustomError(escrow, "WrongStatus");
    }
    expect(await statusOf(deal)).to.equal(Status.Shipped);
  });
});

describe("a batch whose items lie astray", () => {
  it("should close nothing but what was signed", async () => {
    const { escrow, buyer, stranger, reach, statusOf } = await load();
    const [signed, other] = [await reach("shipped", "coin"), await reach("shipped", "coin")];
    const { chainId } = await ethers.provider.getNetwork();
    const terms = { review: ZeroHash, rating: 5, deadline: LATER };
    const signature = await buyer.signTypedData(
      escrowDomain(chainId, escrow.target as string),
      {
        Release: [
          { name: "orderId", type: "bytes32" },
          { name: "review", type: "bytes32" },
          { name: "rating", type: "uint8" },
          { name: "deadline", type: "uint40" },
        ],
      },
      { orderId: signed.id, ...terms },
    );
    const items = [signed, other].map(({ order }) => ({ order, ...terms, signature }));
    const data = escrow.interface.encodeFunctionData("confirmMany", [items]);
    const near = Array.from({ length: 80 }, (_, i) => 13n * BigInt(i));
    const outcomes = new Set<bigint>();
    for (const offset of [...ASTRAY, ...near, ...near.map((back) => MaxUint256 - back)]) {
      const snapshot = await ethers.provider.send("evm_snapshot", []);
      const astray = withWord(data, 2 + Number(offset % 2n), () => offset);
      // most are skipped, some are not even read: neither matters
      await stranger.sendTransaction({ to: escrow.target as string, data: astray, gasLimit: GAS }).catch(() => {});
      expect(await statusOf(other), `offset ${offset}`).to.equal(Status.Shipped);
      outcomes.add(await statusOf(signed));
      await ethers.provider.send("evm_revert", [snapshot]);
    }
    expect([...outcomes].toSorted()).to.deep.equal([Status.Shipped, Status.Released]);
  });
});
