// The Ignition modules put escrow and test dollar where the address book says.
import { expect } from "chai";
import { network } from "hardhat";
import { getAddress } from "ethers";
import DevChain from "../../ignition/modules/DevChain.ts";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";

describe("deployment on a dev chain", () => {
  it("should give the addresses of protocol/deployments.ts", async () => {
    const { ethers, ignition } = await network.create();
    const { escrow, testDollar } = await ignition.deploy(DevChain);
    const book = deploymentOf(DEV_CHAIN_ID)!;
    const dollar = book.currencies.find(({ symbol }) => symbol === "tUSD")!;
    expect(await escrow.getAddress()).to.equal(getAddress(book.escrow));
    expect(await testDollar.getAddress()).to.equal(getAddress(dollar.address));
    const token = await ethers.getContractAt("TestDollar", dollar.address);
    expect([await token.name(), await token.symbol(), Number(await token.decimals())]).to.deep.equal([
      dollar.name,
      dollar.symbol,
      dollar.decimals,
    ]);
  });
});
