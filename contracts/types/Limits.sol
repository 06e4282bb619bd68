// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The nine small fields of an offer in one word, so that an order costs less calldata.
/// @dev Most significant first, in the order in which EIP-712 hashes them as separate fields:
/// maxUnits 32 · shipWindow 32 · inspectionWindow 32 · rulingWindow 32 · arbitratorFeeBps 16 · referrerBps 16 ·
/// defaultBuyerBps 16 · validUntil 40 · counter 40 = 256 bits. Every word is a valid packing.
type Limits is uint256;

using {
    maxUnits,
    shipWindow,
    inspectionWindow,
    rulingWindow,
    arbitratorFeeBps,
    referrerBps,
    defaultBuyerBps,
    validUntil,
    counter
} for Limits global;

/// @dev Cumulative ceiling of units of the sku; 0 is not counted.
function maxUnits(Limits limits) pure returns (uint256) {
    return Limits.unwrap(limits) >> 224;
}

/// @dev Seconds from `open` in which the seller may ship.
function shipWindow(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 192) & 0xffffffff;
}

/// @dev Seconds from `ship` in which the buyer may dispute.
function inspectionWindow(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 160) & 0xffffffff;
}

/// @dev Seconds that each arbitrator has to rule.
function rulingWindow(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 128) & 0xffffffff;
}

/// @dev Share of the total for the arbitrator who rules.
function arbitratorFeeBps(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 112) & 0xffff;
}

/// @dev Share of what the seller receives for the referrer.
function referrerBps(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 96) & 0xffff;
}

/// @dev The buyer's share when no arbitrator ruled in time.
function defaultBuyerBps(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 80) & 0xffff;
}

/// @dev Last second at which the offer can be opened.
function validUntil(Limits limits) pure returns (uint256) {
    return (Limits.unwrap(limits) >> 40) & 0xffffffffff;
}

/// @dev An offer signed alone is void once the seller's floor is above it; one in a catalogue goes by the sequence.
function counter(Limits limits) pure returns (uint256) {
    return Limits.unwrap(limits) & 0xffffffffff;
}
