// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEscrow} from "../interfaces/IEscrow.sol";

/// @dev The item of a purchase that is opened on its own.
uint256 constant ALONE = type(uint256).max;

/// @notice How a purchase is refused: alone with the error itself, in a cart with its index around it.
library Refusal {
    /// @param reason an ABI-encoded error of IEscrow.
    function refuse(uint256 item, bytes memory reason) internal pure {
        if (item != ALONE) revert IEscrow.CartItem(item, reason);
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    /// @dev `max` is not below `min`, so one comparison does: what is below `min` wraps around.
    function checkRange(uint256 item, bytes32 field, uint256 value, uint256 min, uint256 max) internal pure {
        unchecked {
            if (value - min > max - min) _outOfRange(item, field, value, min, max);
        }
    }

    function _outOfRange(uint256 item, bytes32 field, uint256 value, uint256 min, uint256 max) private pure {
        refuse(item, abi.encodeWithSelector(IEscrow.OutOfRange.selector, field, value, min, max));
    }
}
