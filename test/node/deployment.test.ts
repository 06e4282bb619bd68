// docs/deployment.md as it is written, on a dev chain that calls itself Sepolia: key and URL from variables, create2, the same addresses.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { Wallet, parseEther, toQuantity } from "ethers";
import hre from "hardhat";
import Souk from "../../ignition/modules/Souk.ts";
import { DEV_CHAIN_ID, type Deployment, deploymentOf } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { deploymentFaults } from "../../scripts/deployment/faults.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { temporaryFolder } from "../support/folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SEPOLIA = 11_155_111;
/** Public chains have it; Ignition itself puts it on local ones. */
const CREATE_X = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

describe("deployment to a public chain", () => {
  const deploymentId = `test-${process.pid}`;
  const folder = path.join(ROOT, "ignition/deployments", deploymentId);
  const home = temporaryFolder();
  const deployer = Wallet.createRandom();
  let chain: DevChain;
  /** Of the escrow that Ignition deployed by create2 on a local chain, from another account. */
  let expected: string;

  before(async () => {
    const local = await hre.network.create();
    const { escrow } = await local.ignition.deploy(Souk, { strategy: "create2" });
    expected = (await escrow.getAddress()).toLowerCase();
    const factory = await local.provider.request({ method: "eth_getCode", params: [CREATE_X, "latest"] });
    await local.close();
    chain = await startDevChain({ bare: true, chainId: SEPOLIA });
    await chain.request("hardhat_setCode", [CREATE_X, factory]);
    // Ignition waits for confirmations, as on any public chain.
    await chain.request("evm_setIntervalMining", [100]);
    await chain.request("hardhat_setBalance", [deployer.address, toQuantity(parseEther("1"))]);
  });
  after(async () => {
    await chain?.stop();
    for (const made of [folder, home]) await rm(made, { recursive: true, force: true });
  });

  async function deploy(variables: Record<string, string>): Promise<[number, string]> {
    const { SEPOLIA_RPC_URL: _, DEPLOYER_KEY: __, ...env } = process.env;
    const command = ["run", "--silent", "deploy", "--", "--network", "sepolia", "--deployment-id", deploymentId];
    const child = spawn("npm", command, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      // A keystore of whoever runs the tests must not be asked.
      env: { ...env, HOME: home, XDG_CONFIG_HOME: home, HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: "true", ...variables },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += String(text)));
    const status = await new Promise<number>((resolve) => child.on("close", resolve));
    return [status, said];
  }

  it("should put escrow and periphery at the addresses that the code alone gives", async () => {
    const [status, said] = await deploy({ SEPOLIA_RPC_URL: chain.url, DEPLOYER_KEY: deployer.privateKey });
    assert.equal(status, 0, said);
    const file = path.join(folder, "deployed_addresses.json");
    const addresses = JSON.parse(await readFile(file, "utf8")) as Record<string, Address>;
    const at = (future: string) => addresses[future]!.toLowerCase() as Address;
    assert.equal(at("Souk#Escrow"), expected);

    const entry: Deployment = {
      ...deploymentOf(DEV_CHAIN_ID)!,
      feeds: [],
      chainId: SEPOLIA,
      escrow: at("Souk#Escrow"),
      contracts: {
        lens: at("Periphery#EscrowLens"),
        registry: at("Periphery#ArbitratorRegistry"),
        sellerBond: at("Periphery#SellerBond"),
        permit2: null,
        multicall: null,
        adapters: [],
      },
      currencies: [],
    };
    assert.deepEqual(await deploymentFaults(chain.request, entry), []);
  });

  it("should say which variable is missing, and touch nothing", async () => {
    const sent = () => chain.request("eth_getTransactionCount", [deployer.address, "latest"]);
    const earlier = await sent();
    const [status, said] = await deploy({ SEPOLIA_RPC_URL: chain.url });
    assert.notEqual(status, 0);
    assert.match(said, /DEPLOYER_KEY/);
    assert.equal(await sent(), earlier);
  });
});
