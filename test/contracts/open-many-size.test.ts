// How many orders a transaction holds: the number in IEscrow's comment on openMany, under the real limit of gas (EIP-7825).
import { expect } from "chai";
import { id as keccakText } from "ethers";
import { coinOf, purchasesOf } from "./support/cart.ts";
import { publish } from "./support/catalogue.ts";
import { type Deal, MONEY, type Money, Status, type Trade, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();
const GAS_LIMIT = 16_777_216;
/** 232 in the coin and 229 in one token are the most, at 72,200 and 73,000 gas each. */
const HOLDS = 220;
const TOO_MANY = 240;
const SELLERS = 10;

/** The dearest ordinary cart: ten sellers, depth 10, each item the first sale of a counted sku, with a referrer. */
async function dearest(trade: Trade, money: Money): Promise<Deal[]> {
  const cart: Deal[] = [];
  for (const seller of (await ethers.getSigners()).slice(8, 8 + SELLERS)) {
    const deals: Deal[] = [];
    for (let i = 0; i < TOO_MANY / SELLERS; i++) {
      const wish = { sku: keccakText(`${i}`), referrer: trade.referrer.address, signature: "0x" };
      deals.push(await trade.deal(money, wish, seller));
    }
    cart.push(...(await publish(trade, deals, { depth: 10, signer: seller })));
  }
  return cart;
}

for (const money of MONEY) {
  describe(`a cart at its largest, in ${money}`, () => {
    it(`should open ${HOLDS} orders of ten sellers at depth 10 in one transaction, and not ${TOO_MANY}`, async function () {
      this.timeout(60_000);
      const trade = await load();
      const { escrow, buyer, statusOf } = trade;
      const all = await dearest(trade, money);
      const send = (cart: Deal[]) =>
        escrow.connect(buyer).openMany(purchasesOf(cart), { value: coinOf(cart), gasLimit: GAS_LIMIT });
      const refusal = await send(all).then(() => "none", String);
      expect(refusal).to.match(/out of gas/);
      const cart = all.slice(0, HOLDS);
      const { gasUsed } = (await (await send(cart)).wait())!;
      for (const deal of [cart[0]!, cart.at(-1)!]) expect(await statusOf(deal)).to.equal(Status.Funded);
      expect(gasUsed / BigInt(HOLDS)).to.be.within(70_000n, 76_000n);
    });
  });
}
