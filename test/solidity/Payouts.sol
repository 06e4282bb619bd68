// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Calls} from "./Calls.sol";

/// @dev What a call does to the model, and that it does the same to everybody's money (I2, I3) and to the state (I4).
abstract contract Payouts is Calls {
    /// @dev Balance and credit that each person must have after a call, per currency.
    uint256[3][PEOPLE] private _expected;

    function _startSums() internal {
        for (uint256 p; p < PEOPLE; ++p) {
            for (uint256 c; c < 3; ++c) _expected[p][c] = wealth(people[p], currency(c));
        }
    }

    /// @dev I2, I3: everybody's balance and credit changed by their shares, and nobody else's did.
    function _checkSums() internal {
        for (uint256 p; p < PEOPLE; ++p) {
            for (uint256 c; c < 3; ++c) {
                (address person, address money) = (people[p], currency(c));
                require(wealth(person, money) == _expected[p][c], "I2, I3: a share is not what it must be");
                // a wallet that calls back may need more gas than it gets: only the sum of both is known
                if (callsBack(person)) owed[person][money] = escrow.credit(person, money);
            }
        }
    }

    /// @dev A call that the table allowed.
    function _follow(uint256 i, address caller, Call call, uint256 x) internal {
        note(bytes32(uint256(call) + 1));
        if (call == Call.Evidence) return;
        if (call == Call.Extend) {
            uint256 before = _end(i);
            ghosts[i].extension = extensionOf(i, x);
            require(_end(i) > before, "I4: a deadline went back");
        } else if (call == Call.Ship || call == Call.Dispute || call == Call.Pass) {
            _enter(i, call == Call.Ship ? Status.Shipped : Status.Disputed);
            ghosts[i].passed = call == Call.Pass;
        } else if (call == Call.Cancel) _close(i, Status.Refunded, 10_000, address(0));
        else if (call == Call.Rule) _close(i, Status.Split, shareOf(x), caller);
        else if (call == Call.Settle) _close(i, Status.Split, settledShareOf(x), address(0));
        else if (call == Call.Expire) _close(i, Status.Split, limit(orders[i], 160, 16), address(0));
        else _close(i, Status.Released, 0, address(0));
    }

    function _enter(uint256 i, Status status) private {
        require(status >= ghosts[i].status, "I4: an order went back");
        ghosts[i] = Ghost(status, block.timestamp, false, 0, ghosts[i].opened);
    }

    function _close(uint256 i, Status closed, uint256 buyerBps, address ruler) private {
        Order memory order = orders[i];
        _enter(i, closed);
        address money = order.offer.currency;
        uint256 rest = totalOf(order);
        held[money] -= rest;
        uint256 fee = ruler == address(0) ? 0 : (rest * limit(order, 128, 16)) / 10_000;
        uint256 toBuyer = ((rest - fee) * buyerBps) / 10_000;
        rest -= fee + toBuyer;
        uint256 toReferrer = order.referrer == address(0) ? 0 : (rest * limit(order, 144, 16)) / 10_000;
        _gains(ruler, money, fee);
        _gains(order.buyer, money, toBuyer);
        _gains(order.referrer, money, toReferrer);
        _gains(order.offer.seller, money, rest - toReferrer);
        // the referrer is never called, whatever they are
        owed[order.referrer][money] += toReferrer;
        _pushed(ruler, money, fee);
        _pushed(order.buyer, money, toBuyer);
        _pushed(order.offer.seller, money, rest - toReferrer);
    }

    function _gains(address account, address money, uint256 amount) private {
        for (uint256 p; p < PEOPLE; ++p) {
            for (uint256 c; c < 3; ++c) if (people[p] == account && currency(c) == money) _expected[p][c] += amount;
        }
    }

    function _pushed(address to, address money, uint256 amount) private {
        if (amount == 0) return;
        if (!refuses(to, money)) return note("paid");
        owed[to][money] += amount;
        note("credited");
    }

    /// @dev I4: the state is the model's, so it never goes back and a closed one never moves.
    function _checkState(uint256 i) internal view {
        (Status status, uint40 since, bool passed, uint32 extension) = escrow.state(idOf(orders[i]));
        Ghost memory ghost = ghosts[i];
        require(status == ghost.status && since == ghost.since, "I4: another state");
        require(passed == ghost.passed && extension == ghost.extension, "I4: another window");
    }

    /// @dev A token that keeps a fee blurs what the escrow paid; that is between the token and its holders.
    function _stopFee() internal {
        if (token.oddity() == OddToken.Oddity.TransferFee) token.become(OddToken.Oddity.None);
    }
}
