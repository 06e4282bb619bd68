// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OddToken} from "./OddToken.sol";

/// @notice The odd token of the development chain: its transfers return nothing, like USDT's, from the first block on.
contract OddDollar is OddToken {
    constructor() {
        oddity = Oddity.NoReturn;
    }
}
