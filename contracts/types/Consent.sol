// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Order} from "./Order.sol";

/// @notice A buyer's signed release, for anyone to submit: `Release(bytes32 orderId,bytes32 review,uint8 rating,uint40 deadline)`.
struct Release {
    Order order;
    /// Digest of the review, or zero.
    bytes32 review;
    /// 1 … 5, or 0 for none.
    uint8 rating;
    /// Last second at which it can be submitted.
    uint40 deadline;
    /// The buyer's.
    bytes signature;
}

/// @notice A split that one party signed and the other submits: `Settlement(bytes32 orderId,uint16 buyerBps,uint40 deadline)`.
struct Settlement {
    Order order;
    /// The buyer's share, 0 … 10,000.
    uint16 buyerBps;
    /// Last second at which it can be submitted. Sign for a day at most: until then the other party may use it just
    /// before a ruling it does not like.
    uint40 deadline;
    /// The buyer's if the seller submits, the seller's if the buyer does.
    bytes signature;
}
