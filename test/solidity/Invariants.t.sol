// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEscrow} from "../../contracts/interfaces/IEscrow.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Handler} from "./Handler.sol";
import {Market} from "./Market.sol";
import {TestBase} from "./TestBase.sol";

/// @notice What holds after any walk. The handler checks I2, I3, I5, I6, I7, I8 and I9 at each step as well.
contract Invariants is TestBase {
    Handler private _walk;
    IEscrow private _escrow;

    function setUp() public {
        _walk = new Handler();
        _escrow = _walk.escrow();
        targetContract(address(_walk));
    }

    /// @notice After each call of a walk. One function, because each would walk for itself.
    function invariant_I1_I4_I6_I8_I9() public {
        _checkSolvent();
        _checkStates();
        _checkStock();
        _checkCredits();
        if (_walk.count() != 0) _walk.exclusive(block.timestamp);
    }

    /// @notice The walk gets everywhere: otherwise the invariants say nothing.
    function test_the_walk_reaches_every_call() public {
        uint256 x = 1;
        for (uint256 i; i < 1_500; ++i) {
            x = uint256(keccak256(abi.encode(x)));
            uint256 y = uint256(keccak256(abi.encode(x, "y")));
            uint256 step = x % 16;
            if (step < 3) _walk.open(x, y);
            else if (step < 9) _walk.drive(x >> 8, y);
            else if (step < 11) _walk.act(x >> 8, y, y >> 64, y >> 128);
            else if (step < 13) _walk.time(x >> 8, y);
            else if (step == 13) _walk.knobs(x >> 8, y);
            else if (step == 14) _walk.withdraw(x >> 8, y, y % 2 == 0);
            else if (x % 32 < 16) _walk.twin(x >> 8, y);
            else _walk.raiseFloor(x >> 8, y);
            if (i % 64 == 0) _walk.retire(x, y);
        }
        for (uint256 call = 1; call <= 8; ++call) require(_walk.times(bytes32(call)) > 3, "a call is never reached");
        require(_walk.times("open") > 100 && _walk.times("counted") > 20, "too few orders");
        require(_walk.times("refused offer") > 20, "too few refusals");
        require(_walk.times("paid") > 50 && _walk.times("credited") > 5, "too few payments");
        require(_walk.times("withdraw") > 5 && _walk.times("raise floor") > 1, "too few withdrawals");
        invariant_I1_I4_I6_I8_I9();
    }

    /// @dev I1: what the escrow holds is what open orders and credits need, to the unit.
    function _checkSolvent() private view {
        address token = address(_walk.token());
        require(address(_escrow).balance == _walk.held(address(0)) + _owed(address(0)), "I1: coin");
        require(_walk.token().balanceOf(address(_escrow)) == _walk.held(token) + _owed(token), "I1: token");
    }

    /// @dev I4: every order is in the state its last successful call gave it.
    function _checkStates() private view {
        for (uint256 i; i < _walk.count(); ++i) {
            (Order memory order, Market.Ghost memory ghost) = _walk.orderAt(i);
            (Status status, uint40 since, bool passed, ) = _escrow.state(_escrow.orderId(order));
            require(status == ghost.status && since == ghost.since && passed == ghost.passed, "I4");
        }
    }

    /// @dev I8: the escrow counts what was sold, and forgets no retirement.
    function _checkStock() private view {
        for (uint256 s = 2; s < 4; ++s) {
            for (uint256 k; k < 6; ++k) {
                (address seller, bytes32 sku) = (_walk.people(s), _walk.sku(k));
                (uint256 units, bool retired) = _walk.soldBy(seller, sku);
                (uint256 sold, bool isRetired) = _escrow.stock(seller, sku);
                require(sold == units && isRetired == retired, "I8");
            }
        }
    }

    /// @dev I9: each credit is what was credited, less what its owner withdrew.
    function _checkCredits() private view {
        for (uint256 p; p < 8; ++p) {
            address person = _walk.people(p);
            address token = address(_walk.token());
            require(_escrow.credit(person, address(0)) == _walk.owed(person, address(0)), "I9: coin");
            require(_escrow.credit(person, token) == _walk.owed(person, token), "I9: token");
        }
    }

    function _owed(address currency) private view returns (uint256 sum) {
        for (uint256 p; p < 8; ++p) sum += _walk.owed(_walk.people(p), currency);
    }
}
