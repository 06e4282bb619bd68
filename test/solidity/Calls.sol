// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Release, Settlement} from "../../contracts/types/Consent.sol";
import {Order} from "../../contracts/types/Order.sol";
import {Status} from "../../contracts/types/OrderState.sol";
import {Signing} from "./Signing.sol";

/// @dev The calls of an order's life: how each is made, and who may make it when, as the model knows.
abstract contract Calls is Signing {
    enum Call {
        Ship,
        Extend,
        Confirm,
        ConfirmSigned,
        Settle,
        Cancel,
        Claim,
        Dispute,
        Evidence,
        Rule,
        Pass,
        Expire
    }

    uint256 internal constant CALLS = 12;
    /// @dev What a close may need: every payee burns its cap and is then credited.
    uint256 internal constant COIN_CLOSE = 500_000;
    uint256 internal constant TOKEN_CLOSE = 1_350_000;

    /// @dev `x` decides every argument of the call: see the functions below.
    function _make(uint256 i, address caller, Call call, uint256 x) internal returns (bool ok) {
        Order memory order = orders[i];
        bytes memory data;
        if (call == Call.Ship) data = abi.encodeCall(escrow.ship, (order, bytes32(x)));
        else if (call == Call.Extend) data = abi.encodeCall(escrow.extend, (order, uint32(extensionOf(i, x))));
        else if (call == Call.Confirm) data = abi.encodeCall(escrow.confirm, (order, bytes32(x), ratingOf(x)));
        else if (call == Call.ConfirmSigned) data = abi.encodeCall(escrow.confirmBySignature, (_release(i, x)));
        else if (call == Call.Settle) data = abi.encodeCall(escrow.settle, (_settlement(i, caller, x)));
        else if (call == Call.Cancel) data = abi.encodeCall(escrow.cancel, (order));
        else if (call == Call.Claim) data = abi.encodeCall(escrow.claim, (order));
        else if (call == Call.Dispute) data = abi.encodeCall(escrow.dispute, (order, bytes32(x)));
        else if (call == Call.Evidence) data = abi.encodeCall(escrow.submitEvidence, (order, bytes32(x)));
        else if (call == Call.Rule) data = abi.encodeCall(escrow.rule, (order, uint16(shareOf(x))));
        else if (call == Call.Pass) data = abi.encodeCall(escrow.pass, (order));
        else data = abi.encodeCall(escrow.expire, (order));
        vm.prank(caller);
        (ok, ) = address(escrow).call{gas: _gasFor(order)}(data);
    }

    /// @dev The marks of a coverage run cost gas, and make the code larger than a chain takes.
    function _gasFor(Order memory order) private view returns (uint256 gas) {
        gas = order.offer.currency == address(0) ? COIN_CLOSE : TOKEN_CLOSE;
        if (address(escrow).code.length > 24_576) gas *= 4;
    }

    // ---- arguments

    /// @dev Sometimes above everything.
    function shareOf(uint256 x) internal pure returns (uint256) {
        return x % 10_003;
    }

    function ratingOf(uint256 x) internal pure returns (uint8) {
        return uint8(x % 7);
    }

    /// @dev Around what it is now, around the most, or between.
    function extensionOf(uint256 i, uint256 x) internal view returns (uint256) {
        uint256 kind = x % 8;
        if (kind < 2) return ghosts[i].extension + kind;
        if (kind == 2) return 180 days + ((x >> 8) % 2);
        return (x >> 8) % 20 days;
    }

    function deadlineOf(uint256 x) internal view returns (uint40) {
        return uint40((x >> 16) % 8 == 0 ? block.timestamp - 1 : block.timestamp + ((x >> 24) % 2) * 1 days);
    }

    function isForged(uint256 x) internal pure returns (bool) {
        return (x >> 40) % 8 == 0;
    }

    function _release(uint256 i, uint256 x) internal view returns (Release memory release) {
        Order memory order = orders[i];
        (release.order, release.review, release.rating) = (order, bytes32(x), ratingOf(x));
        release.deadline = deadlineOf(x);
        bytes32 digest = releaseDigest(idOf(order), release.review, release.rating, release.deadline);
        release.signature = isForged(x) ? sign(keys[STRANGER], digest) : signAs(order.buyer, digest);
        // an honest signature for another review or a longer deadline does not count
        if ((x >> 48) % 16 == 0) release.review = 0;
        if ((x >> 48) % 16 == 1) ++release.deadline;
    }

    /// @dev Forged: by the caller, whose consent is the call already.
    function _settlement(uint256 i, address caller, uint256 x) internal view returns (Settlement memory settlement) {
        Order memory order = orders[i];
        (settlement.order, settlement.buyerBps) = (order, uint16(shareOf(x)));
        settlement.deadline = deadlineOf(x);
        bytes32 digest = settlementDigest(idOf(order), settlement.buyerBps, settlement.deadline);
        address other = caller == order.buyer ? order.offer.seller : order.buyer;
        settlement.signature = signAs(isForged(x) ? caller : other, digest);
        if ((x >> 48) % 16 == 0) settlement.buyerBps ^= 1;
    }

    // ---- the table

    /// @dev The table of contracts.md, written a second time (I5).
    function _allowed(uint256 i, address caller, Call call, uint256 x) internal view returns (bool) {
        Order memory order = orders[i];
        Status status = ghosts[i].status;
        if (!isOpen(status)) return false;
        if (call == Call.Confirm) return caller == order.buyer && ratingOf(x) <= 5;
        if (call == Call.ConfirmSigned) return status != Status.Disputed && _mayRelease(order, x);
        if (call == Call.Settle) return _maySettle(order, caller, x);
        if (call == Call.Evidence) return _isParty(order, caller);
        if (call == Call.Cancel && caller == order.offer.seller) return true;
        bool late = block.timestamp > _end(i);
        if (call == Call.Extend) return !late && _mayExtend(i, caller, x);
        if (status == Status.Funded) {
            return call == Call.Cancel ? late : call == Call.Ship && caller == order.offer.seller && !late;
        }
        if (status == Status.Shipped) {
            if (call == Call.Claim) return late;
            return call == Call.Dispute && caller == order.buyer && !late && order.offer.arbitrator != address(0);
        }
        address ruler = _rulerOf(i);
        if (call == Call.Rule) return ruler != address(0) && caller == ruler && shareOf(x) <= 10_000;
        if (call == Call.Expire) return ruler == address(0);
        return
            call == Call.Pass &&
            ruler == order.offer.arbitrator &&
            caller == ruler &&
            order.offer.fallbackArbitrator != address(0);
    }

    function _mayRelease(Order memory order, uint256 x) private view returns (bool) {
        bool altered = ((x >> 48) % 16 == 0 && x != 0) || (x >> 48) % 16 == 1;
        bool signed = isWallet(order.buyer) || (!isForged(x) && !altered);
        return signed && ratingOf(x) <= 5 && deadlineOf(x) + ((x >> 48) % 16 == 1 ? 1 : 0) >= block.timestamp;
    }

    function _maySettle(Order memory order, address caller, uint256 x) private view returns (bool) {
        address seller = order.offer.seller;
        if (caller != order.buyer && caller != seller) return false;
        bool altered = (x >> 48) % 16 == 0;
        bool signed = isWallet(caller == seller ? order.buyer : seller) || (!isForged(x) && !altered);
        return signed && settledShareOf(x) <= 10_000 && deadlineOf(x) >= block.timestamp;
    }

    function settledShareOf(uint256 x) internal pure returns (uint256) {
        return (x >> 48) % 16 == 0 ? shareOf(x) ^ 1 : shareOf(x);
    }

    function _mayExtend(uint256 i, address caller, uint256 x) private view returns (bool) {
        Status status = ghosts[i].status;
        uint256 extension = extensionOf(i, x);
        if (extension <= ghosts[i].extension || extension > 180 days) return false;
        if (status == Status.Funded) return caller == orders[i].buyer;
        return status == Status.Shipped && caller == orders[i].offer.seller;
    }

    function _isParty(Order memory order, address caller) private pure returns (bool) {
        return
            caller == order.buyer ||
            caller == order.offer.seller ||
            caller == order.offer.arbitrator ||
            caller == order.offer.fallbackArbitrator;
    }

    /// @dev Whose the disputed order is to rule now; zero after all windows.
    function _rulerOf(uint256 i) private view returns (address) {
        Order memory order = orders[i];
        uint256 windows = (block.timestamp - ghosts[i].since + rulingWindow(order) - 1) / rulingWindow(order);
        if (ghosts[i].passed) return windows <= 1 ? order.offer.fallbackArbitrator : address(0);
        if (windows <= 1) return order.offer.arbitrator;
        return windows == 2 ? order.offer.fallbackArbitrator : address(0);
    }

    /// @dev The last second of the window that runs: the first arbitrator's, of a disputed order.
    function _end(uint256 i) internal view returns (uint256) {
        return ghosts[i].since + _window(i) + ghosts[i].extension;
    }

    function _window(uint256 i) internal view returns (uint256) {
        if (ghosts[i].status == Status.Funded) return shipWindow(orders[i]);
        return ghosts[i].status == Status.Shipped ? inspectionWindow(orders[i]) : rulingWindow(orders[i]);
    }

    /// @dev When anybody may close the order, if nobody moves.
    function _closable(uint256 i) internal view returns (uint256) {
        bool twice =
            ghosts[i].status == Status.Disputed &&
                !ghosts[i].passed &&
                orders[i].offer.fallbackArbitrator != address(0);
        return _end(i) + (twice ? rulingWindow(orders[i]) : 0) + 1;
    }

    // ---- what could happen now

    function _can(uint256 i, address caller, Call call, uint256 x) internal returns (bool ok) {
        uint256 before = vm.snapshotState();
        ok = _make(i, caller, call, x);
        vm.revertToState(before);
    }
}
