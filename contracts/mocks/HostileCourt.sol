// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "../interfaces/IArbitrable.sol";
import {IArbitrator} from "../interfaces/IArbitrator.sol";

/// @notice A court that misbehaves towards the contract that asks it, one way at a time. It rules whatever it is told to.
contract HostileCourt is IArbitrator {
    enum Manner {
        Honest,
        /// takes no dispute and no appeal
        Refuse,
        /// asks for one wei more than it said
        RaiseCost,
        /// calls the asking contract with `payload` before it answers
        Reenter,
        /// rules while the dispute is being created
        RuleAtOnce,
        /// gives every dispute the number 7
        OneNumber,
        /// sends a wei back
        GiveChange
    }

    uint256 public constant COST = 1_000;

    Manner public manner;
    bytes public payload;
    bool public succeeded;
    bytes public result;
    uint256 private _count = 7;

    error NotThisTime(Manner manner);

    receive() external payable {}

    function behave(Manner manner_, bytes calldata payload_) external {
        (manner, payload) = (manner_, payload_);
        (succeeded, result) = (false, "");
    }

    function give(IArbitrable arbitrable, uint256 disputeId, uint256 ruling) external {
        arbitrable.rule(disputeId, ruling);
    }

    /// @dev For being paid for a request, like anybody else.
    function execute(address to, uint256 value, bytes calldata data) external {
        (bool ok, bytes memory returned) = to.call{value: value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(returned, 0x20), mload(returned))
        }
    }

    function createDispute(uint256, bytes calldata) external payable returns (uint256 disputeId) {
        disputeId = manner == Manner.OneNumber ? 7 : _count++;
        _behave(disputeId);
    }

    function appeal(uint256 disputeId, bytes calldata) external payable {
        _behave(disputeId);
    }

    function arbitrationCost(bytes calldata) external pure returns (uint256) {
        return COST;
    }

    function appealCost(uint256, bytes calldata) external pure returns (uint256) {
        return COST;
    }

    function appealPeriod(uint256) external pure returns (uint256 start, uint256 end) {
        return (0, 0);
    }

    function disputeStatus(uint256) external pure returns (DisputeStatus) {
        return DisputeStatus.Waiting;
    }

    function currentRuling(uint256) external pure returns (uint256) {
        return 0;
    }

    function _behave(uint256 disputeId) private {
        if (manner == Manner.Refuse) revert NotThisTime(manner);
        if (manner == Manner.RaiseCost && msg.value < COST + 1) revert NotThisTime(manner);
        if (manner == Manner.RuleAtOnce) IArbitrable(msg.sender).rule(disputeId, 1);
        if (manner == Manner.Reenter) (succeeded, result) = msg.sender.call(payload);
        if (manner == Manner.GiveChange) {
            (bool ok, ) = msg.sender.call{value: 1}("");
            if (!ok) revert NotThisTime(manner);
        }
    }
}
