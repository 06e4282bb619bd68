// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC3009, IERC3009Bytes} from "../interfaces/IERC3009.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {ISignatureTransfer} from "../interfaces/ISignatureTransfer.sol";
import {Authorization, Permit, Permit2Transfer} from "../types/Payment.sol";

/// @notice How money enters and leaves the escrow. Currency zero is the chain's coin.
library Payment {
    /// @dev Permit2's usual address. On a chain that has it elsewhere, or not at all, this way in is closed.
    ISignatureTransfer internal constant PERMIT2 = ISignatureTransfer(0x000000000022D473030F116dDEE9F6B43aC78BA3);
    /// @dev Completes Permit2's typed data: a wallet shows `orderId`.
    string internal constant WITNESS_TYPE = "bytes32 orderId)TokenPermissions(address token,uint256 amount)";
    /// @dev What a payee may burn. Enough for a wallet that logs or forwards, and for any known token.
    uint256 internal constant COIN_GAS = 50_000;
    uint256 internal constant TOKEN_GAS = 300_000;
    /// @dev The CALL itself (up to 36,600: cold, with value, new account) and crediting if it fails (about 25,000, five
    /// times that if new slots get as dear as is announced). Needed, not used, so plenty costs nobody anything.
    uint256 internal constant RESERVE = 180_000;

    // ---- in

    function checkCoin(uint256 due) internal view {
        if (msg.value != due) revert IEscrow.WrongPayment(address(0), due, msg.value);
    }

    /// @dev A permit that fails is ignored: it may have been used before, and then the allowance decides.
    function tryPermit(Permit calldata permit) internal {
        if (permit.currency.code.length == 0) revert IEscrow.NotAToken(permit.currency);
        // slither-disable-next-line unused-return
        try
            IERC20Permit(permit.currency).permit(
                msg.sender,
                address(this),
                permit.value,
                permit.deadline,
                permit.v,
                permit.r,
                permit.s
            )
        {} catch {}
    }

    /// @dev By the allowance that `from` gave. Takes exactly `amount`, or reverts, as the other two do.
    function pull(address currency, address from, uint256 amount) internal {
        _take(currency, from, amount, currency, abi.encodeCall(IERC20.transferFrom, (from, address(this), amount)));
    }

    function pullPermit2(
        address currency,
        address from,
        uint256 amount,
        bytes32 consent,
        Permit2Transfer calldata transfer
    ) internal {
        bytes memory data = abi.encodeCall(
            ISignatureTransfer.permitWitnessTransferFrom,
            (
                ISignatureTransfer.PermitTransferFrom(
                    ISignatureTransfer.TokenPermissions(currency, amount),
                    transfer.nonce,
                    transfer.deadline
                ),
                ISignatureTransfer.SignatureTransferDetails(address(this), amount),
                from,
                consent,
                WITNESS_TYPE,
                transfer.signature
            )
        );
        _take(currency, from, amount, address(PERMIT2), data);
    }

    /// @dev ERC-3009 takes v, r, s; tokens that ask wallets (ERC-1271) also have the form that takes bytes.
    function pullAuthorized(
        address currency,
        address from,
        uint256 amount,
        bytes32 consent,
        Authorization calldata authorization
    ) internal {
        (uint256 start, uint256 end) = (authorization.validAfter, authorization.validBefore);
        bytes calldata signature = authorization.signature;
        bytes memory data;
        if (signature.length == 65) {
            (bytes32 r, bytes32 s, uint8 v) = (bytes32(signature), bytes32(signature[32:]), uint8(signature[64]));
            data = abi.encodeCall(
                IERC3009.receiveWithAuthorization,
                (from, address(this), amount, start, end, consent, v, r, s)
            );
        } else {
            data = abi.encodeCall(
                IERC3009Bytes.receiveWithAuthorization,
                (from, address(this), amount, start, end, consent, signature)
            );
        }
        _take(currency, from, amount, currency, data);
    }

    /// @dev What arrived is measured and nothing else is believed, so a token that keeps a fee or lies is refused; a
    /// token that calls back meets the escrow's guard.
    function _take(address currency, address from, uint256 amount, address mover, bytes memory data) private {
        uint256 before = _balance(currency);
        // slither-disable-next-line low-level-calls
        (bool ok, bytes memory answer) = mover.call(data);
        // nothing, or true: anything else would be taken for a failure when the money is to leave
        if (!ok || (answer.length != 0 && (answer.length < 32 || uint256(bytes32(answer)) != 1))) {
            revert IEscrow.PaymentFailed(currency, from, amount, answer);
        }
        uint256 received;
        // a token whose balance falls is refused by the difference that wraps
        unchecked {
            received = _balance(currency) - before;
        }
        if (received != amount) revert IEscrow.WrongPayment(currency, amount, received);
    }

    function _balance(address currency) private view returns (uint256 amount) {
        bytes memory data = abi.encodeCall(IERC20.balanceOf, (address(this)));
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), currency, add(data, 0x20), mload(data), 0, 0x20)
            ok := and(ok, gt(returndatasize(), 0x1f))
            amount := mload(0)
        }
        if (!ok) revert IEscrow.NotAToken(currency);
    }

    // ---- out

    /// @dev Sends with capped gas and copies no more than one word of what is returned. False: the token or the payee did
    /// not say yes, and the caller must credit. EIP-150 lets a callee have 63/64 of what is left, so the check before the call
    /// guarantees it its full cap: nobody can make an honest payee fail by giving the transaction too little gas.
    function push(address currency, address to, uint256 amount) internal returns (bool sent) {
        if (currency == address(0)) {
            _requireGas((COIN_GAS * 64) / 63 + RESERVE);
            assembly ("memory-safe") {
                sent := call(COIN_GAS, to, amount, 0, 0, 0, 0)
            }
            return sent;
        }
        _requireGas((TOKEN_GAS * 64) / 63 + RESERVE);
        bytes memory data = abi.encodeCall(IERC20.transfer, (to, amount));
        assembly ("memory-safe") {
            sent := call(TOKEN_GAS, currency, 0, add(data, 0x20), mload(data), 0, 0x20)
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

    function _requireGas(uint256 required) private view {
        if (gasleft() < required) revert IEscrow.LowGas(required, gasleft());
    }

    /// @dev The owner's own withdrawal: all the gas they gave, and it reverts if it fails.
    function send(address currency, address to, uint256 amount) internal {
        bool sent;
        if (currency != address(0)) {
            sent = SafeERC20.trySafeTransfer(IERC20(currency), to, amount);
        } else {
            assembly ("memory-safe") {
                sent := call(gas(), to, amount, 0, 0, 0, 0)
            }
        }
        if (!sent) revert IEscrow.NotSent(currency, to, amount);
    }
}
