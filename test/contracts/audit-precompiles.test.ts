// The chain's own contracts (ECRECOVER … BLS12-381, P256VERIFY) answer calls without being wallets or tokens: as sellers they sign nothing, as currencies they pay nothing.
import { expect } from "chai";
import { getAddress, toBeHex } from "ethers";
import { Status, createStage } from "./support/trade.ts";

const { load } = await createStage();

const PRECOMPILES = [...Array.from({ length: 0x11 }, (_, i) => i + 1), 0x100].map((n) => getAddress(toBeHex(n, 20)));
/** Nothing, a key's length, and what makes the question to the seller as long as some of them take. */
const SIGNATURES = [0, 65, 28, 60, 160, 992].map((length) => `0x${"00".repeat(length)}`);
/** SHA-256, RIPEMD-160 and the identity have a "balance", but no answer that means yes. */
const ANSWERS_ANYTHING = new Set([2n, 3n, 4n]);
const GAS = 5_000_000n;

describe("a precompiled contract", () => {
  for (const account of PRECOMPILES) {
    it(`should sign nothing as seller: ${BigInt(account)}`, async () => {
      const { escrow, buyer, deal } = await load();
      for (const signature of SIGNATURES) {
        const wanted = await deal("coin", { seller: account, signature });
        await expect(
          escrow.connect(buyer).open(wanted.purchase, { value: wanted.total, gasLimit: GAS }),
        ).to.be.revertedWithCustomError(escrow, "InvalidSignature");
      }
    });

    it(`should pay nothing as currency: ${BigInt(account)}`, async () => {
      const { escrow, buyer, deal, statusOf } = await load();
      const wanted = await deal("token", { currency: account });
      const refusal = ANSWERS_ANYTHING.has(BigInt(account)) ? "PaymentFailed" : "NotAToken";
      await expect(escrow.connect(buyer).open(wanted.purchase, { gasLimit: GAS })).to.be.revertedWithCustomError(
        escrow,
        refusal,
      );
      expect(await statusOf(wanted)).to.equal(Status.None);
    });
  }

  it("should not be the address zero: nobody is its seller", async () => {
    const { escrow, deal, open } = await load();
    const wanted = await deal("coin", { seller: getAddress(toBeHex(0, 20)), signature: SIGNATURES[1]! });
    await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
  });
});
