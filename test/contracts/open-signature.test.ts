// Escrow.open: whose signature makes an offer valid (EOA, ERC-1271, EIP-7702), over every field of it.
import { expect } from "chai";
import { ZeroAddress, id as keccakText } from "ethers";
import { OFFER_TYPES, escrowDomain } from "./support/offer.ts";
import { Status, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();

describe("open: the seller's signature", () => {
  it("should refuse another signer's", async () => {
    const { escrow, seller, stranger, deal, open, sign, termsOf } = await load();
    const wanted = await deal("coin", { signature: await sign(await termsOf("coin"), stranger) });
    await expect(open(wanted))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(seller, await escrow.offerDigest(wanted.purchase.offer));
  });

  it("should refuse it over an offer that differs in any field", async () => {
    const { escrow, buyer, deal, sign, termsOf } = await load();
    const terms = await termsOf("token");
    const signature = await sign(terms);
    for (const { name, type } of OFFER_TYPES.Offer) {
      if (name === "seller") continue;
      // another value that open does not refuse for its own sake
      const changed =
        type === "address"
          ? ethers.Wallet.createRandom().address
          : type === "bytes32"
            ? keccakText(name)
            : terms[name as "counter"] + 1n;
      const { purchase } = await deal("token", { ...terms, [name]: changed, signature });
      await expect(escrow.connect(buyer).open(purchase), name).to.be.revertedWithCustomError(
        escrow,
        "InvalidSignature",
      );
    }
  });

  for (const [what, mangle] of [
    ["empty", () => "0x"],
    ["cut", (signature: string) => signature.slice(0, -2)],
    ["longer", (signature: string) => `${signature}00`],
    ["compact (ERC-2098)", (signature: string) => ethers.Signature.from(signature).compactSerialized],
    ["with the other v", (signature: string) => signature.slice(0, -2) + (signature.endsWith("1b") ? "1c" : "1b")],
    [
      "with the mirrored s",
      (signature: string) => {
        const { r, s, v } = ethers.Signature.from(signature);
        const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
        return ethers.concat([r, ethers.toBeHex(N - BigInt(s), 32), ethers.toBeHex(v === 27 ? 28 : 27)]);
      },
    ],
  ] as const) {
    it(`should refuse a signature that is ${what}`, async () => {
      const { escrow, deal, open, sign, termsOf } = await load();
      const terms = await termsOf("coin");
      const wanted = await deal("coin", { ...terms, signature: mangle(await sign(terms)) });
      await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });
  }

  it("should refuse a seller of zero, for whom nobody can sign", async () => {
    const { escrow, deal, open } = await load();
    const wanted = await deal("token", { seller: ZeroAddress });
    await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
  });

  describe("given a contract wallet (ERC-1271)", () => {
    it("should take its owner's signature and refuse another's", async () => {
      const { escrow, seller, stranger, deal, open, sign, termsOf, statusOf } = await load();
      const wallet = await ethers.deployContract("SignerWallet", [seller.address]);
      const terms = await termsOf("coin", { seller: wallet.target as string });
      const wanted = await deal("coin", { ...terms, signature: await sign(terms) });
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
      const forged = await deal("coin", { ...terms, signature: await sign(terms, stranger) });
      await expect(open(forged)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });

    it("should refuse a contract that does not answer", async () => {
      const { escrow, token, deal, open } = await load();
      const wanted = await deal("coin", { seller: token.target as string });
      await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });
  });

  describe("given a key that delegates to code (EIP-7702)", () => {
    it("should take the key's own signature, and one the code accepts", async () => {
      const { escrow, stranger, seller, deal, open, sign, termsOf, statusOf } = await load();
      const key = new ethers.Wallet(keccakText("a delegating seller"), ethers.provider);
      const code = await ethers.deployContract("SignerWallet", [stranger.address]);
      const authorization = await key.authorize({ address: code.target as string, nonce: 0 });
      await seller.sendTransaction({ type: 4, to: key.address, authorizationList: [authorization] });
      expect(await ethers.provider.getCode(key.address)).to.equal(
        `0xef0100${(code.target as string).slice(2).toLowerCase()}`,
      );
      const terms = await termsOf("coin", { seller: key.address });
      const { chainId } = await ethers.provider.getNetwork();
      const own = await key.signTypedData(escrowDomain(chainId, escrow.target as string), OFFER_TYPES, terms);
      for (const signature of [own, await sign(terms, stranger)]) {
        const wanted = await deal("coin", { ...terms, signature });
        await open(wanted);
        expect(await statusOf(wanted)).to.equal(Status.Funded);
      }
      const forged = await deal("coin", { ...terms, signature: await sign(terms, seller) });
      await expect(open(forged)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });
  });
});
