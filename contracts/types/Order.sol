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

/// @notice What a buyer sends to open an order.
struct Purchase {
    Offer offer;
    uint32 units;
    uint64 salt;
    address referrer;
    /// Zero: the signature is over the offer. Else over the catalogue of this sequence, which holds the offer.
    uint64 sequence;
    /// Of the catalogue; ignored without one.
    bytes32 contentDigest;
    /// The offer's proof under the catalogue's root, from leaf to root; ignored without a catalogue.
    bytes32[] path;
    /// The seller's: 65 bytes r‖s‖v, or whatever an ERC-1271 wallet takes.
    bytes signature;
}

/// @notice All offers of a seller under one signature (EIP-712).
struct Catalogue {
    address seller;
    /// Orders the editions off chain, from 1; void once the seller's floor is above it.
    uint64 sequence;
    /// Root of the offers: leaf = the offer's EIP-712 digest, node = keccak256 of the sorted pair.
    bytes32 offersRoot;
    /// Root over (listing id → CID) with the same slots. The escrow does not look into it.
    bytes32 contentDigest;
}
