// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OddToken} from "../../contracts/mocks/OddToken.sol";
import {Purchase} from "../../contracts/types/Order.sol";
import {Authorization, Permit, Permit2Transfer} from "../../contracts/types/Payment.sol";
import {Wishes} from "./Wishes.sol";

/// @dev The ways to pay for purchases, and when the money must be taken.
abstract contract Paying is Wishes {
    enum Way {
        Open,
        Cart,
        Permit,
        Permit2,
        Authorization
    }

    struct Pay {
        Way way;
        address buyer;
        Wish[] wishes;
        /// Decides what goes wrong, if anything.
        uint256 x;
    }

    uint256 internal constant WAYS = 5;
    uint256 private _nonces;

    /// @dev Whether purchases in several currencies can be paid so.
    function _mixes(Way way) internal pure returns (bool) {
        return way <= Way.Permit;
    }

    /// @dev By a way that takes one token, `i` is in another.
    function _mixed(Pay memory pay, uint256 i) internal pure returns (bool) {
        return !_mixes(pay.way) && pay.wishes[i].order.offer.currency != pay.wishes[0].order.offer.currency;
    }

    /// @dev Gives the buyer what the purchases cost, per currency.
    function _fund(Pay memory pay) internal returns (uint256[3] memory sums) {
        for (uint256 i; i < pay.wishes.length; ++i) {
            for (uint256 c; c < 3; ++c) {
                if (pay.wishes[i].order.offer.currency == currency(c)) sums[c] += totalOf(pay.wishes[i].order);
            }
        }
        vm.deal(pay.buyer, pay.buyer.balance + sums[0]);
        token.mint(pay.buyer, sums[1]);
        dollar.mint(pay.buyer, sums[2]);
    }

    function _mayPay(Pay memory pay) internal view returns (bool) {
        if (!_mixes(pay.way)) return _mayPayOnce(pay);
        // the token is pulled once per run
        uint256 run;
        bool inDollar;
        for (uint256 i; i <= pay.wishes.length; ++i) {
            address money = i < pay.wishes.length ? pay.wishes[i].order.offer.currency : address(dollar);
            if (i < pay.wishes.length && money == address(0)) continue;
            if (i < pay.wishes.length && money == address(dollar)) inDollar = true;
            if (money == address(token)) run += totalOf(pay.wishes[i].order);
            else if (run != 0) {
                if (!_mayPull(pay.buyer, run)) return false;
                run = 0;
            }
        }
        if (_isShort(pay) && _costsCoin(pay)) return false;
        return !inDollar || _mayPayDollar(pay);
    }

    /// @dev The buyer of a dollar has no allowance but by permit, or from before.
    function _mayPayDollar(Pay memory pay) private view returns (bool) {
        uint256 sum;
        for (uint256 i; i < pay.wishes.length; ++i) {
            if (pay.wishes[i].order.offer.currency == address(dollar)) sum += totalOf(pay.wishes[i].order);
        }
        if (pay.way == Way.Permit && !isWallet(pay.buyer) && pay.x % 8 != 1) return true;
        return dollar.allowance(pay.buyer, address(escrow)) >= sum;
    }

    /// @dev By a signature of the buyer over this sum and these orders, in a token that has the way.
    function _mayPayOnce(Pay memory pay) private view returns (bool) {
        if (pay.x % 8 == 3 || (pay.x % 8 < 3 && !isWallet(pay.buyer))) return false;
        if (pay.way == Way.Authorization && pay.x % 8 == 4 && !isWallet(pay.buyer)) return false;
        address money = pay.wishes[0].order.offer.currency;
        if (money == address(dollar)) return true;
        if (money == address(0) || pay.way == Way.Authorization) return false;
        // such a token asks the escrow, when somebody else moves it, and the escrow has no answer
        if (token.oddity() == OddToken.Oddity.Hook) return false;
        uint256 sum;
        for (uint256 i; i < pay.wishes.length; ++i) sum += totalOf(pay.wishes[i].order);
        return _mayPull(pay.buyer, sum);
    }

    /// @dev What arrives is measured: the fee rounds to nothing below a hundred units.
    function _mayPull(address buyer, uint256 amount) private view returns (bool) {
        OddToken.Oddity oddity = token.oddity();
        if (token.blocked(buyer)) return false;
        if (oddity == OddToken.Oddity.TransferFee) return amount < 100;
        return oddity != OddToken.Oddity.FalseReturn && oddity != OddToken.Oddity.BurnGas;
    }

    function _isShort(Pay memory pay) private pure returns (bool) {
        return (pay.x >> 8) % 17 == 0;
    }

    function _costsCoin(Pay memory pay) private pure returns (bool found) {
        for (uint256 i; i < pay.wishes.length; ++i) if (pay.wishes[i].order.offer.currency == address(0)) found = true;
    }

    /// @param sums what the purchases cost, per currency.
    function _call(Pay memory pay, uint256[3] memory sums) internal returns (bool ok, bytes memory result) {
        uint256 value = _mixes(pay.way) ? sums[0] : 0;
        if (_isShort(pay) && value != 0) --value;
        bytes memory data = _encode(pay, sums);
        // who consented by signature needs not be there
        vm.prank(_mixes(pay.way) ? pay.buyer : people[STRANGER]);
        // bounded, because a token may burn it
        (ok, result) = address(escrow).call{value: value, gas: 30_000_000}(data);
    }

    function _encode(Pay memory pay, uint256[3] memory sums) private returns (bytes memory) {
        Purchase[] memory purchases = new Purchase[](pay.wishes.length);
        for (uint256 i; i < purchases.length; ++i) purchases[i] = pay.wishes[i].purchase;
        if (pay.way == Way.Open) return abi.encodeCall(escrow.open, (purchases[0]));
        if (pay.way == Way.Cart) return abi.encodeCall(escrow.openMany, (purchases));
        if (pay.way == Way.Permit) return abi.encodeCall(escrow.openWithPermit, (purchases, _permits(pay, sums[2])));
        uint256 sum;
        for (uint256 c; c < 3; ++c) if (pay.wishes[0].order.offer.currency == currency(c)) sum = sums[c];
        if (pay.way == Way.Permit2) {
            return abi.encodeCall(escrow.openWithPermit2, (pay.buyer, purchases, _permit2(pay, sum)));
        }
        return abi.encodeCall(escrow.openWithAuthorization, (pay.buyer, purchases, _authorization(pay, sum)));
    }

    /// @dev The buyer's permit of the sum; sometimes submitted before by somebody else, or signed by another.
    function _permits(Pay memory pay, uint256 sum) private returns (Permit[] memory permits) {
        permits = new Permit[](1);
        uint256 deadline = block.timestamp + ((pay.x >> 16) % 2 days);
        uint256 key = pay.x % 8 == 1 ? keys[STRANGER] : keys[BUYER];
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, permitDigest(pay.buyer, sum, deadline));
        permits[0] = Permit(address(dollar), sum, deadline, v, r, s);
        if (pay.x % 8 > 2 || key != keys[BUYER] || isWallet(pay.buyer)) return permits;
        dollar.permit(pay.buyer, address(escrow), sum, deadline, v, r, s);
        note("front-run permit");
    }

    /// @dev What the buyer's authorisation consents to: these orders in this order. Kinds 0 … 2 consent to something else.
    function _consentOf(Pay memory pay) private view returns (bytes32) {
        if (pay.x % 8 == 0) return keccak256("another order");
        if (pay.wishes.length == 1) return idOf(pay.wishes[0].order);
        bytes memory ids;
        for (uint256 i; i < pay.wishes.length; ++i) ids = bytes.concat(ids, idOf(pay.wishes[i].order));
        return keccak256(ids);
    }

    function _permit2(Pay memory pay, uint256 sum) private returns (Permit2Transfer memory transfer) {
        transfer.nonce = ++_nonces;
        transfer.deadline = pay.x % 8 == 3 ? block.timestamp - 1 : block.timestamp;
        uint256 signed = pay.x % 8 == 1 ? sum + 1 : sum;
        bytes32 digest = permit2Digest(
            pay.wishes[0].order.offer.currency,
            signed,
            transfer.nonce,
            transfer.deadline,
            _consentOf(pay)
        );
        transfer.signature = sign(pay.x % 8 == 2 ? keys[STRANGER] : keys[BUYER], digest);
    }

    function _authorization(Pay memory pay, uint256 sum) private view returns (Authorization memory authorization) {
        authorization.validAfter = block.timestamp - 1;
        authorization.validBefore = pay.x % 8 == 3 ? block.timestamp : block.timestamp + 1;
        uint256 signed = pay.x % 8 == 1 ? sum + 1 : sum;
        bytes32 digest = authorizationDigest(
            pay.buyer,
            signed,
            authorization.validAfter,
            authorization.validBefore,
            _consentOf(pay)
        );
        authorization.signature = sign(pay.x % 8 == 2 ? keys[STRANGER] : keys[BUYER], digest);
        // a wallet's signature has another length, a key's must not
        if (isWallet(pay.buyer) || pay.x % 8 == 4)
            authorization.signature = bytes.concat(authorization.signature, hex"00");
    }
}
