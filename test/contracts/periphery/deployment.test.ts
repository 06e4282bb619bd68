// The Ignition modules put everything of a dev chain at the addresses that account 0's nonces give, wired to the escrow.
import { expect } from "chai";
import { getCreateAddress } from "ethers";
import { network } from "hardhat";
import Court from "../../../ignition/modules/Court.ts";
import DevChain from "../../../ignition/modules/DevChain.ts";
import Periphery from "../../../ignition/modules/Periphery.ts";

async function deployAll() {
  const { ethers, ignition } = await network.create();
  const [deployer] = await ethers.getSigners();
  return { ethers, ignition, deployer: deployer!, ...(await ignition.deploy(DevChain)) };
}

describe("deployment of the periphery on a dev chain", () => {
  it("should follow the order of account 0's nonces", async () => {
    const { deployer, ...made } = await deployAll();
    const order = [
      made.escrow,
      made.testDollar,
      made.oddDollar,
      made.escrowLens,
      made.arbitratorRegistry,
      made.sellerBond,
      made.localCourt,
      made.arbitratorAdapter,
      made.etherFeed,
      made.dollarFeed,
    ];
    expect(await Promise.all(order.map((contract) => contract.getAddress()))).to.deep.equal(
      order.map((_, nonce) => getCreateAddress({ from: deployer.address, nonce })),
    );
  });

  it("should wire lens, bond and adapter to the escrow, and the adapter to a court that account 0 judges", async () => {
    const { deployer, escrow, escrowLens, sellerBond, arbitratorAdapter, localCourt } = await deployAll();
    for (const contract of [escrowLens, sellerBond, arbitratorAdapter]) {
      expect(await contract.getFunction("escrow")()).to.equal(await escrow.getAddress());
    }
    expect(await arbitratorAdapter.getFunction("court")()).to.equal(await localCourt.getAddress());
    expect(await localCourt.getFunction("judge")()).to.equal(deployer.address);
  });

  it("should list an odd token whose transfers return nothing from the first block on", async () => {
    const { ethers, deployer, oddDollar } = await deployAll();
    const odd = await ethers.getContractAt("OddDollar", await oddDollar.getAddress());
    expect([await odd.name(), await odd.symbol(), await odd.decimals()]).to.deep.equal(["Odd Dollar", "tODD", 6n]);
    await odd.mint(deployer, 5n);
    const data = odd.interface.encodeFunctionData("transfer", [odd.target as string, 5n]);
    expect(await ethers.provider.call({ from: deployer.address, to: odd.target, data })).to.equal("0x");
  });

  it("should be deployed around an escrow without anything of the dev chain", async () => {
    const { ethers, ignition } = await network.create();
    const { escrowLens, sellerBond } = await ignition.deploy(Periphery);
    const escrow = await ethers.getContractAt("Escrow", await escrowLens.getFunction("escrow")());
    expect(await escrow.eip712Domain()).to.include("Souk Escrow");
    expect(await sellerBond.getFunction("escrow")()).to.equal(escrow.target);
  });

  it("should adapt a court that is there already, with its parameters", async () => {
    const { ethers, ignition, localCourt } = await deployAll();
    const court = await localCourt.getAddress();
    const parameters = {
      court,
      extraData: "0x0102",
      minRulingWindow: 20n * 86_400n,
      roundTime: 4n * 86_400n,
      metaEvidence: "/ipfs/meta.json",
    };
    const { arbitratorAdapter } = await ignition.deploy(Court, { parameters: { Court: parameters } });
    const adapter = await ethers.getContractAt("ArbitratorAdapter", await arbitratorAdapter.getAddress());
    expect(await adapter.court()).to.equal(court);
    expect(await adapter.extraData()).to.equal(parameters.extraData);
    expect(await adapter.minRulingWindow()).to.equal(parameters.minRulingWindow);
    const [published] = await adapter.queryFilter(adapter.filters.MetaEvidence());
    expect(published!.args).to.deep.equal([0n, parameters.metaEvidence]);
  });
});
