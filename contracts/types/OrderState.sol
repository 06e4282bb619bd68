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
/// @dev status 8 (lowest) · since 40 · passed 1 · free 7 · extension 32. Zero is an order never opened.
type OrderState is uint256;

using {status, since, passed, extension, withPassed, withExtension} for OrderState global;

uint256 constant PASSED = 1 << 48;
uint256 constant EXTENSION_AT = 56;

/// @dev The state `entered` at the current block, neither passed nor extended.
function enter(Status entered) view returns (OrderState) {
    return OrderState.wrap(uint256(entered) | (block.timestamp << 8));
}

/// @dev The same state, passed to the fallback arbitrator.
function withPassed(OrderState state) pure returns (OrderState) {
    return OrderState.wrap(OrderState.unwrap(state) | PASSED);
}

/// @dev The same state with its window longer by `added` seconds, of which only the low 32 bits count.
function withExtension(OrderState state, uint256 added) pure returns (OrderState) {
    uint256 cleared = OrderState.unwrap(state) & ~(uint256(type(uint32).max) << EXTENSION_AT);
    return OrderState.wrap(cleared | (uint256(uint32(added)) << EXTENSION_AT));
}

/// @dev Only {enter} writes states, so the low byte is one of the enum's and needs no check.
function status(OrderState state) pure returns (Status entered) {
    assembly ("memory-safe") {
        entered := and(state, 0xff)
    }
}

/// @dev Unix seconds at which the status was entered, or the case was passed.
function since(OrderState state) pure returns (uint256) {
    return uint40(OrderState.unwrap(state) >> 8);
}

/// @dev Whether the arbitrator handed the case to the fallback.
function passed(OrderState state) pure returns (bool) {
    return OrderState.unwrap(state) & PASSED != 0;
}

/// @dev Seconds by which a party lengthened the running window.
function extension(OrderState state) pure returns (uint256) {
    return uint32(OrderState.unwrap(state) >> EXTENSION_AT);
}
