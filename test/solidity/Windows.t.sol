// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Release, Settlement} from "../../contracts/types/Consent.sol";
import {Limits} from "../../contracts/types/Limits.sol";
import {Offer} from "../../contracts/types/Offer.sol";
import {Order, Purchase} from "../../contracts/types/Order.sol";
import {Endings} from "./Endings.sol";

/// @notice Every window and deadline at its last second, the one before and the one after, for any lengths and
/// extensions (I4, I5, I6, I11).
contract Windows is Endings {
    /// Any words; {_given} brings them into their ranges.
    struct Lengths {
        uint32 ship;
        uint32 inspection;
        uint32 ruling;
        uint32 shipExtension;
        uint32 inspectionExtension;
    }

    Order private _order;
    uint256 private _opened;

    function test_I6_ship_or_cancel(Lengths memory l) public {
        _given(l, 2);
        _extend(_order.buyer, l.shipExtension);
        uint256 end = _opened + l.ship + l.shipExtension;
        for (uint256 time = end - 1; time <= end + 1; ++time) {
            vm.warp(time);
            require(_may(people[SELLER], abi.encodeCall(escrow.ship, (_order, 0))) == time <= end, "ship");
            require(_may(people[STRANGER], abi.encodeCall(escrow.cancel, (_order))) == time > end, "cancel");
            require(_mayExtend(people[BUYER], l.shipExtension) == time <= end, "extend");
        }
    }

    function test_I6_dispute_or_claim(Lengths memory l) public {
        _given(l, 1);
        uint256 end = _shipped(l) + l.inspection + l.inspectionExtension;
        for (uint256 time = end - 1; time <= end + 1; ++time) {
            vm.warp(time);
            require(_may(people[BUYER], abi.encodeCall(escrow.dispute, (_order, 0))) == time <= end, "dispute");
            require(_may(people[STRANGER], abi.encodeCall(escrow.claim, (_order))) == time > end, "claim");
            require(_mayExtend(people[SELLER], l.inspectionExtension) == time <= end, "extend");
        }
    }

    function test_I6_claim_without_arbitrator(Lengths memory l) public {
        _given(l, 0);
        uint256 end = _shipped(l) + l.inspection + l.inspectionExtension;
        for (uint256 time = end - 1; time <= end + 1; ++time) {
            vm.warp(time);
            require(!_may(people[BUYER], abi.encodeCall(escrow.dispute, (_order, 0))), "dispute");
            require(_may(people[STRANGER], abi.encodeCall(escrow.claim, (_order))) == time > end, "claim");
        }
    }

    function test_I6_rule_or_expire(Lengths memory l) public {
        _given(l, 1);
        uint256 end = _disputed(l) + l.ruling;
        for (uint256 time = end - 1; time <= end + 1; ++time) _checkRulers(time, time <= end, false);
    }

    function test_I6_rule_fallback_or_expire(Lengths memory l) public {
        _given(l, 2);
        uint256 first = _disputed(l) + l.ruling;
        for (uint256 time = first - 1; time <= first + 1; ++time) {
            _checkRulers(time, time <= first, time > first);
            require(_may(people[ARBITRATOR], abi.encodeCall(escrow.pass, (_order))) == time <= first, "pass");
        }
        uint256 end = first + l.ruling;
        for (uint256 time = end - 1; time <= end + 1; ++time) _checkRulers(time, false, time <= end);
    }

    function test_I6_passed_rule_or_expire(Lengths memory l, uint32 after_) public {
        _given(l, 2);
        uint256 passed = _disputed(l) + (after_ % (uint256(l.ruling) + 1));
        vm.warp(passed);
        _call(people[ARBITRATOR], abi.encodeCall(escrow.pass, (_order)));
        _checkRulers(passed, false, true);
        uint256 end = passed + l.ruling;
        for (uint256 time = end - 1; time <= end + 1; ++time) _checkRulers(time, false, time <= end);
    }

    /// @notice Longer than before, by 180 days in total at most.
    function test_I4_extension(Lengths memory l, uint32 more) public {
        _given(l, 2);
        _extend(_order.buyer, l.shipExtension);
        more = more % (200 days);
        bool may = more > l.shipExtension && more <= 180 days;
        require(_may(people[BUYER], abi.encodeCall(escrow.extend, (_order, more))) == may, "any");
        require(!_may(people[BUYER], abi.encodeCall(escrow.extend, (_order, l.shipExtension))), "the same");
        require(_mayExtend(people[BUYER], l.shipExtension), "one second more");
        require(!_may(people[BUYER], abi.encodeCall(escrow.extend, (_order, 180 days + 1))), "above the most");
        require(!_may(people[SELLER], abi.encodeCall(escrow.extend, (_order, 180 days))), "by the seller");
        uint256 end = _opened + l.ship + l.shipExtension;
        vm.warp(end);
        _call(people[SELLER], abi.encodeCall(escrow.ship, (_order, 0)));
        // the next window starts without the extension of the one before
        (, , , uint32 extension) = escrow.state(idOf(_order));
        require(extension == 0, "inherited");
    }

    /// @notice Everybody takes all the time there is: the order can be closed by anyone a second later.
    function test_I11_maximum_life(Lengths memory l, bool second) public {
        _given(l, second ? 2 : 1);
        (l.shipExtension, l.inspectionExtension) = (180 days, 180 days);
        vm.warp(_disputed(l) + l.ruling);
        if (second) {
            _call(people[ARBITRATOR], abi.encodeCall(escrow.pass, (_order)));
            vm.warp(block.timestamp + l.ruling);
        }
        require(block.timestamp == _opened + _maximumLife(_order), "I11: another maximum");
        require(!_may(people[STRANGER], abi.encodeCall(escrow.expire, (_order))), "too early");
        vm.warp(block.timestamp + 1);
        _call(people[STRANGER], abi.encodeCall(escrow.expire, (_order)));
    }

    function test_I5_offer_valid_until(Lengths memory l, uint32 life) public {
        _bound(l);
        uint256 end = block.timestamp + 1 + life;
        for (uint256 time = end - 1; time <= end + 1; ++time) {
            vm.warp(time);
            uint256 before = vm.snapshotState();
            require(_open(l, 2, end) == time <= end, "open");
            vm.revertToState(before);
        }
    }

    function test_I5_deadline_of_a_release(Lengths memory l, uint32 left) public {
        _given(l, 2);
        uint40 end = uint40(block.timestamp + 1 + left);
        bytes memory signature = signAs(_order.buyer, releaseDigest(idOf(_order), 0, 0, end));
        bytes memory data = abi.encodeCall(escrow.confirmBySignature, (Release(_order, 0, 0, end, signature)));
        for (uint256 time = end - 1; time <= end + 1; ++time) {
            vm.warp(time);
            require(_may(people[STRANGER], data) == time <= end, "release");
        }
    }

    function test_I5_deadline_of_a_settlement(Lengths memory l, uint32 left, uint16 share) public {
        _given(l, 2);
        uint40 end = uint40(block.timestamp + 1 + left);
        bytes memory signature = signAs(_order.buyer, settlementDigest(idOf(_order), share, end));
        bytes memory data = abi.encodeCall(escrow.settle, (Settlement(_order, share, end, signature)));
        for (uint256 time = end - 1; time <= end + 1; ++time) {
            vm.warp(time);
            require(_may(people[SELLER], data) == (time <= end && share <= 10_000), "settle");
        }
    }

    // ---- the order

    /// @dev Opens an order of a key's, with none, one or both arbitrators.
    function _given(Lengths memory l, uint256 arbitrators) private {
        _bound(l);
        _opened = block.timestamp;
        require(_open(l, arbitrators, block.timestamp), "not opened");
    }

    /// @dev Extensions leave a second for one more.
    function _bound(Lengths memory l) private pure {
        l.ship = uint32(1 hours + (l.ship % (180 days - 1 hours + 1)));
        l.inspection = uint32(1 hours + (l.inspection % (180 days - 1 hours + 1)));
        l.ruling = uint32(1 days + (l.ruling % (179 days + 1)));
        l.shipExtension = l.shipExtension % 180 days;
        l.inspectionExtension = l.inspectionExtension % 180 days;
    }

    function _open(Lengths memory l, uint256 arbitrators, uint256 validUntil) private returns (bool ok) {
        Order memory order;
        Offer memory offer = order.offer;
        (offer.seller, order.buyer, order.units) = (people[SELLER], people[BUYER], 1);
        if (arbitrators > 0) offer.arbitrator = people[ARBITRATOR];
        if (arbitrators > 1) offer.fallbackArbitrator = people[SECOND];
        offer.unitPrice = 1 ether;
        uint256 word = (uint256(l.ship) << 64) | (uint256(l.inspection) << 32) | l.ruling;
        offer.limits = Limits.wrap((word << 128) | (validUntil << 40));
        Purchase memory purchase;
        (purchase.offer, purchase.units) = (offer, 1);
        purchase.signature = signAs(offer.seller, escrow.offerDigest(offer));
        vm.deal(order.buyer, 1 ether);
        vm.prank(order.buyer);
        (ok, ) = address(escrow).call{value: 1 ether}(abi.encodeCall(escrow.open, (purchase)));
        _order = order;
    }

    /// @dev At the last second.
    function _shipped(Lengths memory l) private returns (uint256 time) {
        _extend(_order.buyer, l.shipExtension);
        time = _opened + l.ship + l.shipExtension;
        vm.warp(time);
        _call(people[SELLER], abi.encodeCall(escrow.ship, (_order, 0)));
        _extend(people[SELLER], l.inspectionExtension);
    }

    /// @dev At the last second.
    function _disputed(Lengths memory l) private returns (uint256 time) {
        time = _shipped(l) + l.inspection + l.inspectionExtension;
        vm.warp(time);
        _call(people[BUYER], abi.encodeCall(escrow.dispute, (_order, 0)));
    }

    function _extend(address party, uint32 extension) private {
        if (extension != 0) _call(party, abi.encodeCall(escrow.extend, (_order, extension)));
    }

    function _checkRulers(uint256 time, bool first, bool second) private {
        vm.warp(time);
        require(_may(people[ARBITRATOR], abi.encodeCall(escrow.rule, (_order, 5_000))) == first, "first");
        require(_may(people[SECOND], abi.encodeCall(escrow.rule, (_order, 5_000))) == second, "fallback");
        require(_may(people[STRANGER], abi.encodeCall(escrow.expire, (_order))) == (!first && !second), "expire");
    }

    function _mayExtend(address party, uint32 extension) private returns (bool) {
        return _may(party, abi.encodeCall(escrow.extend, (_order, extension + 1)));
    }

    function _may(address caller, bytes memory data) private returns (bool ok) {
        uint256 before = vm.snapshotState();
        vm.prank(caller);
        (ok, ) = address(escrow).call(data);
        vm.revertToState(before);
    }

    function _call(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool ok, ) = address(escrow).call(data);
        require(ok, "refused");
    }
}
