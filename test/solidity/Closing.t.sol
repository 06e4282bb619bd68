// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hostile} from "../../contracts/mocks/Hostile.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Limits} from "../../contracts/types/Limits.sol";
import {Offer} from "../../contracts/types/Offer.sol";
import {Order, Purchase} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Payouts} from "./Payouts.sol";

/// @notice I5: every call that closes an order succeeds within its documented gas and pays what it must (I2, I3), whatever
/// buyer, seller and arbitrator, all of them wallets, and the token do.
contract Closing is Payouts {
    /// @dev Nothing forged or altered, the deadline a day away.
    uint256 private constant HONEST = (7 << 48) | (1 << 40) | (1 << 24) | (1 << 16);

    /// Any words; the functions below bring them into their ranges.
    struct Scene {
        uint64 price;
        uint16 fee;
        uint16 referral;
        uint16 defaultShare;
        uint8 buyer;
        uint8 seller;
        uint8 arbitrator;
        uint8 oddity;
        bool inToken;
    }

    function test_I5_confirm(Scene memory scene) public {
        _given(scene);
        _close(people[1], Call.Confirm, 0);
    }

    function test_I5_confirm_by_signature(Scene memory scene) public {
        _given(scene);
        _close(people[STRANGER], Call.ConfirmSigned, _arguments(0));
    }

    function test_I5_settle(Scene memory scene, uint16 share) public {
        _given(scene);
        _close(people[3], Call.Settle, _arguments(share % 10_001));
    }

    function test_I5_cancel_by_seller(Scene memory scene) public {
        _given(scene);
        _close(people[3], Call.Cancel, 0);
    }

    function test_I5_cancel_by_anyone(Scene memory scene) public {
        _given(scene);
        vm.warp(_closable(0));
        _close(people[STRANGER], Call.Cancel, 0);
    }

    function test_I5_claim(Scene memory scene) public {
        _given(scene);
        _go(people[3], Call.Ship);
        vm.warp(_closable(0));
        _close(people[STRANGER], Call.Claim, 0);
    }

    function test_I5_rule(Scene memory scene, uint16 share) public {
        _given(scene);
        _dispute();
        vm.warp(_end(0) + 1);
        _close(people[SECOND], Call.Rule, share % 10_001);
    }

    function test_I5_expire(Scene memory scene) public {
        _given(scene);
        _dispute();
        vm.warp(_closable(0));
        _close(people[STRANGER], Call.Expire, 0);
    }

    function _close(address caller, Call call, uint256 x) private {
        require(_allowed(0, caller, call, x), "the test itself is wrong");
        _startSums();
        require(_make(0, caller, call, x), "I5: a close was refused");
        _follow(0, caller, call, x);
        _checkSums();
        _checkState(0);
    }

    function _go(address caller, Call call) private {
        require(_make(0, caller, call, 0), "refused");
        _follow(0, caller, call, 0);
    }

    function _dispute() private {
        _go(people[3], Call.Ship);
        _go(people[1], Call.Dispute);
    }

    /// @dev A word of this share, and of rating 0 with share 0, whose other bits make the call honest.
    function _arguments(uint256 share) private pure returns (uint256) {
        return HONEST - (HONEST % 10_003) + 10_003 + share;
    }

    /// @dev An order of three wallets, whose manners and token are set after it was opened.
    function _given(Scene memory scene) private {
        Order memory order;
        Offer memory offer = order.offer;
        (order.buyer, offer.seller) = (people[1], people[3]);
        (offer.arbitrator, offer.fallbackArbitrator) = (people[ARBITRATOR], people[SECOND]);
        (order.units, order.referrer) = (1, people[REFERRER]);
        offer.currency = scene.inToken ? address(token) : address(0);
        offer.unitPrice = uint256(scene.price) + 1;
        uint256 word = (uint256(1 days) << 64) | (uint256(1 days) << 32) | 1 days;
        word = (word << 16) | (scene.fee % 1_001);
        word = (word << 16) | (scene.referral % 1_001);
        word = (word << 16) | (scene.defaultShare % 10_001);
        offer.limits = Limits.wrap((word << 80) | (block.timestamp << 40));
        Purchase memory purchase;
        (purchase.offer, purchase.units, purchase.referrer) = (offer, 1, order.referrer);
        vm.deal(order.buyer, offer.unitPrice);
        token.mint(order.buyer, offer.unitPrice);
        vm.prank(order.buyer);
        escrow.open{value: scene.inToken ? 0 : offer.unitPrice}(purchase);
        orders.push(order);
        ghosts.push(Ghost(Status.Funded, block.timestamp, false, 0, block.timestamp));
        held[offer.currency] += offer.unitPrice;
        _behave(people[1], scene.buyer);
        _behave(people[3], scene.seller);
        _behave(people[SECOND], scene.arbitrator);
        OddToken.Oddity[6] memory oddities = [
            OddToken.Oddity.None,
            OddToken.Oddity.NoReturn,
            OddToken.Oddity.FalseReturn,
            OddToken.Oddity.LongReturn,
            OddToken.Oddity.BurnGas,
            OddToken.Oddity.Hook
        ];
        token.become(oddities[scene.oddity % 6]);
    }

    function _behave(address wallet, uint8 manner) private {
        bytes memory again = abi.encodeCall(escrow.withdraw, (address(0), wallet));
        Hostile(payable(wallet)).behave(Hostile.Manner(manner % 5), address(escrow), again);
    }
}
