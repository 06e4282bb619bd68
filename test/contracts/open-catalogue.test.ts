// Escrow.open under a catalogue: the offer's proof, and what the seller's one signature covers.
import { expect } from "chai";
import { encodeBytes32String, id as keccakText } from "ethers";
import { nodeOf, publish, signCatalogue, treeOf } from "./support/catalogue.ts";
import { type Deal, MONEY, Status, type Trade, createStage } from "./support/trade.ts";

const { load, ethers } = await createStage();

/** `count` offers of the seller's, each of another sku and price, in the first slots of one catalogue. */
async function shelf(trade: Trade, count: number, publication: Parameters<typeof publish>[2] = {}, wish = {}) {
  const deals = [];
  for (let i = 0; i < count; i++) {
    deals.push(
      await trade.deal("coin", { sku: keccakText(`${i}`), unitPrice: 10n + BigInt(i), signature: "0x", ...wish }),
    );
  }
  return publish(trade, deals, publication);
}

/** Refused for a signature over the digest that this purchase makes the escrow compute. */
async function expectForged({ escrow, buyer }: Trade, purchase: Deal["purchase"], total: bigint) {
  const path = purchase.path as string[];
  const leaf = await escrow.offerDigest(purchase.offer);
  const digest = await escrow.catalogueDigest({
    seller: purchase.offer.seller,
    sequence: purchase.sequence,
    offersRoot: path.reduce(nodeOf, leaf),
    contentDigest: purchase.contentDigest,
  });
  await expect(escrow.connect(buyer).open(purchase, { value: total }))
    .to.be.revertedWithCustomError(escrow, "InvalidSignature")
    .withArgs(purchase.offer.seller, digest);
}

describe("open: an offer's proof under a catalogue", () => {
  for (const money of MONEY) {
    it(`should open each of its offers and take exactly its total, in ${money}`, async () => {
      const trade = await load();
      const { escrow, token, buyer, deal, open } = trade;
      const wishes = [1n, 2n, 3n].map((unitPrice) => ({ unitPrice, sku: keccakText(`${unitPrice}`), signature: "0x" }));
      const deals = [];
      for (const wish of wishes) deals.push(await deal(money, wish));
      for (const wanted of await publish(trade, deals)) {
        const changed = expect(() => open(wanted)).to;
        await (money === "coin"
          ? changed.changeEtherBalances(ethers, [buyer, escrow], [-wanted.total, wanted.total])
          : changed.changeTokenBalances(ethers, token, [buyer, escrow], [-wanted.total, wanted.total]));
      }
    });
  }

  it("should need no path for a catalogue of one offer", async () => {
    const trade = await load();
    const [only] = await shelf(trade, 1, { depth: 0 });
    expect(only!.purchase.path).to.deep.equal([]);
    await trade.open(only!);
    expect(await trade.statusOf(only!)).to.equal(Status.Funded);
  });

  for (const [depth, count] of [
    [1, 2],
    [10, 5],
    [17, 3],
    [32, 4],
  ] as const) {
    it(`should open every slot at depth ${depth}`, async () => {
      const trade = await load();
      for (const wanted of await shelf(trade, count, { depth })) {
        expect(wanted.purchase.path).to.have.length(depth);
        await trade.open(wanted);
        expect(await trade.statusOf(wanted)).to.equal(Status.Funded);
      }
    });
  }

  it("should refuse depth 33, though the proof holds", async () => {
    const trade = await load();
    const [wanted] = await shelf(trade, 2, { depth: 33 });
    await expect(trade.open(wanted!))
      .to.be.revertedWithCustomError(trade.escrow, "OutOfRange")
      .withArgs(encodeBytes32String("depth"), 33n, 0n, 32n);
  });

  describe("given a proof that does not hold", () => {
    const cases: [string, (path: string[], others: string[][]) => string[]][] = [
      ["of another slot", (_, [other]) => other!],
      ["with a wrong sibling", (path) => path.with(1, keccakText("a stranger"))],
      ["with two levels swapped", (path) => [path[1]!, path[0]!, ...path.slice(2)]],
      ["without its last level", (path) => path.slice(0, -1)],
      ["with a level more", (path) => [...path, path.at(-1)!]],
      ["that is empty", () => []],
    ];
    for (const [what, mangle] of cases) {
      it(`should refuse one ${what}`, async () => {
        const trade = await load();
        const [wanted, ...rest] = await shelf(trade, 5, { depth: 3 });
        const others = rest.map(({ purchase }) => purchase.path as string[]);
        const path = mangle(wanted!.purchase.path as string[], others);
        await expectForged(trade, { ...wanted!.purchase, path }, wanted!.total);
      });
    }

    it("should refuse an offer that is not in it", async () => {
      const trade = await load();
      const [first] = await shelf(trade, 2, { depth: 1 });
      const outside = await trade.deal("coin", { unitPrice: 1n });
      const { sequence, contentDigest, path, signature } = first!.purchase;
      await expectForged(trade, { ...outside.purchase, sequence, contentDigest, path, signature }, outside.total);
    });

    it("should refuse a node where the leaf belongs, and the catalogue's signature for an offer's", async () => {
      const trade = await load();
      const { escrow, seller, deal, open } = trade;
      const wanted = await deal("coin", { signature: "0x" });
      // a tree whose leaf is the node over the offer and another: the offer's path is right, the leaf is not the offer
      const node = nodeOf(wanted.digest, keccakText("its neighbour"));
      const edition = { seller: seller.address, sequence: 1n, offersRoot: node, contentDigest: keccakText("listings") };
      const { contentDigest } = edition;
      const signature = await signCatalogue(trade, seller, edition);
      await expectForged(trade, { ...wanted.purchase, sequence: 1n, contentDigest, path: [], signature }, wanted.total);
      // the same signature, presented as one over the offer
      await expect(open({ ...wanted, purchase: { ...wanted.purchase, signature } }))
        .to.be.revertedWithCustomError(escrow, "InvalidSignature")
        .withArgs(seller, wanted.digest);
    });

    it("should refuse an offer's own signature as a catalogue's", async () => {
      const trade = await load();
      const lone = await trade.deal("coin");
      await expectForged(trade, { ...lone.purchase, sequence: 1n }, lone.total);
    });
  });
});

describe("open: what a catalogue's signature covers", () => {
  const cases: [string, (trade: Trade) => object][] = [
    ["root", () => ({ offersRoot: treeOf([keccakText("other"), keccakText("goods")], 1).root })],
    ["content digest", () => ({ contentDigest: keccakText("other listings") })],
    ["sequence", () => ({ sequence: 8n })],
    ["seller", ({ stranger }) => ({ seller: stranger.address })],
  ];
  for (const [what, change] of cases) {
    it(`should refuse a signature over another ${what}`, async () => {
      const trade = await load();
      const [wanted] = await shelf(trade, 2, { depth: 1, sequence: 7n });
      const { contentDigest, path } = wanted!.purchase;
      const offersRoot = nodeOf(wanted!.digest, (path as string[])[0]!);
      const edition = {
        seller: trade.seller.address,
        sequence: 7n,
        offersRoot,
        contentDigest: contentDigest as string,
      };
      const signed = { ...edition, ...change(trade) };
      const signature = await signCatalogue(trade, trade.seller, signed);
      await expectForged(trade, { ...wanted!.purchase, signature }, wanted!.total);
      // the unchanged one opens, so the change is what was refused
      const honest = await signCatalogue(trade, trade.seller, edition);
      await trade.open({ ...wanted!, purchase: { ...wanted!.purchase, signature: honest } });
    });
  }

  it("should refuse another seller's signature over the same catalogue", async () => {
    const trade = await load();
    const [wanted] = await shelf(trade, 2, { signer: trade.stranger });
    await expectForged(trade, wanted!.purchase, wanted!.total);
  });

  it("should be the digest that the escrow says", async () => {
    const trade = await load();
    const { escrow, seller } = trade;
    const edition = {
      seller: seller.address,
      sequence: 2n ** 64n - 1n,
      offersRoot: keccakText("root"),
      contentDigest: keccakText("c"),
    };
    const signature = await signCatalogue(trade, seller, edition);
    expect(ethers.recoverAddress(await escrow.catalogueDigest(edition), signature)).to.equal(seller.address);
  });
});
