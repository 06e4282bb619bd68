// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "../interfaces/IArbitrable.sol";
import {IArbitrator} from "../interfaces/IArbitrator.sol";

/// @notice The court of the development chain (ERC-792): one judge, fixed costs, appeals to the same judge.
/// @dev As in Kleros, appeals come through the contract that asked, and a ruling is final once its period went by and
/// anybody executed it.
contract LocalCourt is IArbitrator {
    struct Case {
        IArbitrable arbitrable;
        uint256 choices;
        DisputeStatus status;
        uint256 ruling;
        /// last second of the appeal period
        uint256 appealUntil;
    }

    address public immutable judge;
    uint256 private immutable _COST;
    uint256 private immutable _APPEAL_COST;
    uint256 public immutable appealWindow;

    Case[] private _cases;

    error NotTheJudge(address caller, address judge);
    error NotTheArbitrable(address caller, address arbitrable);
    error UnknownDispute(uint256 disputeId, uint256 count);
    error WrongStatus(uint256 disputeId, DisputeStatus actual, DisputeStatus expected);
    error FeeNotMet(uint256 cost, uint256 received);
    error UnknownRuling(uint256 ruling, uint256 choices);
    error AppealOver(uint256 notAfter, uint256 time);
    error AppealRunning(uint256 notBefore, uint256 time);
    error NotSent(address to, uint256 amount);

    constructor(address judge_, uint256 cost, uint256 appealCost_, uint256 appealWindow_) {
        (judge, _COST, _APPEAL_COST, appealWindow) = (judge_, cost, appealCost_, appealWindow_);
    }

    /// @inheritdoc IArbitrator
    function createDispute(uint256 choices, bytes calldata extraData) external payable returns (uint256 disputeId) {
        _checkFee(arbitrationCost(extraData));
        disputeId = _cases.length;
        IArbitrable arbitrable = IArbitrable(msg.sender);
        _cases.push(Case(arbitrable, choices, DisputeStatus.Waiting, 0, 0));
        emit DisputeCreation(disputeId, arbitrable);
    }

    /// @notice The judge decides, for the first time or after an appeal.
    function giveRuling(uint256 disputeId, uint256 ruling) external {
        if (msg.sender != judge) revert NotTheJudge(msg.sender, judge);
        Case storage pending = _case(disputeId, DisputeStatus.Waiting);
        if (ruling > pending.choices) revert UnknownRuling(ruling, pending.choices);
        (pending.status, pending.ruling) = (DisputeStatus.Appealable, ruling);
        pending.appealUntil = block.timestamp + appealWindow;
        emit AppealPossible(disputeId, pending.arbitrable);
    }

    /// @inheritdoc IArbitrator
    function appeal(uint256 disputeId, bytes calldata extraData) external payable {
        Case storage ruled = _case(disputeId, DisputeStatus.Appealable);
        if (msg.sender != address(ruled.arbitrable)) revert NotTheArbitrable(msg.sender, address(ruled.arbitrable));
        if (block.timestamp > ruled.appealUntil) revert AppealOver(ruled.appealUntil, block.timestamp);
        _checkFee(appealCost(disputeId, extraData));
        ruled.status = DisputeStatus.Waiting;
        emit AppealDecision(disputeId, ruled.arbitrable);
    }

    /// @notice Anyone makes a ruling final after its appeal period, and hands it to the contract that asked.
    function executeRuling(uint256 disputeId) external {
        Case storage ruled = _case(disputeId, DisputeStatus.Appealable);
        if (block.timestamp <= ruled.appealUntil) revert AppealRunning(ruled.appealUntil + 1, block.timestamp);
        ruled.status = DisputeStatus.Solved;
        ruled.arbitrable.rule(disputeId, ruled.ruling);
    }

    /// @notice Sends all fees to the judge.
    function collectFees() external {
        uint256 amount = address(this).balance;
        (bool sent, ) = judge.call{value: amount}("");
        if (!sent) revert NotSent(judge, amount);
    }

    /// @inheritdoc IArbitrator
    function arbitrationCost(bytes calldata) public view returns (uint256 cost) {
        return _COST;
    }

    /// @inheritdoc IArbitrator
    function appealCost(uint256, bytes calldata) public view returns (uint256 cost) {
        return _APPEAL_COST;
    }

    /// @inheritdoc IArbitrator
    function appealPeriod(uint256 disputeId) external view returns (uint256 start, uint256 end) {
        Case storage known = _known(disputeId);
        if (known.status == DisputeStatus.Appealable) {
            (start, end) = (known.appealUntil - appealWindow, known.appealUntil);
        }
    }

    /// @inheritdoc IArbitrator
    function disputeStatus(uint256 disputeId) external view returns (DisputeStatus status) {
        return _known(disputeId).status;
    }

    /// @inheritdoc IArbitrator
    function currentRuling(uint256 disputeId) external view returns (uint256 ruling) {
        return _known(disputeId).ruling;
    }

    function _case(uint256 disputeId, DisputeStatus expected) private view returns (Case storage found) {
        found = _known(disputeId);
        if (found.status != expected) revert WrongStatus(disputeId, found.status, expected);
    }

    function _known(uint256 disputeId) private view returns (Case storage) {
        if (disputeId >= _cases.length) revert UnknownDispute(disputeId, _cases.length);
        return _cases[disputeId];
    }

    function _checkFee(uint256 cost) private view {
        if (msg.value < cost) revert FeeNotMet(cost, msg.value);
    }
}
