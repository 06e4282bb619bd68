// A signature and an order belong to one escrow on one chain.
import { expect } from "chai";
import { network } from "hardhat";
import { MaxUint256, ZeroHash } from "ethers";
import { OFFER_TYPES, escrowDomain, packOffer } from "./support/offer.ts";
import { Status, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();

describe("two escrows on one chain", () => {
  it("should not take each other's offers or orders", async () => {
    const { escrow, token, buyer, seller, deployer, deal, open } = await load();
    const twin = await ethers.deployContract("Escrow", deployer);
    await token.connect(buyer).approve(twin, MaxUint256);
    const wanted = await deal("token");
    await open(wanted);
    await expect(twin.connect(buyer).open(wanted.purchase)).to.be.revertedWithCustomError(twin, "InvalidSignature");
    await expect(twin.connect(seller).ship(wanted.order, ZeroHash)).to.be.revertedWithCustomError(twin, "WrongStatus");
    expect(await twin.orderId(wanted.order)).not.to.equal(await escrow.orderId(wanted.order));
  });
});

describe("one escrow address on two chains", () => {
  it("should not take an offer that was signed for the other chain", async () => {
    const { escrow: here, buyer, seller, deal, termsOf, statusOf, open } = await load();
    const other = await network.create({ override: { chainId: 31_338 } });
    const there = await other.ethers.deployContract("Escrow");
    expect(there.target).to.equal(here.target);

    const terms = await termsOf("coin");
    const foreign = await seller.signTypedData(escrowDomain(31_338, here.target as string), OFFER_TYPES, terms);
    const refused = await deal("coin", { ...terms, signature: foreign });
    await expect(open(refused)).to.be.revertedWithCustomError(here, "InvalidSignature");

    // the same signature opens where it was made for
    const [, buyerThere] = await other.ethers.getSigners();
    expect(buyerThere!.address).to.equal(buyer.address);
    const value = terms.unitPrice * 2n + terms.shipping;
    await there.connect(buyerThere!).open({ ...refused.purchase, offer: packOffer(terms) }, { value });
    expect((await there.state(await there.orderId(refused.order))).status).to.equal(Status.Funded);
    expect(await statusOf(refused)).to.equal(Status.None);
    await other.close();
  });
});
