// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../../contracts/interfaces/IEscrow.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Handler} from "./Handler.sol";
import {Market} from "./Market.sol";
import {TestBase} from "./TestBase.sol";

/// @notice What holds after any walk. The handler checks I2 to I9 and I11 at each of its steps as well.
contract Invariants is TestBase {
    Handler private _walk;
    IEscrow private _escrow;

    function setUp() public {
        _walk = new Handler();
        _escrow = _walk.escrow();
        targetSelector(address(_walk), Handler.step.selector);
    }

    /// @notice After each call of a walk. One function, because each would walk for itself.
    function invariant_I1_I4_I6_I8_I9() public {
        _checkSolvent();
        _checkStates();
        _checkStock();
        _checkCredits();
        if (_walk.count() != 0) _walk.exclusive(block.timestamp);
    }

    /// @notice After each walk: everybody goes away (I5, I11).
    function afterInvariant() public {
        _walk.abandon();
    }

    /// @notice The walk gets everywhere: otherwise the invariants say nothing.
    function test_the_walk_reaches_every_call() public {
        uint256 x = 1;
        for (uint256 i; i < 4_000; ++i) {
            x = uint256(keccak256(abi.encode(x)));
            _walk.step(x, uint256(keccak256(abi.encode(x, "y"))));
        }
        for (uint256 call = 1; call <= 12; ++call) require(_walk.times(bytes32(call)) > 3, "a call is never reached");
        for (uint256 way = 100; way < 105; ++way)
            require(_walk.times(bytes32(way)) > 5, "a way to pay is never reached");
        require(_walk.times("open") > 100 && _walk.times("counted") > 20, "too few orders");
        require(_walk.times("refused") > 20 && _walk.times("refused item") > 10, "too few refusals");
        require(_walk.times("front-run permit") > 3, "too few permits");
        require(_walk.times("batched") > 20 && _walk.times("skipped") > 20, "too few batches");
        require(_walk.times("paid") > 50 && _walk.times("credited") > 5, "too few payments");
        require(_walk.times("withdraw") > 5 && _walk.times("raise floor") > 1, "too few withdrawals");
        invariant_I1_I4_I6_I8_I9();
        _walk.abandon();
    }

    /// @dev I1: what the escrow holds is what open orders and credits need, and what was donated, to the unit.
    function _checkSolvent() private view {
        for (uint256 c; c < 3; ++c) {
            address money = _walk.currency(c);
            uint256 needed = _walk.held(money) + _walk.donated(money);
            for (uint256 p; p < 8; ++p) needed += _walk.owed(_walk.people(p), money);
            require(_walk.wealth(address(_escrow), money) == needed, "I1");
        }
    }

    /// @dev I4: every order is in the state its last successful call gave it.
    function _checkStates() private view {
        for (uint256 i; i < _walk.count(); ++i) {
            (Order memory order, Market.Ghost memory ghost) = _walk.orderAt(i);
            (Status status, uint40 since, bool passed, uint32 extension) = _escrow.state(_escrow.orderId(order));
            require(status == ghost.status && since == ghost.since, "I4: state");
            require(passed == ghost.passed && extension == ghost.extension, "I4: window");
        }
    }

    /// @dev I8: the escrow counts what was sold, and forgets neither retirement nor floor.
    function _checkStock() private view {
        for (uint256 s = 2; s < 4; ++s) {
            address seller = _walk.people(s);
            require(_escrow.floor(seller) == _walk.floorOf(seller), "I8: floor");
            for (uint256 k; k < 6; ++k) {
                (uint256 units, bool retired) = _walk.soldBy(seller, _walk.sku(k));
                (uint256 sold, bool isRetired) = _escrow.stock(seller, _walk.sku(k));
                require(sold == units && isRetired == retired, "I8: stock");
            }
        }
    }

    /// @dev I9: each credit is what was credited, less what its owner withdrew.
    function _checkCredits() private view {
        for (uint256 p; p < 8; ++p) {
            address person = _walk.people(p);
            for (uint256 c; c < 3; ++c) {
                address money = _walk.currency(c);
                require(_escrow.credit(person, money) == _walk.owed(person, money), "I9");
            }
        }
    }
}
