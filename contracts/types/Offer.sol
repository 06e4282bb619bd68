// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Limits} from "./Limits.sol";

/// @notice The terms a seller signs once and any buyer can pay.
struct Offer {
    address seller;
    /// Zero: nobody can rule, so the buyer has no protection after shipping.
    address arbitrator;
    /// Rules after the arbitrator's window, or when the arbitrator passes; zero for none.
    address fallbackArbitrator;
    /// Zero is the chain's coin, else an ERC-20.
    address currency;
    /// Per unit, in the currency's smallest unit.
    uint256 unitPrice;
    /// Once per order.
    uint256 shipping;
    /// Digest of the CID of the listing the buyer saw.
    bytes32 terms;
    /// Stock is counted per (seller, sku); zero is uncounted.
    bytes32 sku;
    /// The small fields, packed.
    Limits limits;
}
