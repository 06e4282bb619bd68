// The project's configuration with marks for branches in the contracts: only `npm run coverage:contracts` uses it.
import config from "../../hardhat.config.ts";
import branchCoverage from "./plugin.ts";

export default {
  ...config,
  plugins: [...(config.plugins ?? []), branchCoverage],
  // code with marks must not be taken for the real one
  paths: { ...config.paths, artifacts: "./coverage/artifacts", cache: "./coverage/cache" },
  coverage: { skipFiles: ["contracts/mocks/**"] },
};
