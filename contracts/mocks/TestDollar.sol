// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "./ERC3009.sol";

/// @notice The stablecoin of the development chain: six decimals, EIP-2612, ERC-3009, and anyone may mint.
contract TestDollar is ERC20, ERC20Permit, ERC3009 {
    constructor() ERC20("Test Dollar", "tUSD") ERC20Permit("Test Dollar") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
