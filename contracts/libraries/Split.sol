// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Who gets what of an order's total (I2). `npm run prove` proves that the four sum to it.
library Split {
    uint256 private constant BPS = 10_000;

    /// @dev Needs total ≤ 2¹²⁸ − 1 and each share ≤ BPS: then no product overflows and no difference is negative.
    function shares(
        uint256 total,
        uint256 feeBps,
        uint256 buyerBps,
        uint256 referrerBps
    ) internal pure returns (uint256 toBuyer, uint256 toSeller, uint256 toArbitrator, uint256 toReferrer) {
        unchecked {
            toArbitrator = (total * feeBps) / BPS;
            uint256 rest = total - toArbitrator;
            toBuyer = (rest * buyerBps) / BPS;
            rest -= toBuyer;
            toReferrer = (rest * referrerBps) / BPS;
            toSeller = rest - toReferrer;
        }
    }
}
