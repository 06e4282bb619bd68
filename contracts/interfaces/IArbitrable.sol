// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IArbitrator} from "./IArbitrator.sol";

/// @notice Whom a court gives its ruling to (ERC-792).
interface IArbitrable {
    /// @notice The court's ruling arrived.
    event Ruling(IArbitrator indexed arbitrator, uint256 indexed disputeId, uint256 ruling);

    /// @notice Called by the court, once its decision is final.
    /// @param ruling one of the choices, or 0: the court refused to decide.
    function rule(uint256 disputeId, uint256 ruling) external;
}
