// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";

/// @notice How money enters and leaves the escrow. Currency zero is the chain's coin.
library Payment {
    /// @dev What a payee may burn. Enough for a wallet that logs or forwards, and for any known token.
    uint256 internal constant COIN_GAS = 50_000;
    uint256 internal constant TOKEN_GAS = 300_000;
    /// @dev The CALL itself (up to 36,600: cold, with value, new account) and crediting if it fails (about 25,000).
    uint256 internal constant RESERVE = 64_000;

    /// @dev Takes exactly `amount` from `from`, or reverts. What arrived is measured, so a token that keeps a fee is
    /// refused; a token that calls back meets the escrow's guard.
    function pull(address currency, address from, uint256 amount) internal {
        if (currency == address(0)) {
            if (msg.value != amount) revert IEscrow.WrongPayment(amount, msg.value);
            return;
        }
        if (msg.value != 0) revert IEscrow.WrongPayment(0, msg.value);
        if (currency.code.length == 0) revert IEscrow.NotAToken(currency);
        uint256 before = IERC20(currency).balanceOf(address(this));
        SafeERC20.safeTransferFrom(IERC20(currency), from, address(this), amount);
        uint256 received = IERC20(currency).balanceOf(address(this)) - before;
        if (received != amount) revert IEscrow.WrongPayment(amount, received);
    }

    /// @dev Sends with capped gas and copies no more than one word of what is returned. False: nothing was sent and
    /// the caller must credit. EIP-150 lets a callee have 63/64 of what is left, so the check before the call
    /// guarantees it its full cap: nobody can make an honest payee fail by giving the transaction too little gas.
    function push(address currency, address to, uint256 amount) internal returns (bool sent) {
        uint256 cap = currency == address(0) ? COIN_GAS : TOKEN_GAS;
        uint256 required = (cap * 64) / 63 + RESERVE;
        if (gasleft() < required) revert IEscrow.LowGas(required, gasleft());
        if (currency == address(0)) {
            assembly ("memory-safe") {
                sent := call(cap, to, amount, 0, 0, 0, 0)
            }
            return sent;
        }
        bytes memory data = abi.encodeCall(IERC20.transfer, (to, amount));
        assembly ("memory-safe") {
            sent := call(cap, currency, 0, add(data, 0x20), mload(data), 0, 0x20)
            // Success is true, or nothing at all from a contract that still has code (USDT returns nothing).
            switch returndatasize()
            case 0 {
                sent := and(sent, gt(extcodesize(currency), 0))
            }
            default {
                sent := and(sent, and(gt(returndatasize(), 0x1f), eq(mload(0), 1)))
            }
        }
    }

    /// @dev The owner's own withdrawal: all the gas they gave, and it reverts if it fails.
    function send(address currency, address to, uint256 amount) internal {
        if (currency != address(0)) return SafeERC20.safeTransfer(IERC20(currency), to, amount);
        bool sent;
        assembly ("memory-safe") {
            sent := call(gas(), to, amount, 0, 0, 0, 0)
        }
        if (!sent) revert IEscrow.NotSent(currency, to, amount);
    }
}
