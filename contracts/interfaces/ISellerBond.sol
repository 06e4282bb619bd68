// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Catalogue} from "../types/Order.sol";
import {IDelayedBond} from "./IDelayedBond.sol";
import {IEscrow} from "./IEscrow.sol";

/// @title Seller bond
/// @notice A seller's bond against showing different catalogues to different people. Replicators scale the storage they
/// give a seller to it. It has no part in any order: a burnt bond pays nobody's damage.
///
/// A catalogue's sequence orders a seller's editions, so two catalogues of one sequence that differ in offers or content
/// are a lie to somebody. Whoever shows both, signed, burns the whole bond, including what is being withdrawn. The burnt coin
/// stays in this contract and is in nobody's book: there is no call that could pay it out, so nobody gains by a proof and
/// no proof can fail on a payment. `burnt` and all bonds sum to what was ever locked and not withdrawn.
///
/// Only signatures of a key count: what an ERC-1271 wallet says can change, so it proves nothing about the past. WARNING: the
/// bond of a seller without a key of its own (a contract wallet) can therefore never be burnt; replicators count none for it.
///
/// A proof is recorded once per seller and sequence, also if there is no bond: the event is what replicators act on, and a
/// bond locked later is not burnt again for the same offence. Keep one signer for each seller: two devices that sign the
/// same sequence differently look like a liar.
interface ISellerBond is IDelayedBond {
    /// @notice Two catalogues of two sellers contradict nobody.
    error DifferentSellers(address first, address second);
    /// @notice Two editions may differ.
    error DifferentSequences(uint64 first, uint64 second);
    /// @notice There is no catalogue with sequence 0.
    error NotASequence(uint64 sequence);
    /// @notice The catalogues say the same.
    error SameCatalogue(bytes32 digest);
    /// @notice The signature over `digest` is not by the seller's key.
    error InvalidSignature(address seller, bytes32 digest);
    /// @notice This was proved before.
    error AlreadyProved(address seller, uint64 sequence);

    /// @notice The seller signed two catalogues of one sequence. Holds the whole proof, for anyone to check without trust
    /// in this contract; `amount` was burnt for it.
    event Equivocated(
        address indexed seller,
        uint64 indexed sequence,
        Catalogue first,
        bytes firstSignature,
        Catalogue second,
        bytes secondSignature,
        uint256 amount
    );

    /// @notice Anyone proves that a seller signed two catalogues of one sequence, for the escrow's domain.
    function proveEquivocation(
        Catalogue calldata first,
        bytes calldata firstSignature,
        Catalogue calldata second,
        bytes calldata secondSignature
    ) external;

    /// @notice Whether it was proved here that the seller equivocated at this sequence.
    function proved(address seller, uint64 sequence) external view returns (bool);

    /// @notice Coin that belongs to nobody any more.
    function burnt() external view returns (uint256);

    /// @notice The escrow for whose domain the catalogues are signed.
    function escrow() external view returns (IEscrow);
}
