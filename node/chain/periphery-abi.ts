// What a node uses of ISellerBond and IArbitratorRegistry, and how they refuse (test/protocol/artifacts compares it with both).
import { Interface } from "ethers";

export const PERIPHERY = new Interface([
  "function lock(address account) payable",
  "function requestWithdrawal(uint256 amount)",
  "function withdraw(address to)",
  "function bondOf(address account) view returns (tuple(uint256 locked, uint256 leaving, uint40 availableAt))",
  "function publish(uint16 feeBps, bool consents, bytes32 page, string languages)",
  "function profileOf(address arbitrator) view returns (tuple(address arbitrator, uint16 feeBps, bool consents, uint40 since, bytes32 page, string languages))",
  "error NothingToLock(address account, uint256 amount)",
  "error NotLocked(address account, uint256 amount, uint256 locked)",
  "error NothingLeaving(address account)",
  "error StillBonded(uint256 notBefore, uint256 time)",
  "error InvalidRecipient(address to)",
  "error NotSent(address to, uint256 amount)",
  "error OutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max)",
  "error NotListed(address arbitrator)",
]);
