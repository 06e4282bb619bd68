// Escrow.open: stock per seller and sku (I8).
import { expect } from "chai";
import { ZeroAddress, ZeroHash, id as keccakText } from "ethers";
import { createStage } from "./support/trade.ts";

const { load, ethers, networkHelpers } = await createStage();
const UINT32 = 2n ** 32n - 1n;

describe("open: the stock (I8)", () => {
  const sku = keccakText("a rare product");

  it("should count the units sold and refuse more than the ceiling", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: 5n, units: 3n }));
    expect((await escrow.stock(seller, sku)).sold).to.equal(3n);
    await expect(open(await deal("coin", { sku, maxUnits: 5n, units: 3n })))
      .to.be.revertedWithCustomError(escrow, "SoldOut")
      .withArgs(sku, 3n, 3n, 5n);
    await open(await deal("coin", { sku, maxUnits: 5n, units: 2n }));
    expect((await escrow.stock(seller, sku)).sold).to.equal(5n);
    await expect(open(await deal("coin", { sku, maxUnits: 5n, units: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
  });

  it("should sell a stock of one once, when fifty pay in the same block", async () => {
    const { escrow, buyer, seller, deal, valueOf } = await load();
    const wanted = [];
    for (let i = 0; i < 50; i++) wanted.push(await deal("coin", { sku, maxUnits: 1n, units: 1n }));
    await ethers.provider.send("evm_setAutomine", [false]);
    const sent = [];
    for (const one of wanted) {
      sent.push(await escrow.connect(buyer).open(one.purchase, { ...valueOf(one), gasLimit: 200_000 }));
    }
    await ethers.provider.send("evm_setAutomine", [true]);
    await networkHelpers.mine();
    const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)));
    expect(new Set(receipts.map((receipt) => receipt!.blockNumber))).to.have.property("size", 1);
    expect(receipts.filter((receipt) => receipt!.status === 1)).to.have.length(1);
    expect((await escrow.stock(seller, sku)).sold).to.equal(1n);
  });

  it("should count across prices, currencies and arbitrators", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: 4n, units: 2n }));
    await open(await deal("token", { sku, maxUnits: 4n, units: 2n, unitPrice: 1n }));
    const nobody = { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress };
    await expect(open(await deal("coin", { sku, maxUnits: 4n, units: 1n, ...nobody }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
    expect((await escrow.stock(seller, sku)).sold).to.equal(4n);
  });

  it("should not return the units of a cancelled order, and sell more under a higher ceiling", async () => {
    const { escrow, seller, deal, open } = await load();
    const first = await deal("coin", { sku, maxUnits: 1n, units: 1n });
    await open(first);
    await escrow.connect(seller).cancel(first.order);
    await expect(open(await deal("coin", { sku, maxUnits: 1n, units: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
    await open(await deal("coin", { sku, maxUnits: 2n, units: 1n }));
    expect((await escrow.stock(seller, sku)).sold).to.equal(2n);
  });

  it("should keep each seller's and each product's count apart", async () => {
    const { escrow, seller, stranger, deal, open, sign, termsOf } = await load();
    await open(await deal("coin", { sku, maxUnits: 2n }));
    await open(await deal("coin", { sku: keccakText("another product"), maxUnits: 2n }));
    const terms = await termsOf("coin", { seller: stranger.address, sku, maxUnits: 2n });
    await open(await deal("coin", { ...terms, signature: await sign(terms, stranger) }));
    expect([(await escrow.stock(seller, sku)).sold, (await escrow.stock(stranger, sku)).sold]).to.deep.equal([2n, 2n]);
  });

  it("should reach the highest ceiling without a wrap", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: UINT32, units: UINT32, unitPrice: 1n }));
    expect((await escrow.stock(seller, sku)).sold).to.equal(UINT32);
    await expect(open(await deal("coin", { sku, maxUnits: UINT32, units: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
  });

  it("should not count a product without ceiling, nor one without sku", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: 0n }));
    await open(await deal("coin", { sku: ZeroHash, maxUnits: 0n }));
    expect([(await escrow.stock(seller, sku)).sold, (await escrow.stock(seller, ZeroHash)).sold]).to.deep.equal([
      0n,
      0n,
    ]);
  });

  it("should refuse a ceiling without sku", async () => {
    const { escrow, deal, open } = await load();
    await expect(open(await deal("coin", { sku: ZeroHash, maxUnits: 1n })))
      .to.be.revertedWithCustomError(escrow, "StockWithoutSku")
      .withArgs(1n);
  });

  it("should refuse a retired product, counted or not", async () => {
    const { escrow, seller, deal, open } = await load();
    await escrow.connect(seller).retire(sku);
    for (const maxUnits of [0n, 100n]) {
      await expect(open(await deal("coin", { sku, maxUnits })))
        .to.be.revertedWithCustomError(escrow, "SkuRetired")
        .withArgs(seller, sku);
    }
  });
});
