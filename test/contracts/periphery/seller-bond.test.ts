// SellerBond.proveEquivocation: two catalogues of one sequence, both signed by the seller's key, burn the whole bond.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { ZeroAddress, concat, getBytes, id as keccakText, toBeHex } from "ethers";
import { CATALOGUE_TYPES, type Edition } from "../support/catalogue.ts";
import { escrowDomain } from "../support/offer.ts";
import { createPeripheryStage } from "../support/periphery.ts";
import { DAY } from "../support/trade.ts";

const { load, at, now, ethers } = await createPeripheryStage();
const BOND = 1_000n;

/** A bonded seller who signed two catalogues with sequence 7, of other offers each. */
async function given() {
  const trade = await load();
  const { escrow, bond, seller, stranger } = trade;
  await bond.lock(seller, { value: BOND });
  const { chainId } = await ethers.provider.getNetwork();
  const domain = escrowDomain(chainId, escrow.target as string);
  const sign = (catalogue: Edition, signer: HardhatEthersSigner = seller, over = domain): Promise<string> =>
    signer.signTypedData(over, CATALOGUE_TYPES, catalogue);
  const catalogue = (wish: Partial<Edition> = {}): Edition => ({
    seller: seller.address,
    sequence: 7n,
    offersRoot: keccakText("offers"),
    contentDigest: keccakText("content"),
    ...wish,
  });
  const [first, second] = [catalogue(), catalogue({ offersRoot: keccakText("other offers") })];
  const prove = async (a: Edition, b: Edition, signedA?: string, signedB?: string) =>
    bond.connect(stranger).proveEquivocation(a, signedA ?? (await sign(a)), b, signedB ?? (await sign(b)));
  return { ...trade, domain, sign, catalogue, first, second, prove };
}

describe("proveEquivocation", () => {
  for (const [what, wish] of [
    ["offers", { offersRoot: keccakText("other offers") }],
    ["content", { contentDigest: keccakText("other content") }],
  ] as const) {
    it(`should burn the bond of a seller whose catalogues differ in ${what}`, async () => {
      const { bond, catalogue, first, seller, prove } = await given();
      const call = () => prove(first, catalogue(wish));
      await expect(call, "nobody gains").to.changeEtherBalances(ethers, [bond, seller], [0n, 0n]);
      expect(await bond.bondOf(seller)).to.deep.equal([0n, 0n, 0n]);
      expect(await bond.burnt()).to.equal(BOND);
      expect(await bond.proved(seller, 7n)).to.equal(true);
    });
  }

  it("should burn what is being withdrawn too, up to the second it leaves", async () => {
    const { bond, seller, first, second, prove } = await given();
    await bond.connect(seller).requestWithdrawal(400n);
    await at((await now()) + 30n * DAY);
    await prove(first, second);
    expect(await bond.burnt()).to.equal(BOND);
    await expect(bond.connect(seller).withdraw(seller))
      .to.be.revertedWithCustomError(bond, "NothingLeaving")
      .withArgs(seller);
    await expect(bond.connect(seller).requestWithdrawal(1n))
      .to.be.revertedWithCustomError(bond, "NotLocked")
      .withArgs(seller, 1n, 0n);
  });

  it("should touch no other seller's bond: all bonds and what is burnt are what lies here", async () => {
    const { bond, buyer, first, second, prove } = await given();
    await bond.lock(buyer, { value: 55n });
    await prove(first, second);
    expect((await bond.bondOf(buyer)).locked).to.equal(55n);
    expect(await ethers.provider.getBalance(bond)).to.equal(55n + BOND);
    expect(await bond.burnt()).to.equal(BOND);
  });

  it("should publish the whole proof", async () => {
    const { bond, escrow, seller, first, second, sign, prove } = await given();
    await prove(first, second);
    const [event] = await bond.queryFilter(bond.filters.Equivocated(seller, 7n));
    const { firstSignature, secondSignature, amount } = event!.args;
    expect(amount).to.equal(BOND);
    expect([firstSignature, secondSignature]).to.deep.equal([await sign(first), await sign(second)]);
    // as a replicator checks it: with nothing but the event
    for (const [catalogue, signature] of [
      [event!.args.first, firstSignature],
      [event!.args.second, secondSignature],
    ] as const) {
      const { seller: by, sequence, offersRoot, contentDigest } = catalogue;
      const digest = await escrow.catalogueDigest({ seller: by, sequence, offersRoot, contentDigest });
      expect(ethers.recoverAddress(digest, signature)).to.equal(seller.address);
    }
  });

  it("should record a seller without bond, for replicators to act on", async () => {
    const { bond, stranger, sign, catalogue } = await given();
    const [a, b] = [
      catalogue({ seller: stranger.address }),
      catalogue({ seller: stranger.address, contentDigest: keccakText("other") }),
    ];
    await bond.proveEquivocation(a, await sign(a, stranger), b, await sign(b, stranger));
    const [event] = await bond.queryFilter(bond.filters.Equivocated(stranger));
    expect(event!.args.amount).to.equal(0n);
    expect(await bond.proved(stranger, 7n)).to.equal(true);
  });

  it("should take the key's signatures of a seller that delegates to code (EIP-7702)", async () => {
    const { bond, stranger, domain, catalogue } = await given();
    const key = new ethers.Wallet(keccakText("a delegating seller"), ethers.provider);
    const code = await ethers.deployContract("SignerWallet", [stranger.address]);
    const authorization = await key.authorize({ address: code.target as string, nonce: 0 });
    await stranger.sendTransaction({ type: 4, to: key.address, authorizationList: [authorization] });
    const [a, b] = [
      catalogue({ seller: key.address }),
      catalogue({ seller: key.address, offersRoot: keccakText("b") }),
    ];
    const signed = await Promise.all([a, b].map((one) => key.signTypedData(domain, CATALOGUE_TYPES, one)));
    await bond.proveEquivocation(a, signed[0]!, b, signed[1]!);
    expect(await bond.proved(key.address, 7n)).to.equal(true);
  });

  it("should burn once per sequence: a bond locked later stands until another lie", async () => {
    const { bond, seller, catalogue, first, second, prove } = await given();
    await prove(first, second);
    await bond.lock(seller, { value: 9n });
    await expect(prove(second, first)).to.be.revertedWithCustomError(bond, "AlreadyProved").withArgs(seller, 7n);
    await expect(prove(first, catalogue({ contentDigest: keccakText("third") })))
      .to.be.revertedWithCustomError(bond, "AlreadyProved")
      .withArgs(seller, 7n);
    expect((await bond.bondOf(seller)).locked).to.equal(9n);
    await prove({ ...first, sequence: 8n }, { ...second, sequence: 8n });
    expect((await bond.bondOf(seller)).locked).to.equal(0n);
    expect(await bond.burnt()).to.equal(BOND + 9n);
  });
});

describe("proveEquivocation: what proves nothing", () => {
  afterEach("the bond stands", async () => {
    const bond = await ethers.getContractAt("SellerBond", last);
    expect(await bond.burnt()).to.equal(0n);
  });
  let last: string;
  const refusing = async () => {
    const trade = await given();
    last = trade.bond.target as string;
    return trade;
  };

  it("should refuse the same catalogue twice", async () => {
    const { bond, escrow, first, prove } = await refusing();
    const digest = await escrow.catalogueDigest(first);
    await expect(prove(first, first)).to.be.revertedWithCustomError(bond, "SameCatalogue").withArgs(digest);
  });

  it("should refuse catalogues of two sellers", async () => {
    const { bond, seller, stranger, catalogue, first, sign, prove } = await refusing();
    const other = catalogue({ seller: stranger.address, offersRoot: keccakText("other offers") });
    await expect(prove(first, other, undefined, await sign(other, stranger)))
      .to.be.revertedWithCustomError(bond, "DifferentSellers")
      .withArgs(seller, stranger);
  });

  it("should refuse catalogues of two sequences", async () => {
    const { bond, first, second, prove } = await refusing();
    await expect(prove(first, { ...second, sequence: 8n }))
      .to.be.revertedWithCustomError(bond, "DifferentSequences")
      .withArgs(7n, 8n);
  });

  it("should refuse sequence 0, which no catalogue has", async () => {
    const { bond, first, second, prove } = await refusing();
    await expect(prove({ ...first, sequence: 0n }, { ...second, sequence: 0n }))
      .to.be.revertedWithCustomError(bond, "NotASequence")
      .withArgs(0n);
  });

  for (const which of ["first", "second"] as const) {
    it(`should refuse another signer's signature under the ${which}`, async () => {
      const { bond, escrow, seller, stranger, first, second, sign, prove } = await refusing();
      const forged = { first, second }[which];
      const signature = await sign(forged, stranger);
      const [a, b] = which === "first" ? [signature, undefined] : [undefined, signature];
      await expect(prove(first, second, a, b))
        .to.be.revertedWithCustomError(bond, "InvalidSignature")
        .withArgs(seller, await escrow.catalogueDigest(forged));
    });
  }

  it("should refuse one catalogue's signature under the other", async () => {
    const { bond, first, second, sign, prove } = await refusing();
    const signature = await sign(first);
    await expect(prove(first, second, signature, signature)).to.be.revertedWithCustomError(bond, "InvalidSignature");
  });

  for (const [what, mangle] of [
    ["empty", () => "0x"],
    ["cut", (signature: string) => signature.slice(0, -2)],
    ["compact", (signature: string) => ethers.Signature.from(signature).compactSerialized],
    ["with the mirrored s", mirror],
  ] as const) {
    it(`should refuse a signature that is ${what}`, async () => {
      const { bond, first, second, sign, prove } = await refusing();
      await expect(prove(first, second, mangle(await sign(first)))).to.be.revertedWithCustomError(
        bond,
        "InvalidSignature",
      );
    });
  }

  it("should refuse a seller of zero, whom a broken signature recovers", async () => {
    const { bond, catalogue, prove } = await refusing();
    const broken = concat([getBytes(toBeHex(0, 32)), getBytes(toBeHex(0, 32)), "0x1b"]);
    const [a, b] = [
      catalogue({ seller: ZeroAddress }),
      catalogue({ seller: ZeroAddress, offersRoot: keccakText("other") }),
    ];
    await expect(prove(a, b, broken, broken)).to.be.revertedWithCustomError(bond, "InvalidSignature");
  });

  it("should refuse a wallet's word (ERC-1271), which can change", async () => {
    const { bond, seller, catalogue, sign, prove } = await refusing();
    const wallet = await ethers.deployContract("SignerWallet", [seller.address]);
    const [a, b] = [
      catalogue({ seller: wallet.target as string }),
      catalogue({ seller: wallet.target as string, offersRoot: keccakText("other offers") }),
    ];
    await expect(prove(a, b, await sign(a), await sign(b))).to.be.revertedWithCustomError(bond, "InvalidSignature");
  });

  it("should refuse catalogues signed for another escrow or another chain", async () => {
    const { bond, domain, first, second, sign, seller, prove } = await refusing();
    for (const over of [
      { ...domain, verifyingContract: bond.target as string },
      { ...domain, chainId: 1n },
      { ...domain, name: "Another Escrow" },
    ]) {
      await expect(
        prove(first, second, await sign(first, seller, over), await sign(second, seller, over)),
      ).to.be.revertedWithCustomError(bond, "InvalidSignature");
    }
  });
});

/** The other signature over the same digest that ecrecover takes. */
function mirror(signature: string): string {
  const { r, s, v } = ethers.Signature.from(signature);
  const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  return concat([r, toBeHex(N - BigInt(s), 32), toBeHex(v === 27 ? 28 : 27)]);
}
