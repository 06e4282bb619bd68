// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Order} from "../../contracts/types/Order.sol";
import {Signing} from "./Signing.sol";

/// @notice I7: an order's id is of all that the parties agreed on, and of nothing else.
contract Identity is Signing {
    /// @dev Selector, then the thirteen words of an order: a bit of any of them, also one that no type uses.
    function test_I7_any_bit_makes_another_order(Order memory order, uint256 bit) public view {
        bytes memory data = abi.encodeCall(escrow.orderId, (order));
        require(data.length == 4 + 13 * 32, "an order is thirteen words");
        (bool ok, bytes memory id) = address(escrow).staticcall(data);
        require(ok && bytes32(id) == idOf(order), "I7: the id is not the specification's");
        bit = bit % (13 * 256);
        data[4 + bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool another, bytes memory anotherId) = address(escrow).staticcall(data);
        require(!another || bytes32(anotherId) != bytes32(id), "I7: two orders share an id");
    }
}
