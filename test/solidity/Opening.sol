// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../../contracts/interfaces/IEscrow.sol";
import {Offer} from "../../contracts/types/Offer.sol";
import {Order, Purchase} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Vm} from "./TestBase.sol";
import {Paying} from "./Paying.sol";

/// @dev Orders opened alone and in carts, by every way to pay, or refused as the model says (I1, I7, I8, I11), and what a
/// seller does to their own offers.
abstract contract Opening is Paying {
    /// @dev One purchase of any offer a seller may sign, by its buyer's own call.
    function _open(uint256 a, uint256 b) internal {
        Wish[] memory wishes = new Wish[](1);
        wishes[0] = _wanted(a, b, people[BUYER + (a % 2)], currency(a >> 24));
        _buy(Pay(Way.Open, people[BUYER + (a % 2)], wishes, b));
    }

    /// @dev Up to five purchases at once, of any sellers; by a way that takes one token, seldom of two.
    function _cart(uint256 a, uint256 b) internal {
        Way way = Way(1 + (a % (WAYS - 1)));
        address buyer = people[BUYER + ((a >> 8) % 2)];
        Wish[] memory wishes = new Wish[](1 + ((a >> 16) % (_mixes(way) ? 5 : 3)));
        for (uint256 i; i < wishes.length; ++i) {
            uint256 x = uint256(keccak256(abi.encode(a, i)));
            // most often what the way takes
            uint256 money =
                _mixes(way) || x % 16 == 0
                    ? x >> 8
                    : way == Way.Authorization
                        ? 2
                        : 1 + ((a >> 24) % 2);
            // twice the same order
            if (i != 0 && (x >> 16) % 32 == 0) wishes[i] = wishes[i - 1];
            else wishes[i] = _wanted(x, uint256(keccak256(abi.encode(b, i))), buyer, currency(money));
        }
        _buy(Pay(way, buyer, wishes, b));
    }

    /// @dev The same offer and salt for another buyer or number of units: must be an order of its own (I7).
    function _twin(uint256 i, uint256 x) internal {
        if (orders.length == 0) return;
        Wish[] memory wishes = new Wish[](1);
        Order memory order = orders[i % orders.length];
        if (x % 2 == 0) order.buyer = order.buyer == people[0] ? people[1] : people[0];
        else order.units = (order.units % 3) + 1;
        (wishes[0].order, wishes[0].sound) = (order, order.buyer != order.offer.seller);
        _consent(wishes[0], x);
        _buy(Pay(Way.Open, order.buyer, wishes, x));
    }

    function _retire(uint256 who, uint256 what) internal {
        // seldom, or nothing could be sold in the end
        if (what % 8 != 0) return;
        address seller = people[SELLER + (who % 2)];
        bytes32 product = sku(1 + ((what / 8) % (SKUS - 1)));
        vm.prank(seller);
        escrow.retire(product);
        isRetired[seller][product] = true;
        note("retire");
    }

    function _raiseFloor(uint256 who, uint256 by) internal {
        address seller = people[SELLER + (who % 2)];
        uint64 to = floors[seller] + uint64(by % 2);
        vm.prank(seller);
        try escrow.raiseFloor(to) {
            require(to > floors[seller], "I8: the floor did not rise");
            floors[seller] = to;
            note("raise floor");
        } catch {
            require(to <= floors[seller], "a rising floor was refused");
        }
    }

    function _buy(Pay memory pay) internal {
        uint256 refused = _firstRefused(pay);
        bool paid = _mayPay(pay);
        bool may = paid && refused == pay.wishes.length;
        uint256[3] memory sums = _fund(pay);
        uint256[3] memory before;
        for (uint256 c; c < 3; ++c) before[c] = wealth(pay.buyer, currency(c));
        vm.recordLogs();
        (bool ok, bytes memory result) = _call(pay, sums);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        require(ok || !may, "a valid purchase was refused");
        require(may || !ok, "a purchase that must be refused went through");
        for (uint256 c; c < 3; ++c) {
            uint256 spent = before[c] - wealth(pay.buyer, currency(c));
            require(spent == (ok ? sums[c] : 0), "I1: the payment is not the total");
        }
        if (!ok) note("refused");
        // a run whose payment fails comes before the purchases behind it
        if (!ok && paid && pay.way != Way.Open) _checkIndex(pay, refused, result);
        if (!ok) return;
        _record(pay, logs);
        note(bytes32(uint256(pay.way) + 100));
    }

    /// @dev Index of the first purchase that the escrow must refuse, or their number.
    function _firstRefused(Pay memory pay) private view returns (uint256 i) {
        while (i < pay.wishes.length && _mayRecord(pay.wishes, i) && !_mixed(pay, i)) ++i;
    }

    /// @dev A cart's refusal names the purchase, so that the client can leave it out.
    function _checkIndex(Pay memory pay, uint256 refused, bytes memory reason) private {
        bytes32 selector = bytes4(reason);
        if (selector == IEscrow.MixedCurrencies.selector) require(_mixed(pay, refused), "not mixed");
        else require(selector == IEscrow.CartItem.selector, "a cart was refused without saying which item");
        uint256 index;
        assembly ("memory-safe") {
            index := mload(add(reason, 0x24))
        }
        require(index == refused, "another item of the cart was named");
        note("refused item");
    }

    /// @dev The orders as their logs tell them: from now on the model knows no others (I11).
    function _record(Pay memory pay, Vm.Log[] memory logs) private {
        uint256 found;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(escrow) || logs[i].topics[0] != IEscrow.Opened.selector) continue;
            Order memory order = _parse(logs[i]);
            Order memory wanted = pay.wishes[found++].order;
            require(keccak256(abi.encode(order)) == keccak256(abi.encode(wanted)), "I11: the log is not the order");
            require(logs[i].topics[1] == idOf(order), "I7: another id");
            _remember(order);
        }
        require(found == pay.wishes.length, "I11: an order without a log");
    }

    function _parse(Vm.Log memory log) private pure returns (Order memory order) {
        (order.offer, order.units, order.salt, order.referrer) = abi.decode(log.data, (Offer, uint32, uint64, address));
        require(order.offer.seller == address(uint160(uint256(log.topics[2]))), "I11: another seller");
        order.buyer = address(uint160(uint256(log.topics[3])));
    }

    function _remember(Order memory order) private {
        orders.push(order);
        ghosts.push(Ghost(Status.Funded, block.timestamp, false, 0, block.timestamp));
        held[order.offer.currency] += totalOf(order);
        uint256 ceiling = limit(order, 0, 32);
        if (ceiling != 0) {
            uint256 units = soldUnits[order.offer.seller][order.offer.sku] += order.units;
            require(units <= ceiling, "I8: more than the ceiling");
            note("counted");
        }
        note("open");
    }
}
