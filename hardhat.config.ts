// Compiler, networks and contract tests. The node reads its configuration elsewhere (node/config.ts).
import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatIgnitionEthers from "@nomicfoundation/hardhat-ignition-ethers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import { configVariable, defineConfig } from "hardhat/config";

process.env.HARDHAT_DISABLE_TELEMETRY ??= "true";

// The compiler is the solc npm package: `path` makes Hardhat use it as it is and fetch nothing.
const solc = { version: "0.8.37", path: createRequire(import.meta.url).resolve("solc/soljson.js") };
// One profile everywhere and no metadata hash: the same sources give the same runtime code, whose hash nodes check.
const settings = {
  evmVersion: "osaka",
  optimizer: { enabled: true, runs: 3_000 },
  metadata: { bytecodeHash: "none" },
};
// The IR pipeline saves the escrow 2 to 4 % of gas in each call and costs seconds to compile: only what users call pays them.
const profile = {
  // Ignition builds by "production", whose default is file by file: files of types alone then leave build infos that no dev
  // chain can read.
  isolated: false,
  compilers: [{ ...solc, settings }],
  overrides: { "contracts/Escrow.sol": { ...solc, settings: { ...settings, viaIR: true } } },
};

/** URL and key come from the keystore or the environment when the network is used, and from nowhere else. */
const publicChain = (name: string, chainId: number, chainType: "l1" | "op") => ({
  type: "http" as const,
  chainId,
  chainType,
  url: configVariable(`${name}_RPC_URL`),
  accounts: [configVariable("DEPLOYER_KEY")],
});
/** How much the fuzzer tries: in CI, in `npm run test:contracts:long`, and per mutant. */
const efforts = {
  ci: { runs: 500, walks: 64, depth: 128 },
  long: { runs: 5_000, walks: 640, depth: 500 },
  mutant: { runs: 100, walks: 16, depth: 128 },
};
const effort = efforts[(process.env.FUZZ_EFFORT ?? "ci") as keyof typeof efforts];

export default defineConfig({
  plugins: [
    hardhatEthers,
    hardhatChaiMatchers,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatIgnitionEthers,
    hardhatTypechain,
    hardhatVerify,
    hardhatKeystore,
    // Hide compiler warnings that point into node_modules.
    {
      id: "quiet-dependencies",
      hookHandlers: {
        solidity: async () => ({
          default: async () => ({
            async getCompilationJobErrors(context, job, output, next) {
              const all = await next(context, job, output);
              return all.filter(
                (e) => e.severity === "error" || !/--> (\.\/)?node_modules\//.test(e.formattedMessage ?? ""),
              );
            },
          }),
        }),
      },
    },
  ],
  paths: { tests: { mocha: "./test/contracts", solidity: "./test/solidity" } },
  solidity: { profiles: { default: profile, production: profile } },
  typechain: { tsNocheck: true },
  test: {
    solidity: {
      fuzz: { runs: effort.runs, seed: process.env.FUZZ_SEED ?? "0x5eed" },
      invariant: { runs: effort.walks, depth: effort.depth, failOnRevert: true },
    },
  },
  networks: {
    localhost: { type: "http", url: process.env.RPC_URL ?? "http://127.0.0.1:8545" },
    sepolia: publicChain("SEPOLIA", 11_155_111, "l1"),
    baseSepolia: publicChain("BASE_SEPOLIA", 84_532, "op"),
    optimismSepolia: publicChain("OPTIMISM_SEPOLIA", 11_155_420, "op"),
  },
  // keccak256("souk 1"). CreateX hashes it, so the same code gets the same address on every chain, whoever deploys it.
  ignition: {
    strategyConfig: {
      create2: { salt: "0xa2280974410a926191d1c4cefb257dcac02f73af9baed6f5877630a4a014382e" },
    },
  },
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
});
