// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice None and the last three never change again by themselves; time decides what is allowed in the others.
enum Status {
    None,
    Funded,
    Shipped,
    Disputed,
    Released,
    Refunded,
    Split
}

/// @notice All that the escrow stores of an order.
/// @dev status 8 (lowest) · since 40 · passed 1; the rest is free for extensions. Zero is an order never opened.
type OrderState is uint256;

using {status, since, passed, withPassed} for OrderState global;

uint256 constant PASSED = 1 << 48;

/// @dev The state `entered` at the current block, not passed.
function enter(Status entered) view returns (OrderState) {
    return OrderState.wrap(uint256(entered) | (block.timestamp << 8));
}

/// @dev The same state, passed to the fallback arbitrator.
function withPassed(OrderState state) pure returns (OrderState) {
    return OrderState.wrap(OrderState.unwrap(state) | PASSED);
}

function status(OrderState state) pure returns (Status) {
    return Status(uint8(OrderState.unwrap(state)));
}

/// @dev Unix seconds at which the status was entered, or the case was passed.
function since(OrderState state) pure returns (uint256) {
    return uint40(OrderState.unwrap(state) >> 8);
}

/// @dev Whether the arbitrator handed the case to the fallback.
function passed(OrderState state) pure returns (bool) {
    return OrderState.unwrap(state) & PASSED != 0;
}
