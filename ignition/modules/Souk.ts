// Ignition module: the escrow. It takes no arguments and has no owner, so a deployment needs no further step.
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

export default buildModule("Souk", (m) => ({ escrow: m.contract("Escrow") }));
