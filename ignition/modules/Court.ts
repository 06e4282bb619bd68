// Ignition module: an adapter for a court that the chain has (ERC-792, like Kleros). Once per court and set of parameters.
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import Souk from "./Souk.ts";

export default buildModule("Court", (m) => {
  const { escrow } = m.useModule(Souk);
  const arbitratorAdapter = m.contract("ArbitratorAdapter", [
    escrow,
    m.getParameter<string>("court"),
    m.getParameter<string>("extraData"),
    m.getParameter<bigint>("minRulingWindow"),
    m.getParameter<bigint>("roundTime"),
    m.getParameter<string>("metaEvidence"),
  ]);
  return { arbitratorAdapter };
});
