// ERC-3009 of the test dollar, as deployed stablecoins have it: transfer, receive and cancel, by v, r, s and by bytes.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { ZeroHash, id as keccakText } from "ethers";
import { type TransferAuthorization, signAuthorization } from "../support/erc3009.ts";
import { DAY, createStage } from "../support/trade.ts";

const { load, at, now, ethers } = await createStage();
const AMOUNT = 1_000n;
const ARGUMENTS = "address,address,uint256,uint256,uint256,bytes32";
const FORMS = { "v, r, s": "uint8,bytes32,bytes32", bytes: "bytes" } as const;
const CALLS = {
  transferWithAuthorization: "TransferWithAuthorization",
  receiveWithAuthorization: "ReceiveWithAuthorization",
} as const;

type Form = keyof typeof FORMS;
type Call = keyof typeof CALLS;

const partsOf = (form: Form, signature: string): unknown[] => {
  if (form === "bytes") return [signature];
  const { v, r, s } = ethers.Signature.from(signature);
  return [v, r, s];
};

/** An authorisation of the buyer to the seller, who submits it. */
async function given(call: Call = "transferWithAuthorization", form: Form = "bytes") {
  const trade = await load();
  const { token, buyer, seller } = trade;
  const start = await now();
  const message: TransferAuthorization = {
    from: buyer.address,
    to: seller.address,
    value: AMOUNT,
    validAfter: start + DAY,
    validBefore: start + 2n * DAY,
    nonce: keccakText("a nonce"),
  };
  const sign = (wish: Partial<TransferAuthorization> = {}, signer: HardhatEthersSigner = buyer, type: Call = call) =>
    signAuthorization(signer, token.target as string, CALLS[type], { ...message, ...wish });
  const send = async (wish: Partial<TransferAuthorization> = {}, signature?: string, as = seller) => {
    const { from, to, value, validAfter, validBefore, nonce } = { ...message, ...wish };
    const parts = partsOf(form, signature ?? (await sign(wish)));
    const method = token.connect(as).getFunction(`${call}(${ARGUMENTS},${FORMS[form]})`);
    return method(from, to, value, validAfter, validBefore, nonce, ...parts);
  };
  await at(message.validAfter + 1n);
  await ethers.provider.send("evm_mine", []);
  return { ...trade, message, sign, send };
}

for (const call of ["transferWithAuthorization", "receiveWithAuthorization"] as const) {
  for (const form of ["v, r, s", "bytes"] as const) {
    describe(`${call}, by ${form}`, () => {
      it("should move what was signed, and use up the nonce", async () => {
        const { token, buyer, seller, message, send } = await given(call, form);
        expect(await token.authorizationState(buyer, message.nonce)).to.equal(false);
        await expect(() => send()).to.changeTokenBalances(ethers, token, [buyer, seller], [-AMOUNT, AMOUNT]);
        expect(await token.authorizationState(buyer, message.nonce)).to.equal(true);
        const [used] = await token.queryFilter(token.filters.AuthorizationUsed());
        expect(used!.args).to.deep.equal([buyer.address, message.nonce]);
        await expect(send())
          .to.be.revertedWithCustomError(token, "AuthorizationUsedOrCanceled")
          .withArgs(buyer, message.nonce);
      });

      it("should refuse another signer's, and a signature over anything else", async () => {
        const { token, buyer, seller, stranger, message, sign, send } = await given(call, form);
        const other = call === "transferWithAuthorization" ? "receiveWithAuthorization" : "transferWithAuthorization";
        for (const [what, signature] of [
          ["signer", await sign({}, stranger)],
          ["from", await sign({ from: seller.address })],
          ["to", await sign({ to: stranger.address })],
          ["value", await sign({ value: AMOUNT + 1n })],
          ["validAfter", await sign({ validAfter: message.validAfter - 1n })],
          ["validBefore", await sign({ validBefore: message.validBefore + 1n })],
          ["nonce", await sign({ nonce: ZeroHash })],
          ["type", await sign({}, buyer, other)],
        ] as const) {
          await expect(send({}, signature), what).to.be.revertedWithCustomError(token, "InvalidAuthorization");
        }
      });
    });
  }

  describe(`${call}: when`, () => {
    it("should be after validAfter and before validBefore, both excluded", async () => {
      const { token, message, send } = await given(call);
      const start = await now();
      const early = { validAfter: start + 10n, validBefore: start + 20n, nonce: keccakText("early") };
      await at(early.validAfter);
      await expect(send(early))
        .to.be.revertedWithCustomError(token, "AuthorizationNotYetValid")
        .withArgs(early.validAfter, early.validAfter);
      await at(early.validAfter + 1n);
      await send(early);
      await at(message.validBefore - 1n);
      await send();
      const late = { ...message, nonce: keccakText("late") };
      await at(message.validBefore);
      await expect(send(late))
        .to.be.revertedWithCustomError(token, "AuthorizationExpired")
        .withArgs(message.validBefore, message.validBefore);
    });
  });
}

describe("receiveWithAuthorization: who", () => {
  for (const form of ["v, r, s", "bytes"] as const) {
    it(`should be the payee's alone, by ${form}: nobody can front-run them`, async () => {
      const { token, seller, stranger, send } = await given("receiveWithAuthorization", form);
      await expect(send({}, undefined, stranger))
        .to.be.revertedWithCustomError(token, "CallerNotPayee")
        .withArgs(stranger, seller);
    });
  }

  it("should be anybody's as a transfer", async () => {
    const { token, seller, stranger, send } = await given("transferWithAuthorization");
    await expect(() => send({}, undefined, stranger)).to.changeTokenBalance(ethers, token, seller, AMOUNT);
  });

  it("should pay for an order of the escrow, opened by somebody else", async () => {
    const { escrow, token, buyer, stranger, deal, statusOf } = await given();
    const made = await deal("token");
    const [validAfter, validBefore] = [0n, (await now()) + DAY];
    const signature = await signAuthorization(buyer, token.target as string, "ReceiveWithAuthorization", {
      from: buyer.address,
      to: escrow.target as string,
      value: made.total,
      validAfter,
      validBefore,
      nonce: made.id,
    });
    await escrow
      .connect(stranger)
      .openWithAuthorization(buyer, [made.purchase], { validAfter, validBefore, signature });
    expect(await statusOf(made)).to.equal(1n);
  });
});

describe("an account with code (ERC-1271)", () => {
  it("should be asked whether the signature is its own", async () => {
    const { token, seller, stranger, send, sign } = await given();
    const wallet = await ethers.deployContract("SignerWallet", [seller.address]);
    await token.mint(wallet, AMOUNT);
    const wish = { from: wallet.target as string };
    await expect(send(wish, await sign(wish, stranger))).to.be.revertedWithCustomError(token, "InvalidAuthorization");
    const signature = await sign(wish, seller);
    await expect(() => send(wish, signature)).to.changeTokenBalances(
      ethers,
      token,
      [wallet, seller],
      [-AMOUNT, AMOUNT],
    );
  });
});

for (const form of ["v, r, s", "bytes"] as const) {
  describe(`cancelAuthorization, by ${form}`, () => {
    /** The buyer's nonce, and its cancelling by anybody with a signature. */
    async function cancelling() {
      const stage = await given("transferWithAuthorization", form);
      const { token, buyer, stranger, message } = stage;
      const { nonce } = message;
      const signCancel = (signer: HardhatEthersSigner) =>
        signAuthorization(signer, token.target as string, "CancelAuthorization", { authorizer: buyer.address, nonce });
      const cancel = async (signer = buyer) => {
        const method = token.connect(stranger).getFunction(`cancelAuthorization(address,bytes32,${FORMS[form]})`);
        return method(buyer.address, nonce, ...partsOf(form, await signCancel(signer)));
      };
      return { ...stage, nonce, cancel };
    }

    it("should void the authorisation, by anybody's hand", async () => {
      const { token, buyer, nonce, cancel, send } = await cancelling();
      await expect(cancel()).to.emit(token, "AuthorizationCanceled").withArgs(buyer, nonce);
      expect(await token.authorizationState(buyer, nonce)).to.equal(true);
      for (const call of [send, cancel]) {
        await expect(call()).to.be.revertedWithCustomError(token, "AuthorizationUsedOrCanceled").withArgs(buyer, nonce);
      }
    });

    it("should refuse another signer's", async () => {
      const { token, buyer, nonce, seller, cancel } = await cancelling();
      await expect(cancel(seller)).to.be.revertedWithCustomError(token, "InvalidAuthorization");
      expect(await token.authorizationState(buyer, nonce)).to.equal(false);
    });

    it("should come too late for an authorisation that was used", async () => {
      const { token, buyer, nonce, cancel, send } = await cancelling();
      await send();
      await expect(cancel()).to.be.revertedWithCustomError(token, "AuthorizationUsedOrCanceled").withArgs(buyer, nonce);
    });
  });
}
