// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDelayedBond} from "./IDelayedBond.sol";

/// @title Arbitrator registry
/// @notice Where arbitrators say that they serve, and on what terms. The escrow does not consult it: clients do, before
/// anybody pays. They show only arbitrators that consent, and offers whose fee is at least the one asked.
///
/// Everybody writes for themselves alone, so an entry proves nothing but what the account says. A bond makes an account
/// dear to throw away; nobody can take it from its owner.
///
/// A contract that cannot call this one consents by what it is: an ArbitratorAdapter, known by ERC-165, serves whoever
/// names it in an offer of its escrow.
interface IArbitratorRegistry is IDelayedBond {
    /// @notice What an arbitrator says of itself.
    struct Profile {
        address arbitrator;
        /// Asked of an order's total, at most 1,000.
        uint16 feeBps;
        /// Whether it may be named in new offers.
        bool consents;
        /// When it was last published, in unix seconds.
        uint40 since;
        /// Digest of the CID of a page about the arbitrator, or zero.
        bytes32 page;
        /// BCP 47 tags with commas between, like `en,pt-BR`.
        string languages;
    }

    /// @notice `field`, an ASCII name, must be `min` … `max`.
    error OutOfRange(bytes32 field, uint256 value, uint256 min, uint256 max);
    /// @notice The account never published.
    error NotListed(address arbitrator);

    /// @notice The arbitrator published, or changed, what it says of itself.
    event Published(address indexed arbitrator, uint16 feeBps, bool consents, bytes32 page, string languages);

    /// @notice Publishes the caller as an arbitrator, or changes what it said. Consent withdrawn is for new offers: orders
    /// that name the arbitrator go on.
    /// @param languages 1 … 64 bytes.
    function publish(uint16 feeBps, bool consents, bytes32 page, string calldata languages) external;

    /// @notice What the arbitrator says of itself.
    function profileOf(address arbitrator) external view returns (Profile memory);

    /// @notice A page of all who ever published, oldest first; those without consent too.
    /// @param limit may be more than there are.
    function profiles(uint256 offset, uint256 limit) external view returns (Profile[] memory);

    /// @notice How many ever published.
    function count() external view returns (uint256);
}
