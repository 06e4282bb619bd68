// Deployment by create2, as on a public chain: the code decides the address, and neither the deployer nor the chain does.
import { expect } from "chai";
import { AbiCoder, Interface, ZeroHash, concat, getCreate2Address, keccak256 } from "ethers";
import hre from "hardhat";
import type { Escrow } from "../../types/ethers-contracts/index.ts";
import Periphery from "../../ignition/modules/Periphery.ts";
import Souk from "../../ignition/modules/Souk.ts";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import { Status, createStage } from "./support/trade.ts";

/** The factory that Ignition's strategy calls, at the same address on every chain that has it. */
const CREATE_X = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

type Stage = Awaited<ReturnType<typeof createStage>>;

describe("deployment by create2", () => {
  /** By CreateX's rule: a salt that names nobody is hashed first. */
  async function predicted(contract: string, ...constructorArguments: string[]): Promise<string> {
    const { salt } = hre.config.ignition.strategyConfig!.create2!;
    const { abi, bytecode } = await hre.artifacts.readArtifact(contract);
    const initCode = concat([bytecode, new Interface(abi).encodeDeploy(constructorArguments)]);
    const hashed = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32"], [salt]));
    return getCreate2Address(CREATE_X, hashed, keccak256(initCode));
  }

  /** `from` is the deploying account's place. */
  async function deploy({ ethers, connection }: Stage, from: number): Promise<Escrow> {
    const defaultSender = (await ethers.getSigners())[from]!.address;
    const { escrow } = await connection.ignition.deploy(Souk, { strategy: "create2", defaultSender });
    return escrow as unknown as Escrow;
  }

  it("should put the escrow where its code alone says, whoever deploys it", async () => {
    const expected = await predicted("Escrow");
    for (const from of [0, 7]) expect((await deploy(await createStage(), from)).target).to.equal(expected);
  });

  it("should put the periphery where its code and the escrow's address say", async () => {
    const { connection } = await createStage();
    const made = await connection.ignition.deploy(Periphery, { strategy: "create2" });
    const escrow = await predicted("Escrow");
    const expected = {
      escrowLens: await predicted("EscrowLens", escrow),
      arbitratorRegistry: await predicted("ArbitratorRegistry"),
      sellerBond: await predicted("SellerBond", escrow),
    };
    const addresses = Object.entries(made).map(
      async ([name, contract]) => [name, await contract.getAddress()] as const,
    );
    expect(Object.fromEntries(await Promise.all(addresses))).to.deep.equal(expected);
  });

  it("should give the code that nodes know by its hash", async () => {
    const stage = await createStage();
    const code = await stage.ethers.provider.getCode(await deploy(stage, 3));
    expect(keccak256(code)).to.equal(deploymentOf(DEV_CHAIN_ID)!.codeHash);
  });

  it("should give an escrow that trades, under signatures for its own address", async () => {
    const stage = await createStage();
    const people = await stage.load();
    const escrow = await deploy(stage, 0);
    const trade = stage.createTrade(escrow, people.token, people);
    const deal = await trade.reach("shipped", "coin");
    const confirm = () => escrow.connect(trade.buyer).confirm(deal.order, ZeroHash, 0);
    await trade.expectPayout(deal, confirm, { seller: deal.total });
    expect(await trade.statusOf(deal)).to.equal(Status.Released);
  });
});
