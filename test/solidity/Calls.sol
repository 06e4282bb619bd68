// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Market} from "./Market.sol";

/// @dev The calls of an order's life: how each is made, and who may make it when, as the model knows.
abstract contract Calls is Market {
    /// @dev A fuzzer may call `attempt` too, from any address.
    bool private _trying;

    enum Call {
        Ship,
        Confirm,
        Cancel,
        Claim,
        Dispute,
        Rule,
        Pass,
        Expire
    }

    function _make(Order memory order, address caller, Call call, uint256 share) internal returns (bool ok) {
        bytes memory data;
        if (call == Call.Ship) data = abi.encodeCall(escrow.ship, (order, bytes32(share)));
        else if (call == Call.Confirm) data = abi.encodeCall(escrow.confirm, (order, bytes32(share), uint8(share % 6)));
        else if (call == Call.Cancel) data = abi.encodeCall(escrow.cancel, (order));
        else if (call == Call.Claim) data = abi.encodeCall(escrow.claim, (order));
        else if (call == Call.Dispute) data = abi.encodeCall(escrow.dispute, (order, bytes32(share)));
        else if (call == Call.Rule) data = abi.encodeCall(escrow.rule, (order, uint16(share)));
        else if (call == Call.Pass) data = abi.encodeCall(escrow.pass, (order));
        else data = abi.encodeCall(escrow.expire, (order));
        vm.prank(caller);
        (ok, ) = address(escrow).call(data);
    }

    /// @dev The table of contracts.md, written a second time.
    function _allowed(uint256 i, address caller, Call call) internal view returns (bool) {
        Order memory order = orders[i];
        Ghost memory ghost = ghosts[i];
        Status status = ghost.status;
        if (call == Call.Confirm) return caller == order.buyer && isOpen(status);
        if (call == Call.Cancel && caller == order.offer.seller) return isOpen(status);
        if (status == Status.Funded) {
            bool late = block.timestamp > ghost.since + shipWindow(order);
            return call == Call.Cancel ? late : call == Call.Ship && caller == order.offer.seller && !late;
        }
        if (status == Status.Shipped) {
            bool late = block.timestamp > ghost.since + inspectionWindow(order);
            if (call == Call.Claim) return late;
            return call == Call.Dispute && caller == order.buyer && !late && order.offer.arbitrator != address(0);
        }
        if (status != Status.Disputed) return false;
        address ruler = _rulerOf(i);
        if (call == Call.Rule) return ruler != address(0) && caller == ruler;
        if (call == Call.Expire) return ruler == address(0);
        return
            call == Call.Pass &&
            ruler == order.offer.arbitrator &&
            caller == ruler &&
            order.offer.fallbackArbitrator != address(0);
    }

    /// @dev Whose the disputed order is to rule now; zero after all windows.
    function _rulerOf(uint256 i) private view returns (address) {
        Order memory order = orders[i];
        uint256 windows = (block.timestamp - ghosts[i].since + rulingWindow(order) - 1) / rulingWindow(order);
        if (ghosts[i].passed) return windows <= 1 ? order.offer.fallbackArbitrator : address(0);
        if (windows <= 1) return order.offer.arbitrator;
        return windows == 2 ? order.offer.fallbackArbitrator : address(0);
    }

    function _window(uint256 i) internal view returns (uint256) {
        if (ghosts[i].status == Status.Funded) return shipWindow(orders[i]);
        return ghosts[i].status == Status.Shipped ? inspectionWindow(orders[i]) : rulingWindow(orders[i]);
    }

    // ---- I6: of the calls that lead on, exactly one is possible

    /// @dev Tries calls and takes them back.
    function exclusive(uint256 i) public {
        if (orders.length == 0) return;
        i = i % orders.length;
        Order memory order = orders[i];
        Status status = ghosts[i].status;
        if (status == Status.Funded) {
            require(_can(i, order.offer.seller, Call.Ship) != _can(i, people[7], Call.Cancel), "I6: funded");
        } else if (status == Status.Shipped) {
            bool dispute = _can(i, order.buyer, Call.Dispute);
            bool claim = _can(i, people[7], Call.Claim);
            if (order.offer.arbitrator != address(0)) require(dispute != claim, "I6: shipped");
            else require(!dispute && claim == block.timestamp > ghosts[i].since + _window(i), "I6: unarbitrated");
        } else if (status == Status.Disputed) {
            uint256 possible = _can(i, people[ARBITRATOR], Call.Rule) ? 1 : 0;
            if (_can(i, people[SECOND], Call.Rule)) ++possible;
            if (_can(i, people[7], Call.Expire)) ++possible;
            require(possible == 1, "I6: disputed");
        }
    }

    /// @dev For `_can` alone. Always reverts, with "yes" if the call went through.
    function attempt(uint256 i, address caller, uint8 call) external {
        if (!_trying) return;
        bool ok = _make(orders[i], caller, Call(call), 0);
        revert(ok ? "yes" : "no");
    }

    function _can(uint256 i, address caller, Call call) private returns (bool) {
        _trying = true;
        try this.attempt(i, caller, uint8(call)) {
            return false;
        } catch Error(string memory answer) {
            _trying = false;
            return keccak256(bytes(answer)) == keccak256("yes");
        }
    }
}
