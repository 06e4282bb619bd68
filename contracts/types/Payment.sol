// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice An EIP-2612 permit of the caller for the escrow: an allowance, not a consent to any order.
struct Permit {
    address currency;
    uint256 value;
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @notice A buyer's Permit2 SignatureTransfer of exactly the total to the escrow, whose witness names the orders.
struct Permit2Transfer {
    uint256 nonce;
    uint256 deadline;
    /// Whatever Permit2 takes: 65 or 64 bytes of a key, or an ERC-1271 wallet's.
    bytes signature;
}

/// @notice A buyer's ERC-3009 `ReceiveWithAuthorization` of exactly the total to the escrow, whose nonce names the orders.
struct Authorization {
    uint256 validAfter;
    uint256 validBefore;
    /// 65 bytes r‖s‖v, or any other length for tokens that take an ERC-1271 wallet's.
    bytes signature;
}
