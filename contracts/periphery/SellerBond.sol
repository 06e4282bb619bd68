// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {ISellerBond} from "../interfaces/ISellerBond.sol";
import {Catalogue} from "../types/Order.sol";
import {DelayedBond} from "./DelayedBond.sol";

/// @title Seller bond
/// @dev The specification is ISellerBond.
contract SellerBond is ISellerBond, DelayedBond {
    /// @inheritdoc ISellerBond
    IEscrow public immutable escrow;
    /// @inheritdoc ISellerBond
    mapping(address seller => mapping(uint64 sequence => bool)) public proved;
    /// @inheritdoc ISellerBond
    uint256 public burnt;

    constructor(IEscrow escrow_) {
        escrow = escrow_;
    }

    /// @inheritdoc ISellerBond
    function proveEquivocation(
        Catalogue calldata first,
        bytes calldata firstSignature,
        Catalogue calldata second,
        bytes calldata secondSignature
    ) external {
        (address seller, uint64 sequence) = (first.seller, first.sequence);
        if (second.seller != seller) revert DifferentSellers(seller, second.seller);
        if (second.sequence != sequence) revert DifferentSequences(sequence, second.sequence);
        if (sequence == 0) revert NotASequence(sequence);
        if (proved[seller][sequence]) revert AlreadyProved(seller, sequence);
        bytes32 digest = _checkSigned(first, firstSignature);
        // equal digests are equal catalogues, and two that differ only in what was compared above do not exist
        if (digest == _checkSigned(second, secondSignature)) revert SameCatalogue(digest);

        proved[seller][sequence] = true;
        uint256 amount = _bonds[seller].locked + _bonds[seller].leaving;
        delete _bonds[seller];
        burnt += amount;
        emit Equivocated(seller, sequence, first, firstSignature, second, secondSignature, amount);
    }

    function _checkSigned(
        Catalogue calldata catalogue,
        bytes calldata signature
    ) private view returns (bytes32 digest) {
        digest = escrow.catalogueDigest(catalogue);
        (address signer, ECDSA.RecoverError err, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (err != ECDSA.RecoverError.NoError || signer != catalogue.seller) {
            revert InvalidSignature(catalogue.seller, digest);
        }
    }
}
