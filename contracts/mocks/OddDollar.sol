// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OddToken} from "./OddToken.sol";

/// @notice The odd token of the development chain, like USDT: its transfers return nothing, and an allowance changes only from or to zero.
contract OddDollar is OddToken {
    constructor() {
        oddity = Oddity.NoReturn;
    }

    function approve(address spender, uint256 amount) public override returns (bool) {
        require(amount == 0 || allowance[msg.sender][spender] == 0, "set it to zero first");
        return super.approve(spender, amount);
    }
}
