// A signature and an order belong to one escrow on one chain.
import { expect } from "chai";
import { ZeroHash } from "ethers";
import {
  ERC3009_DOOR,
  PERMIT2_DOOR,
  authorize,
  createAuthorizedStage,
  submit,
  termsFor,
} from "./support/authorization.ts";
import { publish } from "./support/catalogue.ts";
import { FOREVER, signRelease, signSettlement } from "./support/consent.ts";
import { type Deal, Status, type Trade } from "./support/trade.ts";

const stage = await createAuthorizedStage();
const abroad = await createAuthorizedStage({ chainId: 31_338 });
after(() => abroad.connection.close());

/** Where a signature was made, and where somebody tries it again. */
const WORLDS: Record<string, () => Promise<{ here: Trade; there: Trade }>> = {
  async "two escrows on one chain"() {
    const here = await stage.load();
    const twin = await stage.ethers.deployContract("Escrow", here.deployer);
    const { deployer, buyer, seller, arbitrator, second, referrer, stranger } = here;
    const people = { deployer, buyer, seller, arbitrator, second, referrer, stranger };
    return { here, there: stage.createTrade(twin, here.token, people) };
  },
  async "one escrow address on two chains"() {
    const [here, there] = [await stage.load(), await abroad.load()];
    expect(there.escrow.target).to.equal(here.escrow.target);
    expect(there.token.target).to.equal(here.token.target);
    expect(there.buyer.address).to.equal(here.buyer.address);
    return { here, there };
  },
};

for (const [world, create] of Object.entries(WORLDS)) {
  describe(world, () => {
    /** The same purchase in both, signed by its seller for each. */
    async function given(money: "coin" | "token" = "coin") {
      const { here, there } = await create();
      const wish = { salt: 1n, validUntil: FOREVER };
      const [mine, theirs] = [await here.deal(money, wish), await there.deal(money, wish)];
      expect(theirs.order).to.deep.equal(mine.order);
      expect(theirs.id).not.to.equal(mine.id);
      return { here, there, mine, theirs };
    }

    const isOpen = async (trade: Trade, deal: Deal) => expect(await trade.statusOf(deal)).to.equal(Status.Funded);

    it("should not take each other's offers", async () => {
      const { here, there, mine, theirs } = await given();
      const { signature } = mine.purchase;
      await expect(there.open({ ...theirs, purchase: { ...theirs.purchase, signature } }))
        .to.be.revertedWithCustomError(there.escrow, "InvalidSignature")
        .withArgs(there.seller, theirs.digest);
      await here.open(mine);
      await there.open(theirs);
      await isOpen(there, theirs);
    });

    it("should not know each other's orders", async () => {
      const { here, there, mine, theirs } = await given();
      await here.open(mine);
      await expect(there.escrow.connect(there.seller).ship(mine.order, ZeroHash))
        .to.be.revertedWithCustomError(there.escrow, "WrongStatus")
        .withArgs(theirs.id, Status.None, Status.Funded, Status.Funded);
    });

    it("should not take each other's catalogues", async () => {
      const { here, there, mine, theirs } = await given();
      const [[listed], [native]] = [await publish(here, [mine]), await publish(there, [theirs])];
      await expect(there.open({ ...theirs, purchase: listed!.purchase })).to.be.revertedWithCustomError(
        there.escrow,
        "InvalidSignature",
      );
      await here.open(listed!);
      await there.open(native!);
      await isOpen(there, theirs);
    });

    it("should not take a catalogue whose signature is foreign, though its root is not", async () => {
      const { here, there, theirs } = await given();
      // the seller signs the other escrow's root for this one
      const [listed] = await publish({ ...there, escrow: here.escrow }, [theirs], { signer: here.seller });
      await expect(there.open(listed!)).to.be.revertedWithCustomError(there.escrow, "InvalidSignature");
    });

    it("should not take each other's releases, alone or in a batch", async () => {
      const { here, there, mine, theirs } = await given();
      await here.open(mine);
      await there.open(theirs);
      // over the foreign order's id, and over the native one in the foreign domain
      const foreign = [
        await signRelease(here, here.buyer, mine),
        await signRelease({ escrow: here.escrow }, here.buyer, theirs),
      ];
      for (const release of foreign) {
        await expect(there.escrow.confirmBySignature(release))
          .to.be.revertedWithCustomError(there.escrow, "InvalidSignature")
          .withArgs(there.buyer, await there.escrow.releaseDigest(theirs.id, ZeroHash, 0, FOREVER));
      }
      await there.escrow.confirmMany(foreign);
      await isOpen(there, theirs);
      await there.escrow.confirmBySignature(await signRelease(there, there.buyer, theirs));
      expect(await there.statusOf(theirs)).to.equal(Status.Released);
    });

    it("should not take each other's settlements, alone or in a batch", async () => {
      const { here, there, mine, theirs } = await given();
      await here.open(mine);
      await there.open(theirs);
      const foreign = [
        await signSettlement(here, here.seller, mine),
        await signSettlement({ escrow: here.escrow }, here.seller, theirs),
      ];
      const buyer = there.escrow.connect(there.buyer);
      for (const settlement of foreign) {
        await expect(buyer.settle(settlement))
          .to.be.revertedWithCustomError(there.escrow, "InvalidSignature")
          .withArgs(there.seller, await there.escrow.settlementDigest(theirs.id, 5_000n, FOREVER));
      }
      await buyer.settleMany(foreign);
      await isOpen(there, theirs);
      await buyer.settle(await signSettlement(there, there.seller, theirs));
      expect(await there.statusOf(theirs)).to.equal(Status.Split);
    });

    for (const door of [PERMIT2_DOOR, ERC3009_DOOR]) {
      it(`should not take each other's payments: ${door.call}`, async () => {
        const { here, there, mine, theirs } = await given("token");
        const foreign = await authorize(door, here, here.buyer, [mine]);
        await expect(submit(door, there, [theirs], foreign))
          .to.be.revertedWithCustomError(there.escrow, "PaymentFailed")
          .withArgs(there.token, there.buyer, theirs.total, door.forged(there, await termsFor(there, [theirs])));
        await submit(door, here, [mine], foreign);
        await isOpen(here, mine);
        await submit(door, there, [theirs], await authorize(door, there, there.buyer, [theirs], { nonce: 1n }));
        await isOpen(there, theirs);
      });
    }
  });
}
