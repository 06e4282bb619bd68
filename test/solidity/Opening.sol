// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Limits} from "../../contracts/types/Limits.sol";
import {Offer} from "../../contracts/types/Offer.sol";
import {Order, Purchase} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Market} from "./Market.sol";

/// @dev Offers of all kinds, opened or refused as the model says (I7, I8), and what a seller does to their own offers.
abstract contract Opening is Market {
    uint64 private _salts;

    /// @notice Any offer a seller may sign, bought by either buyer.
    function open(uint256 a, uint256 b) external {
        _open(_wanted(a, b), a % 13 == 0, b % 17 == 0);
    }

    /// @notice The same offer and salt for another buyer or number of units: must be an order of its own (I7).
    function twin(uint256 i, uint256 x) external {
        if (orders.length == 0) return;
        Order memory order = orders[i % orders.length];
        if (x % 2 == 0) order.buyer = order.buyer == people[0] ? people[1] : people[0];
        else order.units = (order.units % 3) + 1;
        _open(order, false, false);
    }

    function retire(uint256 who, uint256 what) external {
        if (what % 16 != 0) return;
        address seller = people[SELLER + (who % 2)];
        bytes32 retired = sku(what / 16);
        vm.prank(seller);
        escrow.retire(retired);
        isRetired[seller][retired] = true;
        note("retire");
    }

    function raiseFloor(uint256 who, uint256 by) external {
        if (by % 8 > 1) return;
        address seller = people[SELLER + (who % 2)];
        uint64 to = floors[seller] + uint64(by % 8);
        vm.prank(seller);
        try escrow.raiseFloor(to) {
            require(to > floors[seller], "I8: the floor did not rise");
            floors[seller] = to;
            note("raise floor");
        } catch {
            require(to <= floors[seller], "a rising floor was refused");
        }
    }

    function _open(Order memory order, bool forged, bool shortOfMoney) private {
        uint256 total = totalOf(order);
        bool inToken = order.offer.currency != address(0);
        if (inToken) token.mint(order.buyer, total);
        else vm.deal(order.buyer, order.buyer.balance + total);
        uint256 before = wealth(order.buyer, order.offer.currency);
        bool may = _mayOpen(order, forged, shortOfMoney);

        Purchase memory purchase = Purchase({
            offer: order.offer,
            units: order.units,
            salt: order.salt,
            referrer: order.referrer,
            sequence: 0,
            contentDigest: 0,
            path: new bytes32[](0),
            signature: _sign(order, forged)
        });
        uint256 value =
            inToken
                ? 0
                : shortOfMoney
                    ? total - 1
                    : total;
        vm.prank(order.buyer);
        try escrow.open{value: value}(purchase) returns (bytes32 id) {
            require(may, "an offer was opened that must be refused");
            require(id == escrow.orderId(order), "I7: another id");
            require(before - wealth(order.buyer, order.offer.currency) == total, "I1: the payment is not the total");
            _record(order, total);
        } catch {
            require(!may, "a valid offer was refused");
            require(before == wealth(order.buyer, order.offer.currency), "a refusal cost money");
            note("refused offer");
        }
    }

    function _record(Order memory order, uint256 total) private {
        orders.push(order);
        ghosts.push(Ghost(Status.Funded, block.timestamp, false));
        held[order.offer.currency] += total;
        uint256 ceiling = limit(order, 0, 32);
        if (ceiling != 0) {
            uint256 units = soldUnits[order.offer.seller][order.offer.sku] += order.units;
            require(units <= ceiling, "I8: more than the ceiling");
            note("counted");
        }
        note("open");
    }

    function _mayOpen(Order memory order, bool forged, bool shortOfMoney) private view returns (bool) {
        Offer memory offer = order.offer;
        if (forged && offer.seller != address(wallet)) return false;
        (Status status, , , ) = escrow.state(escrow.orderId(order));
        if (status != Status.None) return false;
        if (block.timestamp > limit(order, 176, 40) || limit(order, 216, 40) < floors[offer.seller]) return false;
        uint256 ceiling = limit(order, 0, 32);
        if (offer.sku != 0 && isRetired[offer.seller][offer.sku]) return false;
        if (ceiling != 0 && soldUnits[offer.seller][offer.sku] + order.units > ceiling) return false;
        if (offer.currency == address(0)) return !shortOfMoney;
        // the fee rounds to nothing below a hundred units
        bool keepsFee = token.oddity() == OddToken.Oddity.TransferFee && totalOf(order) >= 100;
        return !token.blocked(order.buyer) && !keepsFee;
    }

    function _wanted(uint256 a, uint256 b) private returns (Order memory order) {
        Offer memory offer = order.offer;
        offer.seller = people[SELLER + ((a >> 8) % 2)];
        if ((a >> 16) % 4 != 0) offer.arbitrator = people[ARBITRATOR];
        if ((a >> 16) % 4 > 1) offer.fallbackArbitrator = people[SECOND];
        if ((a >> 24) % 2 == 0) offer.currency = address(token);
        // half of the prices are so small that every share rounds
        offer.unitPrice = 1 + ((b >> 8) % ((a >> 32) % 2 == 0 ? 50 : 5 ether));
        offer.shipping = (b >> 80) % 40;
        offer.terms = bytes32(b);
        offer.sku = sku(a >> 40);
        order.buyer = people[a % 2];
        order.units = uint32(1 + ((a >> 48) % 3));
        order.salt = ++_salts;
        if ((a >> 56) % 3 == 0) order.referrer = people[REFERRER];
        else if ((a >> 56) % 3 == 1 && (a >> 64) % 4 == 0) order.referrer = order.buyer;
        offer.limits = _limits(a >> 72, b >> 120, offer);
    }

    function _limits(uint256 a, uint256 b, Offer memory offer) private view returns (Limits) {
        uint256 ceiling = offer.sku == 0 || a % 3 == 0 ? 0 : 1 + soldUnits[offer.seller][offer.sku] + ((a >> 8) % 6);
        uint256 word = ceiling;
        word = (word << 32) | (1 hours + ((a >> 16) % 20 days)); // ship
        word = (word << 32) | (1 hours + ((a >> 48) % 20 days)); // inspection
        word = (word << 32) | (1 days + ((a >> 80) % 20 days)); // ruling
        word = (word << 16) | (b % 1_001); // arbitrator's fee
        word = (word << 16) | ((b >> 16) % 1_001); // referrer's share
        word = (word << 16) | ((b >> 32) % 10_001); // default share
        word = (word << 40) | ((b >> 64) % 9 == 0 ? block.timestamp - 1 : block.timestamp + ((b >> 64) % 30 days));
        uint64 floor = floors[offer.seller];
        return Limits.wrap((word << 40) | (floor > 0 && (b >> 96) % 9 == 0 ? floor - 1 : floor));
    }

    function _sign(Order memory order, bool forged) private view returns (bytes memory) {
        uint256 key = forged ? keys[SELLER + 2] : keys[SELLER];
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, escrow.offerDigest(order.offer));
        return abi.encodePacked(r, s, v);
    }
}
