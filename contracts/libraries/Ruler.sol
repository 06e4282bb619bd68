// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Offer} from "../types/Offer.sol";

/// @notice Whose a disputed order is to rule.
library Ruler {
    /// @param since when the order was disputed, or passed.
    /// @return ruler who may rule now; after all windows, who was the last that could.
    /// @return until the last second at which they may.
    function current(
        Offer calldata offer,
        uint256 since,
        bool passed
    ) internal view returns (address ruler, uint256 until) {
        uint256 window = offer.limits.rulingWindow();
        until = since + window;
        if (passed) return (offer.fallbackArbitrator, until);
        if (block.timestamp <= until || offer.fallbackArbitrator == address(0)) return (offer.arbitrator, until);
        return (offer.fallbackArbitrator, until + window);
    }
}
