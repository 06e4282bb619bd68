// Ignition module: the contracts around the escrow that have no power over it. They take no parameters and have no owner.
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type {
  Future,
  IgnitionModuleBuilder,
  NamedArtifactContractDeploymentFuture,
} from "@nomicfoundation/ignition-core";
import Souk from "./Souk.ts";

type Escrow = NamedArtifactContractDeploymentFuture<"Escrow">;

/** One after the other, so that a dev chain's addresses follow from the order. */
export function deployPeriphery(m: IgnitionModuleBuilder, escrow: Escrow, after: Future[] = []) {
  const escrowLens = m.contract("EscrowLens", [escrow], { after });
  const arbitratorRegistry = m.contract("ArbitratorRegistry", [], { after: [escrowLens] });
  const sellerBond = m.contract("SellerBond", [escrow], { after: [arbitratorRegistry] });
  return { escrowLens, arbitratorRegistry, sellerBond };
}

export default buildModule("Periphery", (m) => deployPeriphery(m, m.useModule(Souk).escrow));
