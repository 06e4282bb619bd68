// Ignition module: the test stablecoin of a development chain. Never deployed elsewhere: anyone may mint it.
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export default buildModule("DevTokens", (m) => ({ testDollar: m.contract("TestDollar") }));
