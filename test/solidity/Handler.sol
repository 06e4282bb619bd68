// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hostile} from "../../contracts/mocks/Hostile.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Calls} from "./Calls.sol";
import {Opening} from "./Opening.sol";

/// @notice A walk through the escrow that knows the state of each order, so that it gets deep, and what must come of
/// each call, so that anything else stops it. A uniformly random walk finds few planted bugs: it stays near `open`.
contract Handler is Opening, Calls {
    struct Shares {
        uint256 buyer;
        uint256 seller;
        uint256 fee;
        uint256 referrer;
        address ruler;
    }

    /// @dev Balance and credit of everybody before a call, per person.
    uint256[PEOPLE] private _before;

    // ---- steps

    /// @notice Anybody calls anything on an order, open ones first.
    function act(uint256 i, uint256 who, uint256 call, uint256 x) external {
        if (orders.length != 0) _act(_pick(i), people[who % PEOPLE], Call(call % 8), x);
    }

    /// @notice A few steps of one order, mostly by a caller who may and by a call that leads on.
    function drive(uint256 i, uint256 x) external {
        if (orders.length == 0) return;
        i = (x >> 24) % 3 == 0 ? _pick(i) : _deepest(i);
        for (uint256 steps = 1 + (x % 3); steps > 0; --steps) {
            x = uint256(keccak256(abi.encode(x)));
            _drive(i, x);
        }
    }

    function _drive(uint256 i, uint256 x) private {
        Order memory order = orders[i];
        Status status = ghosts[i].status;
        uint256 r = (x >> 8) % 10;
        if (r == 9) _act(i, people[x % PEOPLE], Call((x >> 16) % 8), x);
        else if (status == Status.Funded) _act(i, order.offer.seller, r < 7 ? Call.Ship : Call.Cancel, x);
        else if (status == Status.Shipped) {
            if (r < 5) _act(i, order.buyer, Call.Dispute, x);
            else _act(i, r < 7 ? order.buyer : people[x % PEOPLE], r < 7 ? Call.Confirm : Call.Claim, x);
        } else if (status == Status.Disputed) {
            if (r < 4) _act(i, order.offer.arbitrator, r < 2 ? Call.Rule : Call.Pass, x);
            else if (r < 7) _act(i, people[SECOND], Call.Rule, x);
            else _act(i, people[x % PEOPLE], Call.Expire, x);
        }
    }

    /// @notice Time goes on: to the last second of a window, to the next, or anywhere.
    function time(uint256 i, uint256 x) external {
        if (orders.length == 0) return;
        i = (x >> 40) % 2 == 0 ? _pick(i) : _deepest(i);
        uint256 end = ghosts[i].since + _window(i) * (1 + ((x >> 8) % 2));
        uint256 to =
            x % 4 == 0
                ? end
                : x % 4 == 1
                    ? end + 1
                    : block.timestamp + ((x >> 16) % 3 days);
        if (to > block.timestamp) vm.warp(to);
        exclusive(i);
    }

    /// @notice People and the token change their manners.
    function knobs(uint256 who, uint256 x) external {
        token.setBlocked(people[who % PEOPLE], x % 5 == 0);
        token.become((x >> 8) % 11 == 0 ? OddToken.Oddity.TransferFee : OddToken.Oddity.None);
        bytes memory reenter = abi.encodeCall(escrow.withdraw, (address(0), address(wallet)));
        uint256 manner = (x >> 16) % 3;
        wallet.behave(
            manner == 0
                ? Hostile.Manner.Accept
                : manner == 1
                    ? Hostile.Manner.Revert
                    : Hostile.Manner.Reenter,
            address(escrow),
            reenter
        );
    }

    /// @notice Somebody takes their credit, to somebody (I9).
    function withdraw(uint256 who, uint256 to, bool inToken) external {
        address account = people[who % PEOPLE];
        address receiver = people[to % PEOPLE];
        address currency = inToken ? address(token) : address(0);
        // a token that keeps a fee gives less than it is told, which is between it and its holders
        if (inToken) token.become(OddToken.Oddity.None);
        uint256 credit = owed[account][currency];
        uint256 before = wealth(receiver, currency);
        vm.prank(account);
        try escrow.withdraw(currency, receiver) {
            require(credit != 0, "I9: withdrew what it had not");
            owed[account][currency] = 0;
            if (receiver != account) before += credit;
            require(wealth(receiver, currency) == before, "I9: another amount");
            note("withdraw");
        } catch {
            require(credit == 0 || refuses(receiver, currency), "I9: an own credit was refused");
        }
    }

    // ---- a call and its consequences

    function _act(uint256 i, address caller, Call call, uint256 x) private {
        // payouts in a token that keeps a fee would blur what the escrow paid
        token.become(OddToken.Oddity.None);
        Order memory order = orders[i];
        uint256 share = x % 10_003; // sometimes above everything
        bool may = _allowed(i, caller, call) && (call != Call.Rule || share <= 10_000);
        for (uint256 p; p < PEOPLE; ++p) _before[p] = wealth(people[p], order.offer.currency);
        bool ok = _make(order, caller, call, share);
        require(ok || !may, "I5: a call that the table allows was refused");
        require(may || !ok, "I5: a call that the table forbids went through");
        Shares memory shares;
        if (ok) {
            note(bytes32(uint256(call) + 1));
            shares = _follow(i, caller, call, share);
        }
        _checkShares(order, shares);
        _checkState(i);
    }

    /// @dev What the call did to the model. Empty shares: nothing was paid.
    function _follow(uint256 i, address caller, Call call, uint256 share) private returns (Shares memory shares) {
        if (call == Call.Ship || call == Call.Dispute || call == Call.Pass) {
            Status status = call == Call.Ship ? Status.Shipped : Status.Disputed;
            ghosts[i] = Ghost(status, block.timestamp, call == Call.Pass);
            return shares;
        }
        Status closed =
            call == Call.Cancel
                ? Status.Refunded
                : call == Call.Rule || call == Call.Expire
                    ? Status.Split
                    : Status.Released;
        Order memory order = orders[i];
        uint256 bps =
            call == Call.Cancel
                ? 10_000
                : call == Call.Rule
                    ? share
                    : call == Call.Expire
                        ? limit(order, 160, 16)
                        : 0;
        ghosts[i] = Ghost(closed, block.timestamp, false);
        uint256 rest = totalOf(order);
        held[order.offer.currency] -= rest;
        if (call == Call.Rule) (shares.fee, shares.ruler) = ((rest * limit(order, 128, 16)) / 10_000, caller);
        rest -= shares.fee;
        shares.buyer = (rest * bps) / 10_000;
        rest -= shares.buyer;
        if (order.referrer != address(0)) shares.referrer = (rest * limit(order, 144, 16)) / 10_000;
        shares.seller = rest - shares.referrer;
        owed[order.referrer][order.offer.currency] += shares.referrer;
        _expectPush(order.buyer, order.offer.currency, shares.buyer);
        _expectPush(order.offer.seller, order.offer.currency, shares.seller);
        _expectPush(shares.ruler, order.offer.currency, shares.fee);
    }

    function _expectPush(address to, address currency, uint256 amount) private {
        if (amount == 0) return;
        if (!refuses(to, currency)) return note("paid");
        owed[to][currency] += amount;
        note("credited");
    }

    /// @dev I2 and I3: everybody's balance and credit changed by their shares, and nobody else's did.
    function _checkShares(Order memory order, Shares memory shares) private view {
        for (uint256 p; p < PEOPLE; ++p) {
            address person = people[p];
            uint256 expected = _before[p];
            if (person == order.buyer) expected += shares.buyer;
            if (person == order.offer.seller) expected += shares.seller;
            if (person == shares.ruler) expected += shares.fee;
            if (person == order.referrer) expected += shares.referrer;
            require(wealth(person, order.offer.currency) == expected, "I2, I3: a share is not what it must be");
        }
    }

    /// @dev I4: the state is the model's, so it never goes back and a closed one never moves.
    function _checkState(uint256 i) private view {
        (Status status, uint40 since, bool passed, ) = escrow.state(escrow.orderId(orders[i]));
        Ghost memory ghost = ghosts[i];
        require(status == ghost.status && since == ghost.since && passed == ghost.passed, "I4: another state");
    }

    /// @dev One of the next eight that is still open, if there is one.
    function _pick(uint256 i) private view returns (uint256) {
        uint256 n = orders.length;
        for (uint256 j; j < n && j < 8; ++j) if (isOpen(ghosts[((i % n) + j) % n].status)) return ((i % n) + j) % n;
        return i % n;
    }

    /// @dev The one of the next eight that went furthest and is open: most orders would else end before a dispute.
    function _deepest(uint256 i) private view returns (uint256 found) {
        uint256 n = orders.length;
        found = i % n;
        for (uint256 j; j < n && j < 8; ++j) {
            uint256 k = ((i % n) + j) % n;
            if (!isOpen(ghosts[k].status)) continue;
            if (!isOpen(ghosts[found].status) || ghosts[k].status > ghosts[found].status) found = k;
        }
    }
}
