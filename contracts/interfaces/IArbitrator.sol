// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IArbitrable} from "./IArbitrable.sol";

/// @notice A court as ERC-792 has it: it is paid for a dispute, may be paid again for an appeal, and calls `rule` of the
/// contract that asked once its decision is final.
interface IArbitrator {
    enum DisputeStatus {
        /// nobody ruled yet, or an appeal was paid
        Waiting,
        /// there is a ruling that may still be appealed
        Appealable,
        /// the ruling is final
        Solved
    }

    event DisputeCreation(uint256 indexed disputeId, IArbitrable indexed arbitrable);
    event AppealPossible(uint256 indexed disputeId, IArbitrable indexed arbitrable);
    event AppealDecision(uint256 indexed disputeId, IArbitrable indexed arbitrable);

    /// @notice Asks for a ruling 1 … `choices`, or 0 for "refused to decide". At least `arbitrationCost` comes with it.
    function createDispute(uint256 choices, bytes calldata extraData) external payable returns (uint256 disputeId);

    /// @notice Pays for another round, within the appeal period. At least `appealCost` comes with it.
    function appeal(uint256 disputeId, bytes calldata extraData) external payable;

    /// @return cost in wei of the chain's coin.
    function arbitrationCost(bytes calldata extraData) external view returns (uint256 cost);

    /// @return cost in wei of the chain's coin.
    function appealCost(uint256 disputeId, bytes calldata extraData) external view returns (uint256 cost);

    /// @return start and `end` in unix seconds, both zero if there is no appeal.
    function appealPeriod(uint256 disputeId) external view returns (uint256 start, uint256 end);

    function disputeStatus(uint256 disputeId) external view returns (DisputeStatus status);

    /// @return ruling that was given, or will be if nobody appeals.
    function currentRuling(uint256 disputeId) external view returns (uint256 ruling);
}
