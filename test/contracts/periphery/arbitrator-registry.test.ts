// ArbitratorRegistry: everybody writes for themselves what clients then show.
import { expect } from "chai";
import { ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import { createPeripheryStage } from "../support/periphery.ts";

const { load, at, now } = await createPeripheryStage();
const PAGE = keccakText("a page");

describe("publish", () => {
  it("should record and publish what the arbitrator says", async () => {
    const { registry, arbitrator } = await load();
    const time = (await now()) + 10n;
    await at(time);
    await expect(registry.connect(arbitrator).publish(500, true, PAGE, "en,pt-BR"))
      .to.emit(registry, "Published")
      .withArgs(arbitrator, 500n, true, PAGE, "en,pt-BR");
    expect(await registry.profileOf(arbitrator)).to.deep.equal([
      arbitrator.address,
      500n,
      true,
      time,
      PAGE,
      "en,pt-BR",
    ]);
  });

  it("should change it in its place, consent included", async () => {
    const { registry, arbitrator, second } = await load();
    await registry.connect(arbitrator).publish(500, true, PAGE, "en");
    await registry.connect(second).publish(100, true, ZeroHash, "de");
    await registry.connect(arbitrator).publish(0, false, ZeroHash, "fr");
    expect(await registry.count()).to.equal(2n);
    const { feeBps, consents, page, languages } = await registry.profileOf(arbitrator);
    expect([feeBps, consents, page, languages]).to.deep.equal([0n, false, ZeroHash, "fr"]);
    expect((await registry.profileOf(second)).languages, "nobody else's").to.equal("de");
  });

  for (const [feeBps, allowed] of [
    [0, true],
    [1_000, true],
    [1_001, false],
    [65_535, false],
  ] as const) {
    it(`should ${allowed ? "take" : "refuse"} a fee of ${feeBps} bps`, async () => {
      const { registry, arbitrator } = await load();
      const published = registry.connect(arbitrator).publish(feeBps, true, PAGE, "en");
      if (!allowed) {
        await expect(published)
          .to.be.revertedWithCustomError(registry, "OutOfRange")
          .withArgs(encodeBytes32String("feeBps"), feeBps, 0n, 1_000n);
        return;
      }
      await published;
      expect((await registry.profileOf(arbitrator)).feeBps).to.equal(feeBps);
    });
  }

  for (const [length, allowed] of [
    [0, false],
    [1, true],
    [64, true],
    [65, false],
  ] as const) {
    it(`should ${allowed ? "take" : "refuse"} ${length} bytes of languages`, async () => {
      const { registry, arbitrator } = await load();
      const languages = "x".repeat(length);
      const published = registry.connect(arbitrator).publish(0, true, PAGE, languages);
      if (!allowed) {
        await expect(published)
          .to.be.revertedWithCustomError(registry, "OutOfRange")
          .withArgs(encodeBytes32String("languages"), length, 1n, 64n);
        return;
      }
      await published;
      expect((await registry.profileOf(arbitrator)).languages).to.equal(languages);
    });
  }
});

describe("profiles", () => {
  /** Seven arbitrators, in the order in which they came. */
  async function seven() {
    const { registry, ...people } = await load();
    const { deployer, buyer, seller, arbitrator, second, referrer, stranger } = people;
    const all = [deployer, buyer, seller, arbitrator, second, referrer, stranger];
    for (const [i, person] of all.entries()) await registry.connect(person).publish(i, i % 2 === 0, PAGE, "en");
    const page = async (offset: bigint, limit: bigint) =>
      (await registry.profiles(offset, limit)).map(({ arbitrator: who }) =>
        all.findIndex(({ address }) => address === who),
      );
    return { registry, page };
  }

  it("should page through all of them, oldest first, with or without consent", async () => {
    const { registry, page } = await seven();
    expect(await registry.count()).to.equal(7n);
    expect(await page(0n, 3n)).to.deep.equal([0, 1, 2]);
    expect(await page(3n, 3n)).to.deep.equal([3, 4, 5]);
    expect(await page(6n, 3n)).to.deep.equal([6]);
  });

  for (const [offset, limit, size] of [
    [0n, 0n, 0],
    [0n, 2n ** 256n - 1n, 7],
    [6n, 2n ** 256n - 1n, 1],
    [7n, 1n, 0],
    [2n ** 256n - 1n, 2n ** 256n - 1n, 0],
  ] as const) {
    it(`should give ${size} from ${offset} with a limit of ${limit}`, async () => {
      const { page } = await seven();
      expect(await page(offset, limit)).to.have.length(size);
    });
  }

  it("should refuse to say anything of somebody who never published", async () => {
    const { registry, buyer } = await load();
    await expect(registry.profileOf(buyer)).to.be.revertedWithCustomError(registry, "NotListed").withArgs(buyer);
    expect(await registry.profiles(0n, 10n)).to.deep.equal([]);
  });
});
