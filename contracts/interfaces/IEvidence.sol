// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IArbitrator} from "./IArbitrator.sol";

/// @notice The events by which a court's jurors find what a dispute is about (ERC-1497). URIs are `/ipfs/…` paths.
interface IEvidence {
    /// @notice What the choices mean, for all disputes that name `metaEvidenceId`.
    event MetaEvidence(uint256 indexed metaEvidenceId, string evidence);

    /// @notice A party shows something to the jurors.
    event Evidence(
        IArbitrator indexed arbitrator,
        uint256 indexed evidenceGroupId,
        address indexed party,
        string evidence
    );

    /// @notice Binds a dispute of the court to its meta-evidence and to its group of evidence.
    event Dispute(
        IArbitrator indexed arbitrator,
        uint256 indexed disputeId,
        uint256 metaEvidenceId,
        uint256 evidenceGroupId
    );
}
