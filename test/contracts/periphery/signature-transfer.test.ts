// SignatureTransfer, the dev chain's stand-in at Permit2's address: the signatures, nonces and errors that Permit2 has.
import { expect } from "chai";
import { ZeroHash, concat, id as keccakText, toBeHex } from "ethers";
import { SignatureTransfer__factory as Factory } from "../../../types/ethers-contracts/index.ts";
import { createPeripheryStage } from "../support/periphery.ts";
import { PERMIT2, type TransferPermit, WITNESS_TYPE_STRING, signTransfer } from "../support/permit2.ts";
import { DAY } from "../support/trade.ts";

const { load, at, now, ethers, networkHelpers } = await createPeripheryStage();
const AMOUNT = 1_000n;
const WITNESS = keccakText("an order");

/** The stand-in where Permit2 is, the buyer's allowance for it, and a permit for the stranger to spend. */
async function given() {
  const trade = await load();
  const { token, buyer, seller, stranger } = trade;
  const deployed = await ethers.deployContract("SignatureTransfer");
  await networkHelpers.setCode(PERMIT2, await ethers.provider.getCode(deployed));
  const permit2 = Factory.connect(PERMIT2, stranger);
  await token.connect(buyer).approve(PERMIT2, ethers.MaxUint256);
  const permit: TransferPermit = {
    permitted: { token: token.target as string, amount: AMOUNT },
    nonce: 5n,
    deadline: (await now()) + DAY,
  };
  const details = (requestedAmount = AMOUNT) => ({ to: seller.address, requestedAmount });
  const sign = (wish: Partial<TransferPermit> = {}, spender = stranger.address, witness?: string) =>
    signTransfer(buyer, { ...permit, ...wish }, spender, witness);
  const transfer = async (wish: Partial<TransferPermit> = {}, signature?: string, amount = AMOUNT) =>
    permit2.permitTransferFrom({ ...permit, ...wish }, details(amount), buyer, signature ?? (await sign(wish)));
  return { ...trade, permit2, permit, details, sign, transfer };
}

describe("permitTransferFrom", () => {
  it("should move what the owner signed, from owner to recipient", async () => {
    const { token, buyer, seller, transfer } = await given();
    await expect(() => transfer()).to.changeTokenBalances(ethers, token, [buyer, seller], [-AMOUNT, AMOUNT]);
  });

  it("should move less than was permitted, and use up the nonce all the same", async () => {
    const { token, buyer, seller, permit2, transfer } = await given();
    await expect(() => transfer({}, undefined, 1n)).to.changeTokenBalances(ethers, token, [buyer, seller], [-1n, 1n]);
    expect(await permit2.nonceBitmap(buyer, 0n)).to.equal(1n << 5n);
    await expect(transfer({}, undefined, 1n)).to.be.revertedWithCustomError(permit2, "InvalidNonce");
  });

  it("should refuse more than was permitted", async () => {
    const { permit2, transfer } = await given();
    await expect(transfer({}, undefined, AMOUNT + 1n))
      .to.be.revertedWithCustomError(permit2, "InvalidAmount")
      .withArgs(AMOUNT);
  });

  it("should be possible to the deadline's second and not after", async () => {
    const { permit2, permit, transfer } = await given();
    await at(permit.deadline);
    await transfer();
    await at(permit.deadline + 1n);
    await expect(transfer({ nonce: 6n }))
      .to.be.revertedWithCustomError(permit2, "SignatureExpired")
      .withArgs(permit.deadline);
  });

  it("should be the named spender's alone", async () => {
    const { permit2, buyer, seller, permit, details, sign } = await given();
    await expect(
      permit2.connect(seller).permitTransferFrom(permit, details(), buyer, await sign()),
    ).to.be.revertedWithCustomError(permit2, "InvalidSigner");
  });

  it("should refuse a signature over anything else", async () => {
    const { permit2, token, escrow, seller, stranger, permit, transfer, sign } = await given();
    const { nonce, deadline } = permit;
    for (const [what, signature] of [
      ["amount", await sign({ permitted: { token: token.target as string, amount: AMOUNT + 1n } })],
      ["token", await sign({ permitted: { token: escrow.target as string, amount: AMOUNT } })],
      ["nonce", await sign({ nonce: nonce + 1n })],
      ["deadline", await sign({ deadline: deadline + 1n })],
      ["spender", await sign({}, seller.address)],
      ["witness", await sign({}, undefined, WITNESS)],
      ["signer", await signTransfer(seller, permit, stranger.address)],
    ] as const) {
      await expect(transfer({}, signature), what).to.be.revertedWithCustomError(permit2, "InvalidSigner");
    }
  });

  it("should fail with the token where the owner gave no allowance", async () => {
    const { token, buyer, permit2, transfer } = await given();
    await token.connect(buyer).approve(PERMIT2, AMOUNT - 1n);
    await expect(transfer())
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(PERMIT2, AMOUNT - 1n, AMOUNT);
    expect(await permit2.nonceBitmap(buyer, 0n), "the nonce stays").to.equal(0n);
  });
});

describe("permitWitnessTransferFrom", () => {
  it("should move what the owner signed together with the caller's witness", async () => {
    const { token, permit2, buyer, seller, permit, details, sign } = await given();
    const signature = await sign({}, undefined, WITNESS);
    const call = () =>
      permit2.permitWitnessTransferFrom(permit, details(), buyer, WITNESS, WITNESS_TYPE_STRING, signature);
    await expect(call).to.changeTokenBalances(ethers, token, [buyer, seller], [-AMOUNT, AMOUNT]);
    await expect(call()).to.be.revertedWithCustomError(permit2, "InvalidNonce");
  });

  it("should refuse another witness, another type, and a signature without one", async () => {
    const { permit2, buyer, permit, details, sign } = await given();
    const signed = await sign({}, undefined, WITNESS);
    const other = "bytes32 orderID)TokenPermissions(address token,uint256 amount)";
    for (const [witness, type, signature] of [
      [ZeroHash, WITNESS_TYPE_STRING, signed],
      [WITNESS, other, signed],
      [WITNESS, WITNESS_TYPE_STRING, await sign()],
    ] as const) {
      await expect(
        permit2.permitWitnessTransferFrom(permit, details(), buyer, witness, type, signature),
      ).to.be.revertedWithCustomError(permit2, "InvalidSigner");
    }
  });

  it("should pay for an order of the escrow, opened by somebody else", async () => {
    const { escrow, buyer, stranger, sign, deal, statusOf } = await given();
    const made = await deal("token");
    const [nonce, deadline] = [9n, (await now()) + DAY];
    const permitted = { token: made.order.offer.currency as string, amount: made.total };
    const signature = await sign({ permitted, nonce, deadline }, escrow.target as string, made.id);
    await escrow.connect(stranger).openWithPermit2(buyer, [made.purchase], { nonce, deadline, signature });
    expect(await statusOf(made)).to.equal(1n);
  });
});

describe("signatures that SignatureTransfer takes", () => {
  it("should take 64 bytes (ERC-2098), of either parity", async () => {
    const { transfer, sign } = await given();
    const parities = new Set<number>();
    for (let nonce = 0n; parities.size < 2; nonce++) {
      const { compactSerialized, yParity } = ethers.Signature.from(await sign({ nonce }));
      await transfer({ nonce }, compactSerialized);
      parities.add(yParity);
    }
  });

  it("should take the mirrored signature, as Permit2 does, but not twice", async () => {
    const { permit2, transfer, sign } = await given();
    const { r, s, v } = ethers.Signature.from(await sign());
    const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const mirrored = concat([r, toBeHex(N - BigInt(s), 32), toBeHex(v === 27 ? 28 : 27)]);
    await transfer({}, mirrored);
    await expect(transfer()).to.be.revertedWithCustomError(permit2, "InvalidNonce");
  });

  for (const length of [0, 63, 66]) {
    it(`should refuse ${length} bytes`, async () => {
      const { permit2, transfer } = await given();
      await expect(transfer({}, `0x${"01".repeat(length)}`)).to.be.revertedWithCustomError(
        permit2,
        "InvalidSignatureLength",
      );
    });
  }

  it("should refuse what recovers nobody", async () => {
    const { permit2, transfer } = await given();
    await expect(transfer({}, concat([ZeroHash, ZeroHash, "0x1b"]))).to.be.revertedWithCustomError(
      permit2,
      "InvalidSignature",
    );
  });

  it("should ask an account with code (ERC-1271)", async () => {
    const { token, permit2, seller, stranger, permit, details } = await given();
    const wallet = await ethers.deployContract("SignerWallet", [seller.address]);
    await token.mint(wallet, AMOUNT);
    await networkHelpers.impersonateAccount(wallet.target as string);
    await networkHelpers.setBalance(wallet.target as string, 10n ** 18n);
    await token.connect(await ethers.getSigner(wallet.target as string)).approve(PERMIT2, AMOUNT);
    const transfer = (signature: string) => permit2.permitTransferFrom(permit, details(), wallet, signature);
    await expect(transfer(await signTransfer(stranger, permit, stranger.address))).to.be.revertedWithCustomError(
      permit2,
      "InvalidContractSignature",
    );
    const signature = await signTransfer(seller, permit, stranger.address);
    await expect(() => transfer(signature)).to.changeTokenBalances(ethers, token, [wallet, seller], [-AMOUNT, AMOUNT]);
  });
});

describe("nonces of SignatureTransfer", () => {
  it("should be used in any order, 256 to a word, each owner's own", async () => {
    const { permit2, buyer, seller, transfer } = await given();
    for (const nonce of [511n, 0n, 256n, 255n, 2n ** 256n - 1n]) await transfer({ nonce });
    expect(await permit2.nonceBitmap(buyer, 0n)).to.equal(1n | (1n << 255n));
    expect(await permit2.nonceBitmap(buyer, 1n)).to.equal(1n | (1n << 255n));
    expect(await permit2.nonceBitmap(buyer, 2n ** 248n - 1n)).to.equal(1n << 255n);
    expect(await permit2.nonceBitmap(seller, 0n)).to.equal(0n);
  });

  it("should be voided by their owner, many at once", async () => {
    const { permit2, buyer, transfer } = await given();
    await expect(permit2.connect(buyer).invalidateUnorderedNonces(0n, 0b110_0000n))
      .to.emit(permit2, "UnorderedNonceInvalidation")
      .withArgs(buyer, 0n, 0b110_0000n);
    await permit2.connect(buyer).invalidateUnorderedNonces(0n, 1n);
    expect(await permit2.nonceBitmap(buyer, 0n)).to.equal(0b110_0001n);
    for (const nonce of [0n, 5n, 6n]) {
      await expect(transfer({ nonce })).to.be.revertedWithCustomError(permit2, "InvalidNonce");
    }
    await transfer({ nonce: 1n });
  });
});

describe("SignatureTransfer's domain", () => {
  it("should be Permit2's, of this chain and address", async () => {
    const { permit2, permit, sign, transfer, buyer, stranger } = await given();
    const { chainId } = await ethers.provider.getNetwork();
    const domain = { name: "Permit2", chainId, verifyingContract: PERMIT2 };
    expect(await permit2.DOMAIN_SEPARATOR()).to.equal(ethers.TypedDataEncoder.hashDomain(domain));
    // what the deployed Permit2 answers on chain 1
    expect(ethers.TypedDataEncoder.hashDomain({ ...domain, chainId: 1n })).to.equal(
      "0x866a5aba21966af95d6c7ab78eb2b2fc913915c28be3b9aa07cc04ff903e3f28",
    );
    const elsewhere = await signTransfer(buyer, permit, stranger.address, undefined, stranger.address);
    await expect(transfer({}, elsewhere)).to.be.revertedWithCustomError(permit2, "InvalidSigner");
    await transfer({}, await sign());
  });
});
