// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Calls} from "./Calls.sol";

/// @dev How an order can go on and must be able to end: tried, and taken back.
abstract contract Endings is Calls {
    /// @notice I6: of the calls that lead on, exactly one is possible.
    function exclusive(uint256 i) public {
        if (orders.length == 0) return;
        i = i % orders.length;
        Order memory order = orders[i];
        Status status = ghosts[i].status;
        if (status == Status.Funded) {
            bool ship = _can(i, order.offer.seller, Call.Ship, 0);
            require(ship != _can(i, people[STRANGER], Call.Cancel, 0), "I6: funded");
        } else if (status == Status.Shipped) {
            bool dispute = _can(i, order.buyer, Call.Dispute, 0);
            bool claim = _can(i, people[STRANGER], Call.Claim, 0);
            if (order.offer.arbitrator != address(0)) require(dispute != claim, "I6: shipped");
            else require(!dispute && claim == block.timestamp > _end(i), "I6: unarbitrated");
        } else if (status == Status.Disputed) {
            uint256 possible = _can(i, people[ARBITRATOR], Call.Rule, 0) ? 1 : 0;
            if (_can(i, people[SECOND], Call.Rule, 0)) ++possible;
            if (_can(i, people[STRANGER], Call.Expire, 0)) ++possible;
            require(possible == 1, "I6: disputed");
        }
    }

    /// @notice I5, I11: whatever the payees do, a stranger closes every open order without the arbitrator, as soon as its
    /// time has come and never after its maximum life.
    function abandon() external {
        uint256 time = block.timestamp;
        uint256 before = vm.snapshotState();
        for (uint256 i; i < orders.length; ++i) if (isOpen(ghosts[i].status)) _abandon(i, time);
        vm.revertToState(before);
    }

    function _abandon(uint256 i, uint256 time) private {
        Status status = ghosts[i].status;
        uint256 end = _closable(i);
        require(end <= ghosts[i].opened + _maximumLife(orders[i]) + 1, "I11: an order outlives its maximum");
        Call call =
            status == Status.Funded
                ? Call.Cancel
                : status == Status.Shipped
                    ? Call.Claim
                    : Call.Expire;
        vm.warp(time > end ? time : end);
        require(_make(i, people[STRANGER], call, 0), "I11: nobody can close an abandoned order");
    }

    /// @dev As IEscrow states it.
    function _maximumLife(Order memory order) internal pure returns (uint256) {
        uint256 rulings =
            order.offer.arbitrator == address(0)
                ? 0
                : order.offer.fallbackArbitrator == address(0)
                    ? 1
                    : 2;
        return shipWindow(order) + 180 days + inspectionWindow(order) + 180 days + rulings * rulingWindow(order);
    }
}
