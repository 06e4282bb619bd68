// The shared vectors of protocol/vectors, against the deployed contract: digests, signatures, ids, fees.
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { computeAddress, getAddress, keccak256, recoverAddress } from "ethers";
import { OFFER_TYPES, type OfferTerms, packOffer } from "./support/offer.ts";
import { ALONE, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();
const read = async (name: string) =>
  JSON.parse(await readFile(new URL(`../../protocol/vectors/${name}`, import.meta.url), "utf8"));

interface OfferCase {
  name: string;
  offer: Record<string, string>;
  signerKey: string;
  digest: string;
  signature: string;
  purchase: { buyer: string; units: string; salt: string; referrer: string };
  orderId: string;
}

const offers: { domain: Record<string, string>; cases: OfferCase[] } = await read("offers.json");
const fees: { cases: Record<string, string>[] } = await read("fees.json");
const code: { runtimeCodeHash: string } = await read("escrow.json");

const termsOf = (offer: Record<string, string>): OfferTerms =>
  Object.fromEntries(
    OFFER_TYPES.Offer.map(({ name, type }) => [name, type.startsWith("uint") ? BigInt(offer[name]!) : offer[name]!]),
  ) as unknown as OfferTerms;

describe("vectors: offers.json", () => {
  it("should be of the domain of the first contract of a dev chain's first account", async () => {
    const { escrow } = await load();
    const { name, version, chainId, verifyingContract } = await escrow.eip712Domain();
    const { domain } = offers;
    expect([name, version, chainId]).to.deep.equal([domain.name, domain.version, BigInt(domain.chainId!)]);
    expect(verifyingContract).to.equal(getAddress(domain.verifyingContract!));
  });

  for (const { name, offer, signerKey, digest, signature, purchase, orderId } of offers.cases) {
    it(`should hold for ${name}`, async () => {
      const { escrow } = await load();
      const packed = packOffer(termsOf(offer));
      expect(await escrow.offerDigest(packed)).to.equal(digest);
      const { buyer, units, salt, referrer } = purchase;
      expect(await escrow.orderId({ offer: packed, buyer, units, salt, referrer })).to.equal(orderId);
      expect(recoverAddress(digest, signature)).to.equal(computeAddress(signerKey));
    });
  }

  it("should open: the first case, by its buyer and with its signature", async () => {
    const { escrow, token } = await load();
    const { offer, purchase, signature, orderId } = offers.cases[0]!;
    const buyer = await ethers.getImpersonatedSigner(purchase.buyer);
    await ethers.provider.send("hardhat_setBalance", [purchase.buyer, "0xde0b6b3a7640000"]);
    await token.mint(buyer, 10n ** 12n);
    await token.connect(buyer).approve(escrow, 10n ** 12n);
    const { units, salt, referrer } = purchase;
    await escrow.connect(buyer).open({ offer: packOffer(termsOf(offer)), units, salt, referrer, ...ALONE, signature });
    expect((await escrow.state(orderId)).status).to.equal(1n);
  });
});

describe("vectors: fees.json (I2)", () => {
  for (const fee of fees.cases) {
    it(`should hold for ${fee.name}`, async () => {
      const { escrow, token, buyer, arbitrator, referrer, reach } = await load();
      const [total, feeBps, referrerBps] = [fee.total, fee.arbitratorFeeBps, fee.referrerBps].map((n) => BigInt(n!));
      await token.mint(buyer, total!);
      const deal = await reach("disputed", "token", {
        unitPrice: total!,
        shipping: 0n,
        units: 1n,
        arbitratorFeeBps: feeBps!,
        referrerBps: referrerBps!,
        referrer: referrer.address,
      });
      await escrow.connect(arbitrator).rule(deal.order, fee.buyerBps!);
      const [event] = await escrow.queryFilter(escrow.filters.Closed(deal.id));
      const { toBuyer, toSeller, toArbitrator, toReferrer } = event!.args;
      expect([toBuyer, toSeller, toArbitrator, toReferrer].map(String)).to.deep.equal([
        fee.buyer,
        fee.seller,
        fee.arbitrator,
        fee.referrer,
      ]);
    });
  }
});

describe("vectors: escrow.json", () => {
  it("should be the hash of the code at any address and on any chain", async () => {
    const { escrow, deployer } = await load();
    const again = await ethers.deployContract("Escrow", deployer);
    for (const { target } of [escrow, again]) {
      expect(keccak256(await ethers.provider.getCode(target))).to.equal(code.runtimeCodeHash);
    }
  });
});
