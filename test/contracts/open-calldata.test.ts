// Opening from calldata that no encoder makes: what is logged and hashed straight from it was checked before, or nothing is opened.
import { expect } from "chai";
import { type BytesLike, concat, dataLength, dataSlice, toBeHex } from "ethers";
import { purchasesOf } from "./support/cart.ts";
import { publish } from "./support/catalogue.ts";
import { MONEY, Status, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();
/** Words of a purchase that are narrower than 32 bytes, by their place. */
const NARROW = {
  seller: 0,
  arbitrator: 1,
  fallbackArbitrator: 2,
  currency: 3,
  units: 9,
  salt: 10,
  referrer: 11,
  sequence: 12,
};

const withWord = (data: BytesLike, word: number, value: BytesLike): string => {
  const start = 4 + 32 * word;
  return concat([dataSlice(data, 0, start), value, dataSlice(data, start + 32)]);
};
const wordOf = (data: BytesLike, word: number): string => dataSlice(data, 4 + 32 * word, 36 + 32 * word);

for (const money of MONEY) {
  describe(`open, in ${money}, given a purchase with a dirty upper bit`, () => {
    for (const [field, word] of Object.entries(NARROW)) {
      it(`should refuse it: ${field}`, async () => {
        const trade = await load();
        const { escrow, buyer, deal, valueOf, statusOf } = trade;
        const [wanted] = await publish(trade, [await deal(money)]);
        const { value } = valueOf(wanted!);
        const clean = escrow.interface.encodeFunctionData("open", [wanted!.purchase]);
        // after the one offset of the arguments
        const dirty = `0x80${wordOf(clean, 1 + word).slice(4)}`;
        const data = withWord(clean, 1 + word, dirty);
        await expect(buyer.sendTransaction({ to: escrow, data, value })).to.be.revertedWithoutReason(ethers);
        await buyer.sendTransaction({ to: escrow, data: clean, value });
        expect(await statusOf(wanted!)).to.equal(Status.Funded);
      });
    }
  });
}

describe("openMany, given offsets that an encoder would not write", () => {
  it("should open one purchase for two offsets to the same bytes never twice", async () => {
    const { escrow, buyer, deal } = await load();
    const cart = [await deal("token"), await deal("token")];
    const clean = escrow.interface.encodeFunctionData("openMany", [purchasesOf(cart)]);
    // offset of the array, its length, two offsets
    const data = withWord(clean, 3, wordOf(clean, 2));
    const reason = escrow.interface.encodeErrorResult("WrongStatus", [cart[0]!.id, Status.Funded, 0n, 0n]);
    await expect(buyer.sendTransaction({ to: escrow, data }))
      .to.be.revertedWithCustomError(escrow, "CartItem")
      .withArgs(1n, reason);
  });

  it("should refuse a purchase, a path or a signature beyond the call's data", async () => {
    const trade = await load();
    const { escrow, buyer, deal, statusOf } = trade;
    const [wanted] = await publish(trade, [await deal("token")]);
    const clean = escrow.interface.encodeFunctionData("openMany", [purchasesOf([wanted!])]);
    const far = toBeHex(dataLength(clean) + 32, 32);
    // the purchase's own offset; in it, after fourteen words, those of path and signature
    for (const word of [2, 3 + 14, 3 + 15]) {
      await expect(buyer.sendTransaction({ to: escrow, data: withWord(clean, word, far) })).to.revert(ethers);
      const wrapped = toBeHex(2n ** 256n - 32n, 32);
      await expect(buyer.sendTransaction({ to: escrow, data: withWord(clean, word, wrapped) })).to.revert(ethers);
    }
    expect(await statusOf(wanted!)).to.equal(Status.None);
    await buyer.sendTransaction({ to: escrow, data: clean });
    expect(await statusOf(wanted!)).to.equal(Status.Funded);
  });
});
