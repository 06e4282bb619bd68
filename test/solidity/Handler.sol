// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hostile} from "../../contracts/mocks/Hostile.sol";
import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Batches} from "./Batches.sol";
import {Endings} from "./Endings.sol";
import {Opening} from "./Opening.sol";

/// @notice A walk through the escrow that knows the state of each order, so that it gets deep, and what must come of
/// each call, so that anything else stops it. A uniformly random walk finds few planted bugs: it stays near `open`.
contract Handler is Opening, Batches, Endings {
    /// @notice One step of a walk, weighted so that orders go far: the only function that a fuzzer calls.
    function step(uint256 x, uint256 y) external {
        uint256 kind = x % 24;
        x >>= 8;
        if (kind < 2) _open(x, y);
        else if (kind < 4) _cart(x, y);
        else if (kind < 5) _twin(x, y);
        else if (kind < 16) _driveSome(x, y);
        else if (kind < 17) _actSome(x, y, y >> 64, y >> 128);
        else if (kind < 19) _time(x, y);
        else if (kind < 20) _knobs(x, y);
        else if (kind < 21) _withdraw(x, y, y >> 64);
        else if (kind < 22) x % 2 == 0 ? _confirmMany(x >> 8, y) : _settleMany(x >> 8, y);
        else if (kind < 23) x % 2 == 0 ? _raiseFloor(x >> 8, y) : _retire(x >> 8, y);
        else _donate(y);
    }

    /// @dev Anybody calls anything on an order, open ones first.
    function _actSome(uint256 i, uint256 who, uint256 call, uint256 x) private {
        if (orders.length != 0) _act(_pick(i), people[who % PEOPLE], Call(call % CALLS), x);
    }

    /// @dev A few steps of one order, mostly by a caller who may and by a call that leads on.
    function _driveSome(uint256 i, uint256 x) private {
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
        address seller = order.offer.seller;
        uint256 r = (x >> 8) % 13;
        address anybody = people[(x >> 64) % PEOPLE];
        bool late = isOpen(status) && block.timestamp > _end(i);
        if (r == 12) _act(i, anybody, Call.Evidence, x);
        else if (r == 11) _act(i, anybody, Call((x >> 16) % CALLS), x);
        else if (r == 10) _act(i, (x >> 16) % 2 == 0 ? order.buyer : seller, Call.Settle, x);
        else if (r == 9) _act(i, anybody, Call.ConfirmSigned, x);
        else if (status == Status.Funded) {
            if (late) _act(i, anybody, Call.Cancel, x);
            else _act(i, r < 8 ? seller : order.buyer, r < 8 ? Call.Ship : Call.Extend, x);
        } else if (status == Status.Shipped) {
            if (late) _act(i, anybody, Call.Claim, x);
            else if (r < 5) _act(i, order.buyer, Call.Dispute, x);
            else _act(i, r < 7 ? seller : order.buyer, r < 7 ? Call.Extend : Call.Confirm, x);
        } else if (status == Status.Disputed) {
            if (block.timestamp >= _closable(i)) _act(i, anybody, Call.Expire, x);
            else if (late || ghosts[i].passed) _act(i, people[SECOND], Call.Rule, x);
            else _act(i, order.offer.arbitrator, r < 3 ? Call.Rule : Call.Pass, x);
        }
    }

    /// @dev A call and its consequences.
    function _act(uint256 i, address caller, Call call, uint256 x) private {
        _stopFee();
        bool may = _allowed(i, caller, call, x);
        _startSums();
        bool ok = _make(i, caller, call, x);
        require(ok || !may, "I5: a call that the table allows was refused");
        require(may || !ok, "I5: a call that the table forbids went through");
        if (ok) _follow(i, caller, call, x);
        _checkSums();
        _checkState(i);
    }

    /// @dev Time goes on: to the last second of a window, to the next, or anywhere.
    function _time(uint256 i, uint256 x) private {
        if (orders.length == 0) return;
        i = (x >> 40) % 2 == 0 ? _pick(i) : _deepest(i);
        uint256 end = (x >> 8) % 2 == 0 ? _end(i) : _closable(i) - 1;
        uint256 to = block.timestamp + ((x >> 16) % 3 days);
        if (x % 4 < 2) to = end + (x % 4);
        if (to > block.timestamp) vm.warp(to);
        exclusive(i);
        if ((x >> 48) % 4 != 0) _drive(i, uint256(keccak256(abi.encode(x))));
    }

    /// @dev A wallet and the token change their manners.
    function _knobs(uint256 who, uint256 x) private {
        token.setBlocked(people[who % PEOPLE], x % 5 == 0);
        // those of which the escrow knows whether the money moved
        OddToken.Oddity[6] memory oddities = [
            OddToken.Oddity.TransferFee,
            OddToken.Oddity.FalseReturn,
            OddToken.Oddity.BurnGas,
            OddToken.Oddity.NoReturn,
            OddToken.Oddity.LongReturn,
            OddToken.Oddity.Hook
        ];
        uint256 oddity = (x >> 8) % 12;
        token.become(oddity < 6 ? oddities[oddity] : OddToken.Oddity.None);
        Hostile.Manner manner = Hostile.Manner((x >> 16) % 5);
        Hostile wallet = Hostile(payable(people[1 + 2 * ((who >> 8) % 3)]));
        bytes memory again = abi.encodeCall(escrow.withdraw, (address(0), address(wallet)));
        if (orders.length != 0 && (x >> 24) % 2 == 0) {
            Order memory order = orders[_pick(x >> 32)];
            // whatever this wallet could do in an order as its buyer or seller
            if (order.buyer == address(wallet)) again = abi.encodeCall(escrow.confirm, (order, bytes32(0), 0));
            else again = abi.encodeCall(escrow.cancel, (order));
        }
        wallet.behave(manner, address(escrow), again);
    }

    /// @dev Somebody sends the escrow what nobody asked for: it is nobody's (I1).
    function _donate(uint256 x) private {
        address money = currency(x >> 8);
        uint256 amount = (x >> 16) % 1 ether;
        donated[money] += amount;
        if (money == address(0)) vm.deal(address(escrow), address(escrow).balance + amount);
        else OddToken(money).mint(address(escrow), amount);
    }

    /// @dev Somebody takes their credit, to somebody (I9).
    function _withdraw(uint256 who, uint256 to, uint256 c) private {
        (address account, address receiver, address money) = (people[who % PEOPLE], people[to % PEOPLE], currency(c));
        _stopFee();
        uint256 credit = owed[account][money];
        uint256 before = wealth(receiver, money);
        vm.prank(account);
        // bounded, because a token may burn it
        try escrow.withdraw{gas: 10_000_000}(money, receiver) {
            require(credit != 0, "I9: withdrew what it had not");
            owed[account][money] = 0;
            if (receiver != account) before += credit;
            require(wealth(receiver, money) == before, "I9: another amount");
            note("withdraw");
        } catch {
            require(credit == 0 || refuses(receiver, money), "I9: an own credit was refused");
        }
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
