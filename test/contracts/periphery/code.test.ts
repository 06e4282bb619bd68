// The periphery's code: nothing that could change it or give anybody power over it (as I10 of the escrow), and room under the size limit.
import { expect } from "chai";
import { MAX_BYTES, forbiddenIn } from "../support/code.ts";
import { createPeripheryStage } from "../support/periphery.ts";

const { load, ethers, networkHelpers } = await createPeripheryStage();

/** Every function by which somebody can change something, and nothing else can. */
const CHANGING = {
  adapter: ["appeal", "execute", "request", "rule", "submitEvidence", "withdraw"],
  registry: ["lock", "publish", "requestWithdrawal", "withdraw"],
  bond: ["lock", "proveEquivocation", "requestWithdrawal", "withdraw"],
  lens: [],
};

for (const name of ["adapter", "registry", "bond", "lens"] as const) {
  describe(`the code of the ${name}`, () => {
    it("should hold no DELEGATECALL, CALLCODE, SELFDESTRUCT or CREATE, and fit", async () => {
      const contract = (await load())[name];
      const code = ethers.getBytes(await ethers.provider.getCode(contract));
      expect(forbiddenIn(code)).to.deep.equal([]);
      expect(code.length).to.be.within(1_000, MAX_BYTES);
    });

    it("should change by these functions alone, none of them an owner's", async () => {
      const contract = (await load())[name];
      const changing: string[] = [];
      contract.interface.forEachFunction((part) => {
        if (!part.constant) changing.push(part.name);
      });
      expect(changing.toSorted()).to.deep.equal(CHANGING[name]);
    });

    it("should know no account of the deployer's", async () => {
      const contract = (await load())[name];
      const code = await ethers.provider.getCode(contract);
      const [deployer] = await ethers.getSigners();
      expect(code).to.not.include(deployer!.address.slice(2).toLowerCase());
      for (let slot = 0; slot < 8; slot++) {
        const word = await networkHelpers.getStorageAt(contract.target as string, slot);
        expect(word, `slot ${slot}`).to.not.include(deployer!.address.slice(2).toLowerCase());
      }
    });
  });
}

describe("what stands at Permit2's address on a dev chain", () => {
  it("should be code that needs no constructor: the same wherever it is deployed", async () => {
    const [first, second] = [
      await ethers.deployContract("SignatureTransfer"),
      await ethers.deployContract("SignatureTransfer"),
    ];
    expect(await ethers.provider.getCode(first)).to.equal(await ethers.provider.getCode(second));
    expect(await first.DOMAIN_SEPARATOR()).to.not.equal(await second.DOMAIN_SEPARATOR());
  });
});
