// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Offer} from "./Offer.sol";

/// @notice One purchase. The escrow stores only its id and state: every call repeats the order and is checked by hash.
struct Order {
    Offer offer;
    address buyer;
    uint32 units;
    /// Chosen by the buyer: tells two equal purchases apart.
    uint64 salt;
    /// The front end that brought the buyer, or zero.
    address referrer;
}

/// @notice What a buyer sends to open an order; the buyer is the caller.
struct Purchase {
    Offer offer;
    uint32 units;
    uint64 salt;
    address referrer;
    /// The seller's over the offer's digest: 65 bytes r‖s‖v, or whatever an ERC-1271 wallet takes.
    bytes signature;
}

/// @notice An EIP-2612 permit of the buyer for exactly the order's total.
struct Permit {
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}
